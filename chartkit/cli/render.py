"""``chartkit render``: the manifests of a folder or a chart."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

import chartkit
from chartkit.errors import UsageError
from chartkit.folder import (
    Folder,
    FolderTarget,
    JSONTarget,
    NameTarget,
    RenderOptions,
    StreamTarget,
    Target,
    Undefined,
    mode_argument,
)
from chartkit.manifests import Document
from chartkit.records import replace

from .options import environment_options, output_format, path_argument, rendering_of
from .streams import report, text_of

if TYPE_CHECKING:
    from chartkit.release import LoadedChart
    from chartkit.source import Origin

__all__ = ["OriginOf", "command", "rendered_documents", "rendering_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: Options that a chart has nothing for.
_OF_FOLDERS = ("env", "modes", "only", "skip", "image_pull_secrets", "manage_cronjobs", "undefined", "pod_presets")

_STREAMS: dict[str, Callable[[TextIO], Target]] = {"yaml": StreamTarget, "json": JSONTarget, "name": NameTarget}


#: What a folder or a chart can be rendered with.
_OPTIONS = (
    click.option(
        "-m",
        "--mode",
        "modes",
        multiple=True,
        metavar="WORKLOAD[/CONTAINER]=MODE",
        help="Run a workload, or one of its containers, in a mode. Repeatable.",
    ),
    click.option(
        "--only", multiple=True, metavar="SERVICE", help="Only this service and what it requires. Repeatable."
    ),
    click.option("--skip", multiple=True, metavar="SERVICE", help="Not this service. Repeatable."),
    click.option(
        "-i",
        "--imagepullsecret",
        "image_pull_secrets",
        multiple=True,
        metavar="NAME",
        help="An image pull secret, instead of those of chartkit.toml. Repeatable.",
    ),
    click.option("--manage-cronjobs", is_flag=True, default=None, help="Set .ManageCronjobs."),
    click.option(
        "--undefined",
        type=click.Choice([member.value for member in Undefined]),
        help="What to do where an undefined variable would be printed.  [default: error]",
    ),
    click.option("--pod-presets/--no-pod-presets", default=None, help="Whether to apply pod presets.  [default: yes]"),
    click.option(
        "--name",
        metavar="NAME",
        help="The name of the release of a chart, or of an imported one.  [default: release-name, or chartkit.toml's]",
    ),
)


def rendering_options(command: _Command) -> _Command:
    """Add the options that say how a folder or a chart is rendered."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return environment_options(command)


@click.command("render")
@path_argument
@rendering_options
@click.option("--validate", is_flag=True, help="Check the manifests as chartkit validate does; print only valid ones.")
@output_format(*_STREAMS)
@click.option("--output-dir", type=click.Path(path_type=Path), help="Write one file for each object to this folder.")
def command(path: str, output: str, output_dir: Path | None, **given: Any) -> None:  # noqa: ANN401 - click gives every option its own type
    """Print the manifests that PATH renders to.

    PATH is a folder of templated manifests (default: this one), a .tar.gz or .zip of one, or git:REV:PATH for a folder
    in a revision of a git repository. A Helm chart is rendered too: -f and -v are Helm's -f and --set then.
    """
    loaded = chartkit.load(path)
    documents, origin_of = rendered_documents(loaded, given)
    if given["validate"] and not _are_valid(documents, origin_of, Path(path)):
        sys.exit(1)
    target: Target = FolderTarget(output_dir) if output_dir else _STREAMS[output](sys.stdout)
    target.write(documents)


#: Says where a line and column of the document of a number was made.
OriginOf = Callable[[int, int, int], "Origin | None"]


def rendered_documents(loaded: Folder | LoadedChart, given: dict[str, Any]) -> tuple[Sequence[Document], OriginOf]:
    """Return the documents of a folder or a chart; warnings go to standard error."""
    return _folder_documents(loaded, given) if isinstance(loaded, Folder) else _chart_documents(loaded, given)


def _folder_documents(folder: Folder, given: dict[str, Any]) -> tuple[Sequence[Document], OriginOf]:
    """Return the documents of a folder; warnings go to standard error."""
    if folder.settings.helm is None:
        _refuse("a folder of manifests", given, ("name",))
    rendering = folder.render_with(_options(given))
    report(rendering.diagnostics)
    return rendering.documents, rendering.origin_of


def _options(given: dict[str, Any]) -> RenderOptions:
    undefined, secrets = given["undefined"], given["image_pull_secrets"]
    return replace(
        rendering_of(given["env"], given["values"], given["variables"], given["namespace"]),
        modes=dict(map(mode_argument, given["modes"])),
        only=_names(given["only"]),
        skip=_names(given["skip"]),
        image_pull_secrets=secrets or None,
        manage_cronjobs=given["manage_cronjobs"],
        undefined=Undefined(undefined) if undefined else None,
        pod_presets=given["pod_presets"],
        release={"name": given["name"]} if given["name"] else {},
    )


def _chart_documents(chart: LoadedChart, given: dict[str, Any]) -> tuple[Sequence[Document], OriginOf]:
    """Return the documents of a chart; what Helm would log goes to standard error."""
    from chartkit.values import ValuesSources, read

    _refuse("a chart", given, _OF_FOLDERS)
    values = read(ValuesSources(files=given["values"], set=given["variables"]), behaviour=chart.behaviour)
    release = chart.render(given["name"] or "release-name", given["namespace"] or "default", values)
    for record in (*chart.notices, *release.notices):
        click.echo(record.line(chart.behaviour), err=True)
    manifests = [*release.manifests, *(hook.manifest for hook in release.hooks)]
    shown = [manifest for manifest in manifests if manifest.head.kind]
    return release.documents(), lambda number, line, column: release.origin_of(shown[number], line, column)


def _are_valid(documents: Sequence[Document], origin_of: OriginOf, path: Path) -> bool:
    """Return whether validation has no errors; all that it finds goes to standard error."""
    from chartkit import validation

    settings = validation.find_settings(path if path.is_dir() else Path.cwd())
    options = validation.read_settings(settings) if settings else validation.Options()
    names = [f"{document.source} (rendered {document.kind} {document.name})" for document in documents]
    texts = [
        validation.Document(document.text, name, partial(origin_of, number), rendering="render")
        for number, (document, name) in enumerate(zip(documents, names, strict=True))
    ]
    found = validation.validate(texts, options)
    rendered = {text.name: text.text for text in texts}
    report(found.findings, sources=lambda name: rendered[name] if name in rendered else text_of(name))
    return not found.failed


def _refuse(what: str, given: dict[str, Any], options: tuple[str, ...]) -> None:
    for option in options:
        if given[option] not in (None, ()):
            spelling = next(parameter.opts[-1] for parameter in command.params if parameter.name == option)
            raise UsageError(f"{spelling} means nothing for {what}")


def _names(given: tuple[str, ...]) -> list[str]:
    """Return the names, of which one option may give several between commas."""
    return [name for text in given for name in text.split(",") if name]
