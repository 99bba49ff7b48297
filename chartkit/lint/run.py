"""One chart to all that is found in it.

Upstream: helm pkg/action/lint.go, pkg/chart/v2/lint/lint.go
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from chartkit.chart import Log, discard, unpack
from chartkit.engine import KubeVersion, default_capabilities
from chartkit.errors import ChartError
from chartkit.functions import Environment
from chartkit.gostd.os import PathError, path_error, read_file
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.records import dataclass, field
from chartkit.values import Table

from .chart_file import check_chart_file
from .findings import Finding, Findings, Severity
from .parts import check_crds, check_dependencies
from .templates import TemplateCheck
from .values_file import check_values_file

__all__ = ["LintOptions", "LintResult", "lint_chart", "with_subcharts"]

_ARCHIVES = (".tgz", ".tar.gz")


@dataclass(frozen=True, slots=True)
class LintOptions:
    """How charts are looked at."""

    #: Over the values of the charts, from whose files the tables in it are filled, chart after chart as in Helm.
    values: Table = field(default_factory=dict)
    namespace: str = "default"
    #: None: what Helm of that line assumes without a cluster.
    kube_version: KubeVersion | None = None
    skip_schema_validation: bool = False
    behaviour: HelmBehaviour = HELM_4_3
    environment: Environment = field(default_factory=Environment)
    allow_outside_links: bool = False


@dataclass(frozen=True, slots=True)
class LintResult:
    """What was found in one chart, or why it could not be looked at."""

    findings: tuple[Finding, ...] = ()
    error: str = ""

    def failed(self, *, strict: bool = False) -> bool:
        """Return whether something is too bad to go on with; ``strict``: warnings are."""
        lowest = Severity.WARNING if strict else Severity.ERROR
        return bool(self.error) or any(finding.severity >= lowest for finding in self.findings)

    @property
    def has_warnings(self) -> bool:
        """Whether something is at least a warning."""
        return self.failed(strict=True)


def lint_chart(path: str, options: LintOptions, log: Log = discard) -> LintResult:
    """Return what is found in the chart at ``path``: a directory, or an archive, which is unpacked to the side."""
    if not path.endswith(_ARCHIVES):
        return _lint_directory(path, options, log)
    try:
        data = read_file(path)
    except PathError as error:
        return LintResult(error=f"unable to open tarball: {error.message}")
    with tempfile.TemporaryDirectory(prefix="chartkit-lint") as folder:
        try:
            directory = unpack(data, Path(folder), options.behaviour)
        except ChartError as error:
            return LintResult(error=f"unable to extract tarball: {error.message}")
        return _lint_directory(str(directory), options, log)


def _lint_directory(path: str, options: LintOptions, log: Log) -> LintResult:
    chart_file = os.path.normpath(f"{path}/Chart.yaml")
    try:
        Path(chart_file).stat()
    except OSError as error:
        reason = path_error("stat", chart_file, error).message
        return LintResult(error=f"unable to check Chart.yaml file in chart: {reason}")
    directory = os.path.normpath(Path(path).absolute())
    # The loader of the linter does not look at apiVersion first.
    behaviour = options.behaviour.without_detection()
    findings = Findings()
    check_chart_file(directory, findings, behaviour)
    check_values_file(
        directory, options.values, findings, behaviour, log, skip_schema_validation=options.skip_schema_validation
    )
    capabilities = default_capabilities(options.behaviour, options.kube_version)
    templates = TemplateCheck(options.values, options.namespace, capabilities, behaviour, options.environment, log)
    links = options.allow_outside_links
    templates.check(
        directory, findings, skip_schema_validation=options.skip_schema_validation, allow_outside_links=links
    )
    check_dependencies(directory, findings, behaviour, log, allow_outside_links=links)
    check_crds(directory, findings, behaviour, log, allow_outside_links=links)
    return LintResult(tuple(findings.found))


def with_subcharts(paths: Sequence[str]) -> list[str]:
    """Return ``paths`` and after them the charts below the ``charts`` folder of each, archives too.

    Upstream: helm pkg/cmd/lint.go newLintCmd
    """
    return [*paths, *(found for path in paths for found in _below(os.path.normpath(f"{path}/charts")))]


def _below(path: str) -> Iterator[str]:
    """Yield the charts at and below ``path`` in the order of names; links are not followed."""
    name = path.rpartition("/")[2]
    if name == "Chart.yaml":
        yield path.rpartition("/")[0]
    elif path.endswith(_ARCHIVES) and os.path.lexists(path):
        yield path
    if Path(path).is_dir() and not Path(path).is_symlink():
        for inner in sorted(os.listdir(path)):  # noqa: PTH208 # names are compared as Go compares them
            yield from _below(f"{path}/{inner}")
