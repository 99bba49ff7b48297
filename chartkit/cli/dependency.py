"""``chartkit dependency``: what ``helm dependency`` says of a chart's dependencies."""

from __future__ import annotations

import sys
from pathlib import Path

from chartkit.chart import dependency_list, load
from chartkit.errors import UsageError
from chartkit.gostd import path as go_path
from chartkit.gostd import unicode
from chartkit.helm_versions import behaviour_of

from .helm_command import HelmCommand, HelmUsage
from .helm_flags import CHARTKIT_FLAGS, GLOBAL_FLAGS
from .pflag import Flag, FlagKind, ParsedFlags

__all__ = ["command"]


def _run(flags: ParsedFlags) -> None:
    action, *arguments = flags.arguments or [""]
    if action in ("update", "up", "build"):
        hint = "chartkit reads no repositories; run helm dependency build where the network is."
        raise UsageError(f"dependency {action} is not supported", hint=hint)
    if action not in ("list", "ls"):
        raise UsageError(f'unknown command "{action}" for "helm dependency"', hint="Known is list.")
    if len(arguments) > 1:
        usage = "Usage:  helm dependency list CHART [flags]"
        raise UsageError(f'"helm dependency list" accepts at most 1 argument\n\n{usage}')
    behaviour = behaviour_of(flags.text("helm-version", "4.3"))
    path = go_path.clean(arguments[0]) if arguments else "."
    chart = load(Path(path), behaviour=behaviour, allow_outside_links=flags.is_on("allow-outside-links"))
    table = dependency_list(path, chart, behaviour, widest=int(flags.text("max-col-width", "80"), 0))
    sys.stdout.buffer.write(unicode.encode(table))


_USAGE = HelmUsage(
    "dependency",
    "list [CHART]",
    "List a chart's dependencies and what has become of them, as helm dependency list does.",
    (Flag("max-col-width", FlagKind.INT, "widest column of the table (default 80)"), *CHARTKIT_FLAGS, *GLOBAL_FLAGS),
)

command = HelmCommand(_USAGE, _run)
