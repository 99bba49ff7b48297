"""``chartkit validate``: check manifests against Kubernetes schemas and the server's rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

import chartkit
from chartkit.records import replace
from chartkit.renderings import RenderingChoices, documents
from chartkit.reports import FORMATS, write_report
from chartkit.validation import Document, Options, Report, Status, Validator, find_settings, read_settings

from .streams import text_of, wants_colour

__all__ = ["command"]

#: As many reports are worth a progress bar.
_MANY = 20


@click.command("validate")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--kube-version",
    metavar="VERSION",
    help="Kubernetes to validate for: 1.29, 1.29,1.31 or 1.29..1.37.  [default: the newest]",
)
@click.option(
    "--strict/--no-strict",
    default=None,
    help="Unknown fields, repeated keys and what the server refuses are errors; or the schemas alone decide."
    "  [default: strict]",
)
@click.option(
    "--crd", "crds", multiple=True, metavar="PATH", help="CustomResourceDefinitions in a file or folder. Repeatable."
)
@click.option(
    "--schema-location",
    "schema_locations",
    multiple=True,
    metavar="PATH",
    help="A folder of JSON schemas, or a template of paths as kubeconform takes them. Repeatable.",
)
@click.option("--ignore-missing-schemas", is_flag=True, default=None, help="Skip kinds that no schema is known of.")
@click.option("--skip", multiple=True, metavar="KIND", help="Do not look at this kind, or apiVersion/Kind. Repeatable.")
@click.option(
    "--reject", multiple=True, metavar="KIND", help="This kind, or apiVersion/Kind, must not occur. Repeatable."
)
@click.option(
    "--select", multiple=True, metavar="CODE", help="Only checks with this code or beginning of one. Repeatable."
)
@click.option(
    "--ignore", multiple=True, metavar="CODE", help="No checks with this code or beginning of one. Repeatable."
)
@click.option(
    "--default-namespace", metavar="NAME", help="The namespace of objects that name none.  [default: default]"
)
@click.option("-e", "--env", metavar="NAME", help="The environment that folders are rendered in.")
@click.option(
    "--all-environments",
    is_flag=True,
    help="Render folders in all environments, and charts with each ci/*-values.yaml.",
)
@click.option("--all-modes", is_flag=True, help="Render folders also with each mode of each container.")
@click.option(
    "-f",
    "--values",
    multiple=True,
    metavar="FILE",
    help="Lay the values in FILE over those of folders and charts. Repeatable.",
)
@click.option(
    "--changed", is_flag=True, help="The paths are changed files: look at the charts and folders that they belong to."
)
@click.option(
    "-o", "--output", type=click.Choice(tuple(FORMATS)), default="text", show_default=True, help="The format."
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Processes to use.  [default: as many as it is worth]",
)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="Settings, instead of the nearest chartkit.toml.",
)
def command(paths: tuple[str, ...], output: str, jobs: int, config: Path | None, changed: bool, **given: Any) -> None:  # noqa: ANN401 - click gives every option its own type
    """Check manifests against Kubernetes schemas and the rules of its API server.

    PATH is a YAML or JSON file, a directory, a chart, a folder of templated manifests, an archive of either,
    git:REV:PATH for one in a revision of a git repository, or - for standard input. Charts and folders are rendered
    first, also those below a directory.
    """
    choices, options = _choices(given), _options(given, config)
    texts = list(documents(paths, choices, changed=changed, load=chartkit.load))
    report = _validate(texts, options, jobs)
    sources = {document.name: document.text for document in texts}

    def source(name: str) -> str | None:
        return sources[name] if name in sources else text_of(name)

    write_report(report, output, sys.stdout, sources=source, colour=wants_colour(sys.stdout))
    click.echo(_summary(report), err=True)
    sys.exit(1 if report.failed else 0)


def _choices(given: dict[str, Any]) -> RenderingChoices:
    """Take what is about rendering out of ``given``."""
    version = (given["kube_version"] or "").rpartition(",")[2].rpartition("..")[2]
    names = ("env", "all_environments", "all_modes", "values")
    return RenderingChoices(kube_version=version, **{name: given.pop(name) for name in names})


def _options(given: dict[str, Any], config: Path | None) -> Options:
    """Return the settings with what the command line says over them."""
    settings = config or find_settings(Path.cwd())
    options = read_settings(settings) if settings else Options()
    changes: dict[str, Any] = {name: _words(name, value) for name, value in given.items() if value not in (None, ())}
    return replace(options, **changes)


def _words(name: str, value: object) -> object:
    """Return an option's value; lists of kinds and codes may have commas."""
    if isinstance(value, tuple) and name not in ("crds", "schema_locations"):
        return tuple(word for item in value for word in item.split(",") if word)
    return value


def _validate(texts: list[Document], options: Options, jobs: int) -> Report:
    reports = []
    with _progress(len({document.rendering or id(document) for document in texts})) as step:
        for report in Validator(options).reports(texts, jobs=jobs):
            reports.append(report)
            step()
    return Report.of(reports)


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    """Show a bar on a terminal for long runs, and yield what moves it."""
    if total < _MANY or not sys.stderr.isatty():
        yield lambda: None
        return
    with click.progressbar(length=total, label="Validating", file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def _summary(report: Report) -> str:
    number, warnings, conflicts = len(report.resources), report.warnings(), len(report.conflicts)
    counts = ", ".join(f"{report.count(status)} {status.value}" for status in Status if report.count(status))
    line = f"{number} resource{'' if number == 1 else 's'}{': ' if counts else ''}{counts}"
    if conflicts:
        line += f"; {conflicts} conflict{'' if conflicts == 1 else 's'}"
    return f"{line}; {warnings} warning{'' if warnings == 1 else 's'}" if warnings else line
