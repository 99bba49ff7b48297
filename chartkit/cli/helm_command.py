"""Commands that stand in for a Helm command: Helm's flags, Helm's errors, exit status 1 for every failure.

Upstream: helm cmd/helm/helm.go main, pkg/cmd/require/args.go
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click

from chartkit.errors import ChartkitError, RenderError

from .pflag import Flag, ParsedFlags, parse_flags

__all__ = ["HelmCommand", "HelmUsage"]


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


class HelmCommand(click.Command):
    """A click command that reads its own command line, by pflag's rules."""

    def __init__(self, usage: HelmUsage, run: Callable[[ParsedFlags], None]) -> None:
        super().__init__(usage.name, callback=None, help=usage.summary, add_help_option=False)
        self._usage = usage
        self._run = run
        self._words: list[str] = []

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words as they are; they are read when the command runs."""
        self._words = list(args)
        ctx.args = []
        return []

    def get_help(self, ctx: click.Context) -> str:
        """Return the help text."""
        del ctx
        return self._usage.text()

    def invoke(self, ctx: click.Context) -> None:
        """Run the command; a failure ends as Helm's does."""
        try:
            flags = parse_flags(self._words, self._usage.flags, self._usage.exclusive)
            for notice in flags.notices:
                click.echo(notice, err=True)
            if flags.is_on("help"):
                click.echo(self._usage.text())
                return
            self._run(flags)
        except ChartkitError as error:
            text = error.message
            if isinstance(error, RenderError) and not flags.is_on("debug"):
                text += "\n\nUse --debug flag to render out invalid YAML"
            sys.stdout.flush()
            click.echo(f"Error: {text}".encode("utf-8", "surrogateescape"), err=True)
            ctx.exit(1)
