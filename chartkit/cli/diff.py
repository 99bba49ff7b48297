"""``chartkit diff``: what differs between two renderings."""

from __future__ import annotations

import sys
from typing import Any

import click

from chartkit.convert import Rendered, difference_between, open_side
from chartkit.errors import UsageError
from chartkit.reports import write_comparison
from chartkit.values import ValuesSources, read

from .options import output_format
from .release_options import facts_given, release_options

__all__ = ["command"]


@click.command("diff")
@click.argument("a")
@click.argument("b", required=False)
@click.option("-e", "--env", "environments", multiple=True, metavar="NAME", help="Environment of A; again: that of B.")
@click.option("-f", "--values", "files", multiple=True, metavar="FILE", help="Values for A; again: those for B.")
@click.option("--texts", is_flag=True, help="Texts that hold the same values differ, too.")
@release_options
@output_format("text", "json", "html")
def command(
    a: str,
    b: str | None,
    environments: tuple[str, ...],
    files: tuple[str, ...],
    *,
    texts: bool,
    output: str,
    **given: Any,  # noqa: ANN401 - click gives every option its own type
) -> None:
    """Show which objects A has, B has, and which differ, value by value.

    A and B are folders of manifests, charts, or git:REV:PATH for either in a revision of a repository. One of -e and -f
    counts for both sides, two are for A and B; B may be left out then. What is said of the release counts for both. The
    exit status is 1 if anything differs.
    """
    if b is None and max(len(environments), len(files)) < 2:
        raise UsageError(
            "there is nothing to compare with",
            hint="Give B, or two environments (-e A -e B), or two files of values (-f A -f B).",
        )
    first, second = (
        Rendered(
            open_side(where),
            _of(number, environments, "-e"),
            read(ValuesSources(files=(file,))) if (file := _of(number, files, "-f")) else {},
            f"-f {file}" if file else "",
        )
        for number, where in enumerate((a, b or a))
    )
    found = difference_between(first, second, texts=texts, facts=facts_given(given))
    write_comparison(found, output, sys.stdout)
    if not found.clean:
        sys.exit(1)


def _of(number: int, given: tuple[str, ...], option: str) -> str:
    """Return what was given for the side ``number``: the only one counts for both.

    Raises:
        UsageError: There are more than two.
    """
    if len(given) > 2:
        raise UsageError(f"{option} can be given twice: once for A and once for B")
    return given[min(number, len(given) - 1)] if given else ""
