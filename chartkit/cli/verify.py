"""``chartkit verify``: whether two folders or charts render the same."""

from __future__ import annotations

import sys
from typing import Any

import click

from chartkit.convert import VerifyOptions, find_helm, open_side, verify
from chartkit.records import replace
from chartkit.reports import write_comparison

from .options import output_format
from .release_options import facts_given, release_options, values_given, values_options

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
@click.option("--samples", default=200, show_default=True, help="How many cases vary variables, at most.")
@click.option("--seed", default=1, show_default=True, help="Decides which variables are varied where there are many.")
@click.option("--values-only", is_flag=True, help="Texts may differ where they hold the same values.")
@values_options
@release_options
@click.option("-s", "--show-only", multiple=True, metavar="PATH", help="Only objects of this template. Repeatable.")
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
    show_only: tuple[str, ...],
    output: str,
    **given: Any,  # noqa: ANN401 - click gives every option its own type
) -> None:
    """Render A and B in all environments, modes and with sampled values, and compare what comes out.

    A and B are folders of manifests or charts. Values and what is said of the release count for both sides, over
    what a folder's chartkit.toml says. The exit status is 1 if anything differs. Cases in which both sides fail are
    counted, and do not differ.

    With --against helm, what chance and the clock decide is told by rendering again, and not compared.
    """
    helm = find_helm(program) if against == "helm" else None
    facts = replace(facts_given(given), show_only=show_only)
    options = VerifyOptions(environments or None, samples, seed, values_given(given), not values_only, facts)
    found = verify(open_side(a, helm), open_side(b, helm), options)
    write_comparison(found, output, sys.stdout)
    if not found.clean:
        sys.exit(1)
