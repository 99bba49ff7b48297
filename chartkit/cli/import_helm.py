"""``chartkit import-helm``: a Helm chart becomes a folder that renders the same."""

from __future__ import annotations

from pathlib import Path

import click

from chartkit.convert import ImportOptions, find_helm, import_chart
from chartkit.values import ValuesSources, read

__all__ = ["command"]


@click.command("import-helm")
@click.argument("chart", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The folder.")
@click.option("--name", default="release-name", show_default=True, help="What templates are told as .Release.Name.")
@click.option("-n", "--namespace", default="default", show_default=True, help="Where the objects go.")
@click.option("--kube-version", default="", metavar="VERSION", help="Kubernetes version.  [default: Helm's]")
@click.option("-a", "--api-versions", multiple=True, metavar="API", help="An API version that exists. Repeatable.")
@click.option("--ci", multiple=True, metavar="NAME", help="Make ci/NAME-values.yaml an environment. Repeatable.")
@click.option(
    "-f", "--values", "files", multiple=True, metavar="FILE", help="Values to render with: for the proof, or frozen."
)
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
    name: str,
    namespace: str,
    kube_version: str,
    api_versions: tuple[str, ...],
    ci: tuple[str, ...],
    files: tuple[str, ...],
    freeze: bool,
    keep: tuple[str, ...],
    seed: int | None,
    force: bool,
    dry_run: bool,
    verify: bool,
    against: str,
    samples: int,
) -> None:
    """Write the folder that CHART becomes. Its templates live on; .Values is called .Variables where that is safe.

    What Helm tells templates of the release, the chart and the cluster stands in chartkit.toml. values-NAME.yaml
    becomes the environment NAME.

    With --freeze or --keep the manifests themselves are written. A value is kept only if several others render as the
    chart does with them; else it is frozen, too, and that is said.
    """
    options = ImportOptions(
        release=name,
        namespace=namespace,
        kube_version=kube_version,
        api_versions=api_versions,
        ci=ci,
        force=force,
        dry=dry_run,
        verify=verify,
        helm=find_helm() if against == "helm" else None,
        samples=samples,
        values=read(ValuesSources(files=files)),
        freeze=freeze or bool(keep),
        keep=keep,
        seed=seed,
    )
    report = import_chart(chart, output, options)
    for note in report.notes:
        click.echo(f"note: {note}", err=True)
    for word in ("created", "updated", "removed", "kept"):
        for path in getattr(report.written, word):
            remark = " (edited by hand; --force writes over it)" if word == "kept" else ""
            click.echo(f"{word:8}{path}{remark}")
    click.echo(report.summary, err=True)
