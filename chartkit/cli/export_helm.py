"""``chartkit export-helm``: a folder becomes a Helm chart that renders the same."""

from __future__ import annotations

from pathlib import Path

import click

from chartkit.convert import ExportOptions, Secrets, Style, export_folder

from .file_changes import print_file_changes

__all__ = ["command"]


@click.command("export-helm")
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The chart's directory.")
@click.option("--name", default="", help="The chart's name.  [default: the folder's]")
@click.option("--version", default="", help="The chart's version.  [default: 0.1.0]")
@click.option(
    "--style",
    type=click.Choice([member.value for member in Style]),
    default="faithful",
    show_default=True,
    help="idiomatic adds recommended labels to metadata, standard helpers, and workloads' settings to values.",
)
@click.option(
    "--secrets",
    type=click.Choice([member.value for member in Secrets]),
    default="split",
    show_default=True,
    help="Where variables that flow into a Secret go: values-secrets.yaml, values.yaml, or nowhere.",
)
@click.option(
    "--modes",
    multiple=True,
    metavar="production|WORKLOAD[/CONTAINER]=MODE",
    help="Decide modes now: branches for other modes are left out. Repeatable.",
)
@click.option("--force", is_flag=True, help="Write over files that were edited by hand.")
@click.option("--check", is_flag=True, help="Write nothing; fail if the chart is not what the folder exports to.")
@click.option("--dry-run", is_flag=True, help="Write nothing; list what would be written.")
@click.option("--verify/--no-verify", default=True, help="Whether to prove that both render the same.  [default: yes]")
def command(  # noqa: PLR0913 - an argument for each option
    folder: str,
    output: Path,
    *,
    name: str,
    version: str,
    style: str,
    secrets: str,
    modes: tuple[str, ...],
    force: bool,
    check: bool,
    dry_run: bool,
    verify: bool,
) -> None:
    """Write the Helm chart that FOLDER becomes.

    Running it again brings what changed in the folder, and keeps what was edited in the chart.
    """
    options = ExportOptions(
        name=name,
        version=version,
        style=Style(style),
        secrets=Secrets(secrets),
        modes=modes,
        force=force,
        dry=check or dry_run,
        verify=verify,
    )
    report = export_folder(folder, output, options)
    for note in report.notes:
        click.echo(f"{'warning' if note.warning else 'note'}: {note}", err=True)
    print_file_changes(report)
    for difference in report.differences[:20]:
        click.echo(f"differs: {difference}", err=True)
    click.echo(report.summary, err=True)
    if report.differences or (check and report.drifted):
        raise click.exceptions.Exit(1)
