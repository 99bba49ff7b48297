"""``chartkit show``: what ``helm show`` prints of a chart."""

from __future__ import annotations

import sys
from collections.abc import Callable

from chartkit.chart import Chart, load, locate, show_all, show_chart, show_crds, show_readme, show_values
from chartkit.errors import UsageError
from chartkit.gostd import unicode
from chartkit.helm_versions import HelmBehaviour, behaviour_of

from .helm_command import HelmCommand, HelmUsage, log_of
from .helm_flags import CHART_PATH_FLAGS, CHARTKIT_FLAGS, GLOBAL_FLAGS
from .pflag import ParsedFlags

__all__ = ["command"]

_PARTS: dict[str, Callable[[Chart, HelmBehaviour], str]] = {
    "all": show_all,
    "chart": lambda chart, _: show_chart(chart),
    "crds": show_crds,
    "readme": lambda chart, _: show_readme(chart),
    "values": lambda chart, _: show_values(chart),
}


def _run(flags: ParsedFlags) -> None:
    part, *arguments = flags.arguments or ["all"]
    if part not in _PARTS:
        raise UsageError(f'unknown command "{part}" for "helm show"', hint=f"Known are {', '.join(_PARTS)}.")
    if len(arguments) != 1:
        usage = f"Usage:  helm show {part} [CHART] [flags]"
        raise UsageError(f'"helm show {part}" requires 1 argument\n\n{usage}')
    behaviour = behaviour_of(flags.text("helm-version", "4.3"))
    chart = load(
        locate(arguments[0]),
        behaviour=behaviour.without_detection(),
        allow_outside_links=flags.is_on("allow-outside-links"),
        log=log_of(behaviour),
    )
    sys.stdout.buffer.write(unicode.encode(_PARTS[part](chart, behaviour)))


_USAGE = HelmUsage(
    "show",
    "all|chart|values|readme|crds [CHART]",
    "Show what is in a chart, as helm show does.",
    (*CHART_PATH_FLAGS, *CHARTKIT_FLAGS, *GLOBAL_FLAGS),
)

command = HelmCommand(_USAGE, _run)
