"""The commands of ``chartkit`` as click sees them, and what becomes of their errors."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from chartkit.diagnostics import Diagnostic
from chartkit.errors import ChartkitError, UsageError
from chartkit.suggest import nearest
from chartkit.version import VERSION

from .commands import COMMANDS
from .streams import report

if TYPE_CHECKING:
    from .helm_command import HelmCommand

__all__ = ["Application", "application"]


class _StandIn(click.Command):
    """A Helm command among click's: its words are handed over as they are."""

    def __init__(self, command: HelmCommand) -> None:
        super().__init__(command.usage.name, help=command.usage.summary, add_help_option=False)
        self._command = command
        self._words: list[str] = []

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the words; they are read when the command runs."""
        self._words = list(args)
        ctx.args = []
        return []

    def get_help(self, ctx: click.Context) -> str:
        """Return the help text."""
        del ctx
        return self._command.usage.text()

    def invoke(self, ctx: click.Context) -> None:
        """Run the command and end with its status."""
        ctx.exit(self._command.run(self._words))


class Application(click.Group):
    """Imports a command when it is called and reports its errors; no command catches one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the signature is click's
        """Return the command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command | HelmCommand = import_module(f".{COMMANDS[cmd_name][0]}", __package__).command
        return command if isinstance(command, click.Command) else _StandIn(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with; an unknown one is answered with the nearest."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            near = nearest(args[0], COMMANDS)
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {near!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - the signature is click's
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the table of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of the input is reported and ends the run with status 1, wrong usage with 2."""
        try:
            return super().invoke(ctx)
        except ChartkitError as error:
            report([Diagnostic.from_error(error)])
            ctx.exit(2 if isinstance(error, UsageError) else 1)


@click.group(cls=Application, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, message="%(prog)s %(version)s")
def application() -> None:
    """Render, validate and convert Kubernetes manifests that are Go templates, and Helm charts.

    Results go to standard output, everything else to standard error. The exit status is 0 when all is well, 1 for
    errors and findings, 2 for wrong usage.
    """
