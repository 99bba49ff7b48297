"""Helm's flags for values and for the release, as options of chartkit's own commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from chartkit.convert import Facts
from chartkit.values import Table, ValuesSources, read, split_csv_flag

__all__ = ["facts_given", "release_options", "values_given", "values_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def values_options(command: _Command) -> _Command:
    """Add the options that say where values come from, with Helm's names."""
    return _with(command, _VALUES)


def release_options(command: _Command) -> _Command:
    """Add the options that say what templates are told, and which objects count."""
    return _with(command, _RELEASE)


def values_given(given: dict[str, Any]) -> Table:
    """Return the values that the values options make together.

    Raises:
        ValuesError: One of them cannot be read.
    """
    files = tuple(file for text in given["values"] for file in split_csv_flag(text))
    names = ("set_json", "set", "set_string", "set_file", "set_literal")
    return read(ValuesSources(files, **{name: given[name] for name in names}))


def facts_given(given: dict[str, Any]) -> Facts:
    """Return what the release options say; None where they say nothing.

    Raises:
        TemplateError: The template of ``--name-template`` fails.
    """
    return Facts(
        _release_name(given),
        given["namespace"],
        given["kube_version"],
        # As with Helm, one option may name several between commas.
        tuple(version for text in given["api_versions"] for version in split_csv_flag(text)),
        is_upgrade=given["is_upgrade"],
        include_crds=given["include_crds"],
        hooks=_not(given["no_hooks"]),
        tests=_not(given["skip_tests"]),
        checks_schema=_not(given["skip_schema_validation"]),
    )


def _not(flag: bool | None) -> bool | None:  # a flag as click gives it
    return False if flag else None


def _release_name(given: dict[str, Any]) -> str | None:
    """Return the release's name, made by ``--name-template`` if that is given; None: nothing is said."""
    template: str | None = given["name_template"]
    if template is None:
        name: str | None = given["name"]
        return name
    from chartkit.functions import Environment
    from chartkit.helm_versions import HELM_4_3
    from chartkit.release import name_from_template

    return name_from_template(template, Environment(), HELM_4_3)


def _with(command: _Command, options: tuple[Callable[[_Command], _Command], ...]) -> _Command:
    for option in reversed(options):
        command = option(command)
    return command


_VALUES: tuple[Callable[[Any], Any], ...] = (
    click.option("-f", "--values", multiple=True, metavar="FILE", help="Lay the values in FILE over. Repeatable."),
    click.option("--set", multiple=True, metavar="KEY=VALUE", help="Set values, as helm --set does. Repeatable."),
    click.option("--set-string", multiple=True, metavar="KEY=TEXT", help="Every value a text. Repeatable."),
    click.option("--set-json", multiple=True, metavar="KEY=JSON", help="Values as JSON. Repeatable."),
    click.option("--set-file", multiple=True, metavar="KEY=PATH", help="Values from files. Repeatable."),
    click.option("--set-literal", multiple=True, metavar="KEY=TEXT", help="One value as it stands. Repeatable."),
)

_RELEASE: tuple[Callable[[Any], Any], ...] = (
    click.option("--name", metavar="NAME", help="What templates are told as .Release.Name.  [default: release-name]"),
    click.option("--name-template", metavar="TEMPLATE", help="A template that makes the name."),
    click.option("-n", "--namespace", metavar="NAME", help="Where the objects go.  [default: default]"),
    click.option("--kube-version", metavar="VERSION", help="Kubernetes version.  [default: Helm's]"),
    click.option("-a", "--api-versions", multiple=True, metavar="API", help="An API version that exists. Repeatable."),
    click.option("--is-upgrade", is_flag=True, default=None, help="Tell templates that the release is upgraded."),
    click.option("--include-crds", is_flag=True, default=None, help="The files of crds/ count, too."),
    click.option("--no-hooks", is_flag=True, default=None, help="Hooks do not count."),
    click.option("--skip-tests", is_flag=True, default=None, help="Tests do not count."),
    click.option("--skip-schema-validation", is_flag=True, default=None, help="Do not check values.schema.json."),
)
