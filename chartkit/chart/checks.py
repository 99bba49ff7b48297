"""Whether a chart can be rendered at all: what Helm asks before it looks at a template.

Upstream: helm pkg/cmd/install.go runInstall, pkg/action/dependency.go, pkg/action/install.go
"""

from __future__ import annotations

from chartkit import semver
from chartkit.errors import ChartError, SemverError
from chartkit.helm_versions import HELM_4_3, HelmBehaviour

from .log import Log, LogLevel, LogRecord, discard
from .model import Chart

__all__ = ["check_all_present", "check_dependencies", "check_installable", "check_kube_version"]


def check_installable(chart: Chart, log: Log = discard, behaviour: HelmBehaviour = HELM_4_3) -> None:
    """Refuse a library, and a chart of the generation that Helm only shows; log that a chart is deprecated.

    Raises:
        ChartError: The chart only helps other charts, or its apiVersion is ``v3``.

    Upstream: helm pkg/cmd/install.go checkIfInstallable, pkg/action/install.go (*Install).RunWithContext
    """
    kind = chart.metadata.type
    if kind not in {"", "application"}:
        raise ChartError(f"{kind} charts are not installable")
    if chart.metadata.deprecated:
        helm3 = "WARNING: This chart is deprecated"
        log(LogRecord(LogLevel.WARN, "this chart is deprecated", helm3=helm3))
    if behaviour.api_version_is_checked and chart.metadata.api_version == "v3":
        raise ChartError("invalid chart apiVersion")


def check_dependencies(chart: Chart, behaviour: HelmBehaviour = HELM_4_3) -> None:
    """Refuse a chart some of whose declared dependencies are not there, compared by name alone.

    Raises:
        ChartError: Some are missing; the message names them.

    Upstream: helm pkg/action/install.go CheckDependencies
    """
    try:
        check_all_present(chart)
    except ChartError as error:
        raise ChartError(f"{_missing_text(behaviour)}: {error.message}", hint=error.hint) from error


def check_all_present(chart: Chart) -> None:
    """Refuse a chart some of whose declared dependencies are not there, compared by name alone.

    Raises:
        ChartError: Some are missing; the message names them and says no more.

    Upstream: helm pkg/action/install.go CheckDependencies
    """
    present = {subchart.name for subchart in chart.dependencies}
    missing = [dependency.name for dependency in chart.metadata.dependencies if dependency.name not in present]
    if missing:
        raise ChartError(f"found in Chart.yaml, but missing in charts/ directory: {', '.join(missing)}")


def _missing_text(behaviour: HelmBehaviour) -> str:
    command = "'helm dependency build'" if behaviour.errors_are_lower_case else "`helm dependency build`"
    article = "an" if behaviour.errors_are_lower_case else "An"
    return (
        f"{article} error occurred while checking for chart dependencies. You may need to run {command} to fetch "
        "missing dependencies"
    )


def check_kube_version(chart: Chart, full: str, normalized: str) -> None:
    """Refuse a chart that does not want to run on a version of Kubernetes.

    Args:
        chart: The root chart; the wishes of its subcharts do not count.
        full: The version as it is, for the message.
        normalized: The version that is compared.

    Raises:
        ChartError: The version is not in the range that the chart gives, or that range cannot be read.

    Upstream: helm pkg/action/action.go (*Configuration).renderResources
    """
    wanted = chart.metadata.kube_version
    if not wanted:
        return
    try:
        if semver.Constraint.parse(wanted).check(semver.parse(normalized)):
            return
    except SemverError:
        pass  # what cannot be read is not met
    raise ChartError(f"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {full}")
