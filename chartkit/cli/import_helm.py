"""``chartkit import-helm``: a Helm chart becomes a folder that renders the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from chartkit.convert import ImportOptions, find_helm, import_chart
from chartkit.release import OutputOptions

from .file_changes import print_file_changes
from .release_options import facts_given, release_options, values_given, values_options

__all__ = ["command"]


@click.command("import-helm")
@click.argument("chart", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The folder.")
@release_options
@click.option("--ci", multiple=True, metavar="NAME", help="Make ci/NAME-values.yaml an environment. Repeatable.")
@values_options
@click.option("--freeze", is_flag=True, help="Write plain manifests, one object a file.")
@click.option("--keep", multiple=True, metavar="PATH", help="Freeze all but this value, by its path. Repeatable.")
@click.option("--seed", type=int, help="What random values in frozen manifests follow from.  [default: refuse them]")
@click.option("--force", is_flag=True, help="Write over files that were edited by hand.")
@click.option("--dry-run", is_flag=True, help="Write nothing; list what would be written.")
@click.option("--verify/--no-verify", default=True, help="Whether to prove that both render the same.  [default: yes]")
@click.option(
    "--against",
    type=click.Choice(["chartkit", "helm"]),
    default="chartkit",
    show_default=True,
    help="What renders the chart for the proof: chartkit, or the helm on PATH.",
)
@click.option("--samples", default=50, show_default=True, help="How many cases of the proof vary a variable, at most.")
def command(  # noqa: PLR0913 - an argument for each option
    chart: Path,
    output: Path,
    *,
    ci: tuple[str, ...],
    freeze: bool,
    keep: tuple[str, ...],
    seed: int | None,
    force: bool,
    dry_run: bool,
    verify: bool,
    against: str,
    samples: int,
    **given: Any,  # noqa: ANN401 - click gives every option its own type
) -> None:
    """Write the folder that CHART becomes. Its templates live on; .Values is called .Variables where that is safe.

    What Helm tells templates of the release, the chart and the cluster stands in chartkit.toml. values-NAME.yaml
    becomes the environment NAME. Values (-f, --set and the like) are what the proof renders with, and what is frozen.

    With --freeze or --keep the manifests themselves are written. A value is kept only if several others render as the
    chart does with them; else it is frozen, too, and that is said.
    """
    facts = facts_given(given)
    options = ImportOptions(
        release=facts.name or "release-name",
        namespace=facts.namespace or "default",
        kube_version=facts.kube_version or "",
        api_versions=facts.api_versions,
        is_upgrade=bool(facts.is_upgrade),
        output=OutputOptions(bool(facts.include_crds), facts.hooks is not False, facts.tests is not False),
        checks_schema=facts.checks_schema is not False,
        ci=ci,
        force=force,
        dry=dry_run,
        verify=verify,
        helm=find_helm() if against == "helm" else None,
        samples=samples,
        values=values_given(given),
        freeze=freeze or bool(keep),
        keep=keep,
        seed=seed,
    )
    report = import_chart(chart, output, options)
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    print_file_changes(report.written)
    click.echo(report.summary, err=True)
