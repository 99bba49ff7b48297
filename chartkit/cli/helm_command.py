"""Commands that stand in for a Helm command: Helm's flags, Helm's errors, exit status 1 for every failure.

Upstream: helm cmd/helm/helm.go main, pkg/cmd/require/args.go
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from chartkit.chart import Log
from chartkit.errors import ChartkitError, RenderError, UsageError
from chartkit.helm_versions import HelmBehaviour, behaviour_of

from .pflag import Flag, ParsedFlags, parse_flags

__all__ = ["HelmCommand", "HelmUsage"]


def log_of(behaviour: HelmBehaviour) -> Log:
    """Return what writes records to standard error as Helm's log."""
    return lambda record: sys.stderr.write(f"{record.line(behaviour)}\n")


class HelmUsage:
    """What a Helm command says of itself: its usage line, what it does, its flags."""

    def __init__(
        self,
        name: str,
        arguments: str,
        summary: str,
        flags: Sequence[Flag],
        exclusive: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.name = name
        self.arguments = arguments
        self.summary = summary
        self.flags = tuple(flags)
        self.exclusive = tuple(exclusive)

    def text(self) -> str:
        """Return the help text; flags that are accepted without effect are not in it."""
        lines = [self.summary, "", f"Usage:  chartkit {self.name} {self.arguments} [flags]", "", "Flags:"]
        for flag in sorted(self.flags, key=lambda flag: flag.name):
            if flag.help:
                short = f"-{flag.shorthand}, " if flag.shorthand else "    "
                takes = "" if flag.kind.value == "bool" else f" {flag.kind.value}"
                lines.append(f"  {short}--{flag.name}{takes}".ljust(34) + flag.help)
        return "\n".join(lines)


class HelmCommand:
    """A command that reads its own command line, by pflag's rules.

    PERF: nothing on its way imports click, which takes as long as rendering a small chart.
    """

    def __init__(self, usage: HelmUsage, run: Callable[[ParsedFlags], None]) -> None:
        self.usage = usage
        self._run = run

    def run(self, words: Sequence[str]) -> int:
        """Run the command and return its exit status; a failure ends as Helm's does."""
        flags = ParsedFlags()
        try:
            flags = parse_flags(words, self.usage.flags, self.usage.exclusive)
            self._check_line(flags)
            if flags.is_on("help"):
                sys.stdout.write(f"{self.usage.text()}\n")
                return 0
            self._run(flags)
        except ChartkitError as error:
            text = error.message
            if isinstance(error, RenderError) and not flags.is_on("debug"):
                text += "\n\nUse --debug flag to render out invalid YAML"
            sys.stdout.flush()
            sys.stderr.write(f"Error: {text}\n")
            return 1
        return 0

    def _check_line(self, flags: ParsedFlags) -> None:
        """Refuse what the line of Helm does not know, and tell of what is on its way out."""
        behaviour = behaviour_of(flags.text("helm-version", "4.3"))
        if not behaviour.has_new_flags:
            new = {flag.name for flag in self.usage.flags if flag.is_new}
            for name in flags.given:
                if name in new:
                    raise UsageError(f"unknown flag: --{name}", hint="Helm 4 has it: --helm-version 4.3.")
        if behaviour.flags_are_deprecated:
            sys.stderr.write("".join(f"{notice}\n" for notice in flags.notices))
