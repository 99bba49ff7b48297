"""``chartkit services``: what a folder offers, and what needs what."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

import chartkit

from .options import environment_options, output_format, path_argument, rendering_of
from .streams import columns, report

__all__ = ["command"]


@click.command("services")
@path_argument
@environment_options
@output_format("text", "json")
def command(
    path: str, env: str | None, values: tuple[str, ...], variables: tuple[str, ...], namespace: str | None, output: str
) -> None:
    """List the services of the folder PATH, as their dev annotations describe them.

    A service is a manifest with the annotation dev. Which there are depends on the environment.
    """
    rendering = chartkit.load_folder(path).render_with(rendering_of(env, values, variables, namespace))
    report(rendering.diagnostics)
    services = rendering.services.values()
    if output == "json":
        click.echo(json.dumps([asdict(service) for service in services], indent=2, ensure_ascii=False))
        return
    if not services:
        click.echo(f"No manifest that {path} renders has a dev annotation.", err=True)
        return
    rows = [
        (service.name, ", ".join(service.modes), ", ".join(service.dev.requires) or "-", service.dev.description)
        for service in services
    ]
    click.echo(columns([("SERVICE", "MODES", "REQUIRES", "DESCRIPTION"), *rows]), nl=False)
