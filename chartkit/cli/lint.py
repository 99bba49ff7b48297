"""``chartkit lint``: what ``helm lint`` finds in charts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from chartkit.engine import parse_kube_version
from chartkit.errors import ChartkitError, UsageError
from chartkit.gostd import unicode
from chartkit.helm_versions import HelmBehaviour, behaviour_of
from chartkit.lint import LintOptions, LintResult, Severity, lint_chart, with_subcharts
from chartkit.values import read as read_values

from .helm_command import HelmCommand, HelmUsage, log_of
from .helm_flags import CHARTKIT_FLAGS, GLOBAL_FLAGS, VALUES_FLAGS
from .pflag import Flag, FlagKind, ParsedFlags
from .template import environment_of, values_of

__all__ = ["command"]


def _run(flags: ParsedFlags) -> None:
    behaviour = behaviour_of(flags.text("helm-version", "4.3"))
    paths = flags.arguments or ([] if behaviour.lint_looks_closer else ["."])
    if flags.is_on("changed"):
        paths = _charts_of(paths)
        if not paths:
            return
    if not paths:
        raise UsageError('"helm lint" requires at least 1 argument\n\nUsage:  helm lint PATH [flags]')
    options = _options(flags, behaviour)
    if flags.is_on("with-subcharts"):
        paths = with_subcharts(paths)
    lines: list[str] = []
    failed = reported = 0
    for path in paths:
        result = lint_chart(path, options, log_of(behaviour))
        reported += result.has_warnings
        if flags.is_on("quiet") and not result.has_warnings:
            continue
        lines += _lines(path, result, Severity.WARNING if flags.is_on("quiet") else Severity.INFO)
        failed += result.failed(strict=flags.is_on("strict"))
    sys.stdout.buffer.write(unicode.encode("".join(f"{line}\n" for line in lines)))
    sys.stdout.flush()
    summary = f"{len(paths)} chart(s) linted, {failed} chart(s) failed"
    if failed:
        raise ChartkitError(summary)
    if reported or not flags.is_on("quiet"):
        sys.stdout.write(f"{summary}\n")


def _charts_of(files: list[str]) -> list[str]:
    """Return the charts that files belong to, outermost ones, each once."""
    found: dict[str, None] = {}
    for file in files:
        folders = [folder for folder in Path(file).parents if (folder / "Chart.yaml").is_file()]
        if folders:
            found[str(folders[-1])] = None
    return list(found)


def _options(flags: ParsedFlags, behaviour: HelmBehaviour) -> LintOptions:
    kube_version = flags.text("kube-version")
    return LintOptions(
        values=read_values(values_of(flags), behaviour=behaviour),
        namespace=flags.text("namespace") or os.environ.get("HELM_NAMESPACE") or "default",
        kube_version=parse_kube_version(kube_version, behaviour) if kube_version else None,
        skip_schema_validation=flags.is_on("skip-schema-validation"),
        behaviour=behaviour,
        environment=environment_of(flags),
        allow_outside_links=flags.is_on("allow-outside-links"),
    )


def _lines(path: str, result: LintResult, lowest: Severity) -> list[str]:
    told = [str(finding) for finding in result.findings if finding.severity >= lowest]
    error = [f"Error {result.error}"] if result.error else []
    return [f"==> Linting {path}", *error, *told, ""]


_USAGE = HelmUsage(
    "lint",
    "PATH...",
    "Look for what is wrong in charts, as helm lint does.",
    (
        *VALUES_FLAGS,
        Flag("changed", help="the arguments are files; look at the charts that they belong to"),
        Flag("kube-version", FlagKind.STRING, "Kubernetes version that templates see and deprecations count from"),
        Flag("quiet", help="print warnings and errors only"),
        Flag("skip-schema-validation", help="do not check values.schema.json"),
        Flag("strict", help="fail on warnings too"),
        Flag("with-subcharts", help="look at the charts below charts/ too"),
        *CHARTKIT_FLAGS,
        *GLOBAL_FLAGS,
    ),
)

command = HelmCommand(_USAGE, _run)
