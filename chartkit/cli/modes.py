"""``chartkit modes``: which containers can run in which modes."""

from __future__ import annotations

import json

import click

import chartkit
from chartkit.folder import ANY
from chartkit.source import Location

from .options import output_format, path_argument
from .streams import columns

__all__ = ["command"]


@click.command("modes")
@path_argument
@output_format("text", "json")
def command(path: str, output: str) -> None:
    """List the containers that templates of the folder PATH ask a mode of, with the modes and the places.

    Nothing is rendered: the calls of ismode are found in the templates, and names are followed through variables,
    definitions and lists. A name that is computed from the folder's variables is shown by the place of its call, and as
    * in JSON.
    """
    containers = chartkit.load_folder(path).containers()
    if output == "json":
        listing = [
            {
                "workload": found.workload,
                "container": found.container,
                "modes": found.modes,
                "places": [{"file": at.name, "line": at.line, "column": at.column + 1} for at in found.places],
            }
            for found in containers
        ]
        click.echo(json.dumps(listing, indent=2, ensure_ascii=False))
        return
    if not containers:
        click.echo(f"No template of {path} calls ismode.", err=True)
        return
    rows = [
        (
            _name(found.workload, found.places),
            _name(found.container, found.places),
            ", ".join(found.modes),
            ", ".join(map(_shown, found.places)),
        )
        for found in containers
    ]
    click.echo(columns([("WORKLOAD", "CONTAINER", "MODES", "WHERE"), *rows]), nl=False)


def _name(name: str, places: tuple[Location, ...]) -> str:
    return f"(computed at {_shown(places[0])})" if name == ANY else name


def _shown(at: Location) -> str:
    return f"{at.name}:{at.line}:{at.column + 1}"
