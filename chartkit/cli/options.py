"""Options that several commands share, and the object they become."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from chartkit.folder import RenderOptions, assignment, values_file

__all__ = ["environment_options", "output_format", "path_argument", "rendering_of"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


path_argument = click.argument("path", default=".", metavar="[PATH]")


def environment_options(command: _Command) -> _Command:
    """Add the options that say which variables a folder is rendered with."""
    for option in reversed(_ENVIRONMENT_OPTIONS):
        command = option(command)
    return command


def rendering_of(
    env: str | None, values: tuple[str, ...], variables: tuple[str, ...], namespace: str | None
) -> RenderOptions:
    """Return what the environment options ask for."""
    assignments = [assignment(text) for text in variables]
    if namespace is not None:
        assignments.append((("namespace",), namespace))
    return RenderOptions(env=env, variables=[values_file(path) for path in values], assignments=assignments)


def output_format(*formats: str) -> Callable[[_Command], _Command]:
    """Return a decorator that adds ``-o`` with the given formats, the first being the default."""
    return click.option(
        "-o", "--output", type=click.Choice(formats), default=formats[0], show_default=True, help="The format."
    )


_ENVIRONMENT_OPTIONS = (
    click.option("-e", "--env", metavar="NAME", help="The environment: environments/NAME.yaml over variables.yaml."),
    click.option(
        "-f",
        "--values",
        multiple=True,
        metavar="FILE",
        help="Lay the variables in FILE over the environment's; - is standard input. Repeatable.",
    ),
    click.option(
        "-v",
        "--variable",
        "variables",
        multiple=True,
        metavar="NAME=VALUE",
        help="Set one variable, by a dotted path; NAME:VALUE takes VALUE as text always. Repeatable.",
    ),
    click.option("-n", "--namespace", metavar="NAME", help="The namespace; the same as -v namespace:NAME."),
)
