"""``chartkit package``: a chart directory to a packaged chart, as ``helm package`` makes it."""

from __future__ import annotations

import sys
from pathlib import Path

from chartkit.chart import check_all_present, load, packaged, update_dependencies, with_version
from chartkit.errors import ChartError, UsageError, WriteError
from chartkit.gostd.os import path_error
from chartkit.helm_versions import HelmBehaviour, behaviour_of
from chartkit.placement import place

from .helm_command import HelmCommand, HelmUsage, log_of
from .helm_flags import CHART_PATH_FLAGS, CHARTKIT_FLAGS, GLOBAL_FLAGS, VALUES_FLAGS
from .pflag import Flag, FlagKind, ParsedFlags
from .source_date_epoch import source_date_epoch

__all__ = ["command"]


def _run(flags: ParsedFlags) -> None:
    if not flags.arguments:
        raise UsageError("need at least one argument, the path to the chart")
    behaviour = behaviour_of(flags.text("helm-version", "4.3"))
    timestamp = source_date_epoch(behaviour)
    if flags.is_on("sign"):
        what = "chartkit does not sign charts" if flags.text("key") else "--key is required for signing a package"
        raise UsageError(what)
    for argument in flags.arguments:
        path = _packaged(argument, flags, timestamp, behaviour)
        sys.stdout.write(f"Successfully packaged chart and saved it to: {path}\n")


def _packaged(argument: str, flags: ParsedFlags, timestamp: int | None, behaviour: HelmBehaviour) -> Path:
    source = Path(argument)
    try:
        source.stat()
    except OSError as error:
        raise ChartError(path_error("stat", argument, error).message) from error
    if not source.is_dir():
        inside = source.absolute() / "Chart.yaml"
        unknown = f"unable to detect chart at {inside}: open {inside}: not a directory"
        raise ChartError(unknown if behaviour.api_version_is_checked else "Chart.yaml file is missing")
    if flags.is_on("dependency-update"):
        # Helm says nothing of how it does it.
        update_dependencies(
            str(source.absolute()),
            write=lambda _: None,
            timestamp=timestamp,
            behaviour=behaviour,
            log=log_of(behaviour),
        )
    links = flags.is_on("allow-outside-links")
    chart = load(source.absolute(), behaviour=behaviour, allow_outside_links=links, log=log_of(behaviour))
    if behaviour.api_version_is_checked and chart.metadata.api_version == "v3":
        raise ChartError("invalid chart apiVersion")
    chart = with_version(chart, flags.text("version"), flags.text("app-version"), behaviour)
    check_all_present(chart)
    data = packaged(chart, timestamp=timestamp, behaviour=behaviour)
    destination = flags.text("destination", ".")
    folder = Path.cwd() if destination == "." else Path(destination)
    if folder.exists() and not folder.is_dir():
        raise ChartError(f"failed to save: is not a directory: {destination}")
    name = f"{chart.name}-{chart.metadata.version}.tgz"
    try:
        place(folder, {name: data}, shared=True)
    except WriteError as error:
        raise ChartError(f"failed to save: open {error.path}: {error.reason}", hint=error.hint) from error
    return folder / name


_USAGE = HelmUsage(
    "package",
    "[CHART_PATH] [...]",
    "Package a chart directory, as helm package does.",
    (
        *VALUES_FLAGS,
        *CHART_PATH_FLAGS,
        Flag("app-version", FlagKind.STRING, "version of what the chart installs"),
        Flag("dependency-update", help="put missing dependencies into the chart first", shorthand="u"),
        Flag("sign"),  # refused
        Flag("key", FlagKind.STRING),
        Flag("passphrase-file", FlagKind.STRING),
        Flag("destination", FlagKind.STRING, "folder that the archive goes to", shorthand="d"),
        *CHARTKIT_FLAGS,
        *GLOBAL_FLAGS,
    ),
)

command = HelmCommand(_USAGE, _run)
