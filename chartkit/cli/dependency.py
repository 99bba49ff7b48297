"""``chartkit dependency``: what ``helm dependency`` says of a chart's dependencies."""

from __future__ import annotations

import sys
from pathlib import Path

from chartkit.chart import build_dependencies, dependency_list, load, update_dependencies
from chartkit.errors import UsageError
from chartkit.gostd import path as go_path
from chartkit.gostd import unicode
from chartkit.helm_versions import behaviour_of

from .helm_command import HelmCommand, HelmUsage, log_of
from .helm_flags import CHARTKIT_FLAGS, GLOBAL_FLAGS
from .pflag import Flag, FlagKind, ParsedFlags
from .source_date_epoch import source_date_epoch

__all__ = ["command"]


_NAMES = {"list": "list", "ls": "list", "build": "build", "update": "update", "up": "update"}


def _run(flags: ParsedFlags) -> None:
    action, *arguments = flags.arguments or [""]
    name = _NAMES.get(action)
    if name is None:
        hint = "Known are list, build and update."
        raise UsageError(f'unknown command "{action}" for "helm dependency"', hint=hint)
    if len(arguments) > 1:
        usage = f"Usage:  helm dependency {name} CHART [flags]"
        raise UsageError(f'"helm dependency {name}" accepts at most 1 argument\n\n{usage}')
    behaviour = behaviour_of(flags.text("helm-version", "4.3"))
    path = go_path.clean(arguments[0]) if arguments else "."
    if name != "list":
        put = build_dependencies if name == "build" else update_dependencies
        timestamp = source_date_epoch(behaviour)
        put(path, write=_write, timestamp=timestamp, behaviour=behaviour, log=log_of(behaviour))
        return
    links = flags.is_on("allow-outside-links")
    chart = load(Path(path), behaviour=behaviour.without_detection(), allow_outside_links=links, log=log_of(behaviour))
    _write(dependency_list(path, chart, behaviour, widest=int(flags.text("max-col-width", "80"), 0)))


def _write(text: str) -> None:
    sys.stdout.buffer.write(unicode.encode(text))
    sys.stdout.flush()


_USAGE = HelmUsage(
    "dependency",
    "list|build|update [CHART]",
    "List a chart's dependencies, or put those of this machine into charts/, as helm dependency does.",
    (
        Flag("max-col-width", FlagKind.INT, "widest column of the table (default 80)"),
        Flag("skip-refresh"),  # nothing is ever refreshed
        *CHARTKIT_FLAGS,
        *GLOBAL_FLAGS,
    ),
)

command = HelmCommand(_USAGE, _run)
