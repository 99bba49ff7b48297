"""``chartkit verify``: whether two folders or charts render the same."""

from __future__ import annotations

import sys

import click

from chartkit.convert import VerifyOptions, find_helm, open_side, verify, write_verification

from .options import output_format

__all__ = ["command"]


@click.command("verify")
@click.argument("a")
@click.argument("b")
@click.option("-e", "--env", "environments", multiple=True, metavar="NAME", help="Only this environment. Repeatable.")
@click.option(
    "--against",
    type=click.Choice(["chartkit", "helm"]),
    default="chartkit",
    show_default=True,
    help="What renders charts: chartkit, or the helm on PATH.",
)
@click.option("--helm", "program", metavar="PATH", default="", help="The helm to use instead of the one on PATH.")
@click.option("--samples", default=200, show_default=True, help="How many cases vary a variable, at most.")
@click.option("--seed", default=1, show_default=True, help="Decides which variables are varied where there are many.")
@click.option("--values-only", is_flag=True, help="Texts may differ where they hold the same values.")
@output_format("text", "json", "html")
def command(  # noqa: PLR0913, PLR0917 - each is an option of the command
    a: str,
    b: str,
    environments: tuple[str, ...],
    against: str,
    program: str,
    samples: int,
    seed: int,
    values_only: bool,
    output: str,
) -> None:
    """Render A and B in all environments, modes and with sampled values, and compare what comes out.

    A and B are folders of manifests or charts. The exit status is 1 if anything differs. Cases in which both sides
    fail are counted, and do not differ.
    """
    helm = find_helm(program) if against == "helm" else None
    options = VerifyOptions(environments or None, samples, seed, texts=not values_only)
    found = verify(open_side(a, helm), open_side(b, helm), options)
    write_verification(found, output, sys.stdout)
    if not found.clean:
        sys.exit(1)
