"""One call of ``helm template``: from the words of the command line to what it prints.

Upstream: helm pkg/cmd/template.go newTemplateCmd, install.go runInstall
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from chartkit.chart import (
    Chart,
    LogLevel,
    LogRecord,
    check_all_present,
    check_installable,
    discard,
    load,
    locate,
)
from chartkit.engine import default_capabilities, parse_kube_version
from chartkit.errors import ChartError, RenderError, UsageError
from chartkit.functions import Environment
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.records import dataclass, field
from chartkit.values import ValuesSources
from chartkit.values import read as read_values

from .build import Release, ReleaseOptions, build_release
from .hooks import Hook
from .name import name_from_template
from .output import OutputFile, OutputOptions, files_of, hook_files, show_only, stream

if TYPE_CHECKING:
    from .post_render import PostRenderer  # PERF: few runs have one

__all__ = ["TemplateRequest", "template"]


@dataclass(frozen=True, slots=True)
class TemplateRequest:
    """What ``helm template`` was asked for, flag by flag."""

    #: The chart, or a release name and the chart.
    arguments: Sequence[str]
    values: ValuesSources = field(default_factory=ValuesSources)
    namespace: str = "default"
    name_template: str = ""
    generate_name: bool = False
    is_upgrade: bool = False
    kube_version: str = ""
    api_versions: Sequence[str] = ()
    skip_schema_validation: bool = False
    output: OutputOptions = field(default_factory=OutputOptions)
    show_only: Sequence[str] = ()
    #: Where files are written instead of being returned as text; empty: nowhere.
    output_dir: str = ""
    name_in_output_dir: bool = False
    #: What the manifests go through; None: nothing.
    post_renderer: PostRenderer | None = None
    #: What was given to ``--dry-run``; None: nothing.
    dry_run: str | None = None
    needs_cluster: bool = False
    labels: Sequence[str] = ()
    debug: bool = False
    allow_outside_links: bool = False
    #: Put dependencies that are missing into the chart's charts/ folder, from what is on this machine.
    dependency_update: bool = False
    #: Tells the time of the archives and the lock that this writes, in seconds since 1970; None: the present. It is
    #: asked whenever a chart declares dependencies, for what is wrong with the setting shows then.
    timestamp: Callable[[], int | None] = lambda: None
    behaviour: HelmBehaviour = HELM_4_3
    environment: Environment = field(default_factory=Environment)


def template(request: TemplateRequest, write: Callable[[str], object], log: Callable[[LogRecord], object]) -> None:
    """Do what ``helm template`` does.

    Args:
        request: What was asked for.
        write: Takes what goes to standard output. Text may come before an error, as with Helm.
        log: Takes what is logged, as it arises.

    Raises:
        ChartkitError: What Helm would say after ``Error: ``.
    """
    behaviour = request.behaviour
    kube_version = parse_kube_version(request.kube_version, behaviour) if request.kube_version else None
    if behaviour.flags_are_deprecated:
        _check_dry_run(request, log)
    name, argument = _name_and_chart(request)
    path = locate(argument)
    values = read_values(request.values, behaviour=behaviour)
    chart = load(path, behaviour=behaviour, allow_outside_links=request.allow_outside_links, log=log)
    timestamp = _timestamp(chart, request, log) if chart.metadata.dependencies else None
    if request.dependency_update:
        chart = _with_dependencies(chart, path, request, write, timestamp)
    _check_labels(request.labels)
    if not behaviour.flags_are_deprecated:
        _check_dry_run_3(request)
    options = ReleaseOptions(
        name=name,
        namespace=request.namespace,
        is_upgrade=request.is_upgrade,
        capabilities=default_capabilities(behaviour, kube_version, request.api_versions),
        behaviour=behaviour,
        environment=request.environment,
        skip_schema_validation=request.skip_schema_validation,
    )
    renderer = request.post_renderer
    try:
        release = build_release(chart, values, options, log, post_render=renderer.files if renderer else None)
    except RenderError as error:
        if request.debug:
            _show_rendered(error, name, request, write)
        raise
    if renderer is not None:
        release = renderer.release(release)
    _print(release, request, write)


def _timestamp(chart: Chart, request: TemplateRequest, log: Callable[[LogRecord], object]) -> int | None:
    try:
        return request.timestamp()
    except UsageError:
        check_installable(chart, log, request.behaviour)  # comes first
        raise


def _with_dependencies(
    chart: Chart, path: str, request: TemplateRequest, write: Callable[[str], object], timestamp: int | None
) -> Chart:
    """Return the chart with the dependencies that it names, which are put into its folder if some are missing."""
    from chartkit.chart import update_dependencies  # few charts need it, and it takes long to import

    check_installable(chart, discard, request.behaviour)
    try:
        check_all_present(chart)
    except ChartError:
        update_dependencies(path, write=write, timestamp=timestamp, behaviour=request.behaviour)
        return load(path, behaviour=request.behaviour, allow_outside_links=request.allow_outside_links)
    return chart


def _print(release: Release, request: TemplateRequest, write: Callable[[str], object]) -> None:
    if not request.output_dir:
        text = stream(release, request.output)
        write(show_only(text, request.show_only, request.behaviour) if request.show_only else text)
        return
    _write_files(files_of(release, request.output), release.name, request, write)
    if request.show_only:
        raise UsageError(f"could not find template {request.show_only[0]} in chart")
    write("\n")


def _write_files(
    files: Iterable[OutputFile], name: str, request: TemplateRequest, write: Callable[[str], object]
) -> None:
    from .directory import write_files  # PERF: it needs pathlib

    for line in write_files(files, request.output_dir, name if request.name_in_output_dir else ""):
        write(f"{line}\n")


def _show_rendered(error: RenderError, name: str, request: TemplateRequest, write: Callable[[str], object]) -> None:
    """Show, for ``--debug``, what cannot be told apart: files in the order of their paths, then hooks read before that.

    Raises:
        UsageError: Helm 3 complains of ``--show-only`` first.
    """
    files = [OutputFile(path, text) for path, text in sorted(error.files.items()) if text.strip()]
    text = "".join(file.printed() for file in files).strip() + "\n"
    hooks = list(hook_files([hook for hook in error.hooks if isinstance(hook, Hook)], request.output))
    if request.output_dir:
        _write_files(hooks, name, request, write)
    else:
        text += "".join(file.printed() for file in hooks)
    if request.show_only:
        try:
            text = show_only(text, request.show_only, request.behaviour)
        except UsageError:
            if request.behaviour.show_only_fails_first:
                raise
            return
    write(text)


def _check_dry_run(request: TemplateRequest, log: Callable[[LogRecord], object]) -> None:
    value = request.dry_run
    if value == "unset":
        advice = "--dry-run is deprecated and should be replaced with '--dry-run=client'"
        log(LogRecord(LogLevel.WARN, advice))
    elif value == "none" or value in ("false", "False"):
        raise UsageError('invalid dry-run value ("none"). Must be "server" or "client"')
    elif value not in (None, "client", "server", "true", "True"):
        raise UsageError(f'invalid dry-run value ("{value}"). Must be "none", "server", or "client"')
    _refuse_cluster(request)


def _check_dry_run_3(request: TemplateRequest) -> None:
    """Check ``--dry-run`` as Helm 3 does.

    Upstream: helm v3 cmd/helm/install.go validateDryRunOptionFlag
    """
    if request.dry_run not in (None, "", "unset", "false", "true", "none", "client", "server"):
        raise UsageError("Invalid dry-run flag. Flag must one of the following: false, true, none, client, server")
    _refuse_cluster(request)


def _refuse_cluster(request: TemplateRequest) -> None:
    if request.needs_cluster or request.dry_run == "server":
        raise UsageError(
            "cluster reachability check failed: kubernetes cluster unreachable",
            hint="chartkit never talks to a cluster; leave out --validate and --dry-run=server.",
        )


def _name_and_chart(request: TemplateRequest) -> tuple[str, str]:
    arguments = request.arguments
    if len(arguments) > 2:
        raise UsageError(f"expected at most two arguments, unexpected arguments: {', '.join(arguments[2:])}")
    if len(arguments) == 2:
        for flag, given in (("--generate-name", request.generate_name), ("--name-template", request.name_template)):
            if given:
                raise UsageError(f"cannot set {flag} and also specify a name")
        return arguments[0], arguments[1]
    if request.name_template:
        return name_from_template(request.name_template, request.environment, request.behaviour), arguments[0]
    return "release-name", arguments[0]


#: Upstream: helm pkg/storage/driver/util.go systemLabels
_SYSTEM_LABELS = ("name", "owner", "status", "version", "createdAt", "modifiedAt")


def _check_labels(labels: Sequence[str]) -> None:
    for pair in ",".join(labels).split(","):
        if pair.partition("=")[0] in _SYSTEM_LABELS:
            known = " ".join(_SYSTEM_LABELS)
            raise ChartError(f"user supplied labels contains system reserved label name. System labels: [{known}]")
