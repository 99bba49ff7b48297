"""``chartkit validate``: check manifests against Kubernetes schemas and rules."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from chartkit.reports import FORMATS, write_report
from chartkit.validation import Options, find_settings, read_settings, validate
from chartkit.validation.inputs import read_documents
from chartkit.validation.results import Report, Status

__all__ = ["command"]


def _several(*names: str, help: str) -> click.decorators.FC:  # noqa: A002 # click's own word
    return click.option(*names, multiple=True, help=help)


@click.command("validate")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--kube-version", metavar="VERSION", help="Release(s) to validate for: 1.29, 1.29,1.31 or 1.29..1.37.")
@click.option("--strict/--no-strict", default=None, help="Whether unknown fields and repeated keys are errors [default: strict].")
@click.option("--crd", "crds", multiple=True, help="File or folder with CustomResourceDefinitions.")
@click.option("--schema-location", "schema_locations", multiple=True, help="Folder of JSON schemas, or a path template as kubeconform's.")
@click.option("--ignore-missing-schemas", is_flag=True, default=None, help="Skip kinds without a schema.")
@click.option("--skip", multiple=True, help="Kinds, or apiVersion/Kind, not to look at (commas separate).")
@click.option("--reject", multiple=True, help="Kinds, or apiVersion/Kind, that must not occur (commas separate).")
@click.option("--select", multiple=True, help="Only these checks: codes or their beginnings (commas separate).")
@click.option("--ignore", multiple=True, help="Not these checks: codes or their beginnings (commas separate).")
@click.option("--default-namespace", help="Namespace of objects that name none [default: default].")
@click.option("-o", "--output", type=click.Choice(FORMATS), default="text", show_default=True, help="Format of the findings.")
@click.option("--config", type=click.Path(dir_okay=False, exists=True, path_type=Path), help="Settings file [default: the nearest chartkit.toml].")
def command(paths: tuple[str, ...], output: str, config: Path | None, **given: object) -> None:
    """Check manifests against Kubernetes schemas and rules.

    PATH is a YAML or JSON file, a folder, or - for standard input.
    """
    settings = config or find_settings(Path.cwd())
    options = read_settings(settings) if settings else Options()
    options = replace(options, **{name: _words(value) for name, value in given.items() if value not in (None, ())})
    documents = list(read_documents(paths))
    report = validate(documents, options)
    texts = {document.name: document.text for document in documents}
    write_report(report, output, sys.stdout, sources=texts.get, colour=_colour(sys.stdout))
    click.echo(_summary(report), err=True)
    sys.exit(1 if report.failed else 0)


def _words(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(word for item in value for word in item.split(",") if word)
    return value


def _colour(stream: object) -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _summary(report: Report) -> str:
    counts = [f"{report.count(status)} {status.value}" for status in Status if report.count(status)]
    number = len(report.resources)
    line = f"{number} resource{'' if number == 1 else 's'}: {', '.join(counts) or 'none'}"
    warnings = report.warnings()
    return f"{line}; {warnings} warning{'' if warnings == 1 else 's'}" if warnings else line
