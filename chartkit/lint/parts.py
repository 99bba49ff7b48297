"""What is wrong with a chart's dependencies and with its custom resource definitions.

Upstream: helm pkg/chart/v2/lint/rules/dependencies.go, crds.go
"""

from __future__ import annotations

from pathlib import Path

from chartkit.chart import Chart, Log, load
from chartkit.errors import ChartkitError, YAMLError
from chartkit.helm_versions import HelmBehaviour

from .findings import Findings, Severity
from .resource import resources
from .templates import directory_path

__all__ = ["check_crds", "check_dependencies"]

_FOLDER = "crds/"


def check_dependencies(
    directory: str, findings: Findings, behaviour: HelmBehaviour, log: Log, *, allow_outside_links: bool
) -> None:
    """Add what is wrong between the dependencies that a chart declares and those that it has."""
    try:
        path = directory_path(directory)
        chart = load(path, behaviour=behaviour, allow_outside_links=allow_outside_links, log=log)
    except ChartkitError as error:
        findings.check(Severity.ERROR, "", f"unable to load chart\n\t{error.message}")
        return
    declared = [dependency.name for dependency in chart.metadata.dependencies]
    present = [subchart.name for subchart in chart.dependencies]
    for severity, problem, names in (
        (Severity.ERROR, "chart metadata is missing these dependencies", [n for n in present if n not in declared]),
        (Severity.ERROR, "multiple dependencies with name or alias", _repeated(chart)),
        (Severity.WARNING, "chart directory is missing these dependencies", [n for n in declared if n not in present]),
    ):
        findings.check(severity, directory, f"{problem}: {','.join(names)}" if names else "")


def _repeated(chart: Chart) -> list[str]:
    names = [dependency.alias or dependency.name for dependency in chart.metadata.dependencies]
    return [name for index, name in enumerate(names) if name in names[:index]]


def check_crds(
    directory: str, findings: Findings, behaviour: HelmBehaviour, log: Log, *, allow_outside_links: bool
) -> None:
    """Add what is wrong with the files in crds/; Helm 3 does not look at them."""
    folder = Path(directory, "crds")
    if not behaviour.lint_looks_closer or not folder.exists():
        return
    if not findings.check(Severity.ERROR, _FOLDER, "" if folder.is_dir() else "not a directory"):
        return
    try:
        path = directory_path(directory)
        chart = load(path, behaviour=behaviour, allow_outside_links=allow_outside_links, log=log)
    except ChartkitError as error:
        findings.check(Severity.ERROR, _FOLDER, error.message)
        return
    for crd in chart.crds():
        try:
            for resource in resources(crd.file.text, behaviour):
                is_extension = resource.api_version.startswith("apiextensions.k8s.io")
                told = "" if is_extension else "apiVersion is not in 'apiextensions.k8s.io'"
                findings.check(Severity.ERROR, crd.name, told)
                is_definition = resource.kind == "CustomResourceDefinition"
                told = "" if is_definition else "object kind is not 'CustomResourceDefinition'"
                findings.check(Severity.ERROR, crd.name, told)
        except YAMLError as error:
            findings.check(Severity.ERROR, crd.name, f"unable to parse YAML: {error.message}")
            return
