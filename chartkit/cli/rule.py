"""``chartkit rule``: what a check of ``chartkit validate`` is about."""

from __future__ import annotations

import click

from chartkit.errors import UsageError
from chartkit.suggest import nearest
from chartkit.validation import RULES, page

from .streams import columns

__all__ = ["command"]


@click.command("rule")
@click.argument("codes", nargs=-1, metavar="[CODE...]")
def command(codes: tuple[str, ...]) -> None:
    """Print the page on each check, or a list of all checks.

    CODE is a code such as CK201, or a check's name such as object-name.
    """
    if not codes:
        click.echo(columns((rule.code, rule.name, rule.summary) for rule in RULES.values()), nl=False)
    by_name = {rule.name: rule for rule in RULES.values()}
    for code in codes:
        rule = RULES.get(code.upper()) or by_name.get(code.lower())
        if rule is None:
            near = nearest(code.upper(), RULES) or nearest(code.lower(), by_name)
            raise UsageError(
                f"there is no check {code!r}", hint=f'did you mean "{near}"?' if near else "chartkit rule lists all"
            )
        click.echo(page(rule.code), nl=False)
