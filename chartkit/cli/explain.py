"""``chartkit explain``: which template lines and values made a line that is rendered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import chartkit
from chartkit.errors import ChartkitError, UsageError
from chartkit.folder import Folder, assignment
from chartkit.manifests import Document
from chartkit.provenance import Condition, Explanation, Layer, Part, Read, explain, place_of_path
from chartkit.source import Location
from chartkit.suggest import nearest

from .options import output_format, path_argument
from .render import OriginOf, rendered_documents, rendering_options
from .streams import columns, text_of

if TYPE_CHECKING:
    from chartkit.release import LoadedChart

__all__ = ["command"]

#: Lines before a document in what ``chartkit render`` prints: ``---`` and ``# Source:``.
_HEADER = 2


@click.command("explain")
@path_argument
@rendering_options
@click.option("--line", type=click.IntRange(1), metavar="N", help="This line of what chartkit render prints.")
@click.option("--object", "which", metavar="KIND/NAME", help="This object, such as deployment/web.")
@click.option("--path", "field", metavar="FIELD", help="This field of the object, such as spec.replicas.")
@output_format("text", "json")
def command(path: str, output: str, line: int | None, which: str | None, field: str | None, **given: Any) -> None:  # noqa: ANN401 - click gives every option its own type
    """Show which template lines and values made a line that is rendered.

    PATH is what chartkit render takes, with the same options. Without --line and --path, all lines of the object, or of
    all objects, are listed, each with the place in a template that made it.
    """
    if line is not None and which is not None:
        raise UsageError("--line and --object both name a line: give one of them")
    if field is not None and which is None:
        raise UsageError("--path names a field of an object: give --object too")
    loaded = chartkit.load(path)
    documents, origin_of = rendered_documents(loaded, given)
    if line is None and field is None:
        _list(documents, [_number(documents, which)] if which else range(len(documents)), origin_of, output)
        return
    if line is not None:
        number, row, column = _at_line(documents, line)
    else:
        number, row, column = _at_path(documents, which or "", field or "")
    document = documents[number]
    layers = _folder_layers(loaded, given) if isinstance(loaded, Folder) else _chart_layers(loaded, document, given)
    end = len(document.text.split("\n")[row - 1].encode("utf-8", "surrogateescape"))
    origins = [origin for at in range(column, max(end, column + 1)) if (origin := origin_of(number, row, at))]
    found = explain(document, row, origins, text_of, list(layers))
    if output == "json":
        click.echo(json.dumps(_as_data(found), indent=2, ensure_ascii=False))
    else:
        click.echo(_as_text(found), nl=False)


def _at_line(documents: Sequence[Document], line: int) -> tuple[int, int, int]:
    """Return the document, and the line and column in it, of a line of the printed stream."""
    first = 1
    for number, document in enumerate(documents):
        lines = document.text.split("\n")
        row = line - first - _HEADER + 1
        if row <= len(lines):
            if row < 1:
                raise UsageError(f"line {line} is none of a template's: chartkit prints it above each object")
            text = lines[row - 1]
            return number, row, _value_column(text)
        first += _HEADER + len(lines)
    raise UsageError(f"there is no line {line}: the output has {first - 1} lines")


def _value_column(text: str) -> int:
    """Return where the value of a line begins, in bytes: it says more than its key."""
    key, colon, rest = text.partition(": ")
    start = len(key) + len(colon) + len(rest) - len(rest.lstrip()) if colon and rest.strip() else 0
    start = start or len(text) - len(text.lstrip(" -"))
    return len(text[:start].encode("utf-8", "surrogateescape"))


def _at_path(documents: Sequence[Document], which: str, field: str) -> tuple[int, int, int]:
    number = _number(documents, which)
    parts = [int(part) if part.isdecimal() else part for part in field.replace("[", ".").replace("]", "").split(".")]
    place = place_of_path(documents[number], [part for part in parts if part != ""])
    if place is None:
        raise UsageError(f"{which} has no {field}")
    return number, *place


def _number(documents: Sequence[Document], which: str) -> int:
    names = [f"{document.kind}/{document.name}".lower() for document in documents]
    if which.lower() not in names:
        near = nearest(which.lower(), names)
        raise UsageError(f"no object {which!r} is rendered", hint=f"Did you mean {near}?" if near else "")
    return names.index(which.lower())


def _folder_layers(folder: Folder, given: dict[str, Any]) -> Iterator[Layer]:
    """Yield where a folder's variables come from, the strongest last."""
    source = folder.source
    env = folder.settings.environment if given["env"] is None else given["env"]
    for name, below in (("variables.yaml", ""), (f"{env}.yaml", "environments")):
        if name in source.names(below):
            file = f"{below}/{name}" if below else name
            yield Layer(source.place(file), source.read(file))
    yield from _given_layers(given["values"], dict(map(assignment, given["variables"])), ())


def _chart_layers(chart: LoadedChart, document: Document, given: dict[str, Any]) -> Iterator[Layer]:
    """Yield where the values of a document's chart come from, the strongest last."""
    names = document.source.split("/")
    chain = tuple(names[number + 1] for number, name in enumerate(names[:-1]) if name == "charts")
    for depth in range(len(chain), -1, -1):
        file = "".join(f"charts/{name}/" for name in chain[:depth]) + "values.yaml"
        text = next((raw.text for raw in chart.chart.raw if raw.name == file), "")
        yield Layer(chart.place(file), text, prefix=chain[depth:])
    assigned = {}
    for text in given["variables"]:
        name, _, value = text.partition("=")
        assigned[tuple(name.split("."))] = value
    yield from _given_layers(given["values"], assigned, chain)


def _given_layers(
    files: Sequence[str], assigned: dict[tuple[str, ...], object], prefix: tuple[str, ...]
) -> Iterator[Layer]:
    for file in files:
        if file != "-":
            yield Layer(file, Path(file).read_text("utf-8", "surrogateescape"), prefix=prefix)
    if assigned:
        yield Layer("-v", assigned=assigned, prefix=prefix)


def _list(documents: Sequence[Document], numbers: Sequence[int], origin_of: OriginOf, output: str) -> None:
    """Print every line of documents with the place that made it."""
    rows: list[tuple[str, str, str]] = []
    data: list[dict[str, object]] = []
    for number in numbers:
        document = documents[number]
        for row, text in enumerate(document.text.split("\n"), 1):
            try:
                origin = origin_of(number, row, _value_column(text))
            except ChartkitError:
                origin = None
            name = f"{document.kind.lower()}/{document.name}"
            rows.append((f"{name}:{row}", _shown(origin.at) if origin else "-", text))
            data.append({"object": name, "line": row, "text": text, "origin": _place(origin.at) if origin else None})
    if output == "json":
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    elif rows:
        click.echo(columns([("LINE", "MADE BY", "TEXT"), *rows]), nl=False)


def _as_text(found: Explanation) -> str:
    document = found.document
    lines = [f"{document.kind.lower()}/{document.name}, line {found.line}: {found.text.strip()}"]
    if not found.parts:
        lines.append("  nothing is known of where it was made")
    around: tuple[Condition, ...] = ()
    for part in found.parts:
        lines.append(f"  made by {_shown(part.origin.at)}{f': {part.action}' if part.action else ''}")
        lines += [f"  called from {_shown(call)}" for call in part.origin.calls]
        lines += [f"  reads {_read(read)}" for read in part.reads]
        for condition in part.conditions if part.conditions != around else ():
            lines.append(f"  inside {{{{{condition.text}}}}} at {_shown(condition.at)}")
            lines += [f"    reads {_read(read)}" for read in condition.reads]
        around = part.conditions
    return "\n".join(lines) + "\n"


def _read(read: Read) -> str:
    if read.at is None:
        return read.name
    return f"{read.name} = {read.value}, from {_shown(read.at)}"


def _shown(at: Location) -> str:
    return f"{at.name}:{at.line}:{at.column + 1}" if at.line else at.name


def _as_data(found: Explanation) -> dict[str, object]:
    document = found.document
    return {
        "object": f"{document.kind.lower()}/{document.name}",
        "source": document.source,
        "line": found.line,
        "text": found.text,
        "parts": [_part_data(part) for part in found.parts],
    }


def _part_data(part: Part) -> dict[str, object]:
    return {
        "origin": _place(part.origin.at),
        "calls": [_place(call) for call in part.origin.calls],
        "action": part.action,
        "reads": [_read_data(read) for read in part.reads],
        "conditions": [_condition_data(condition) for condition in part.conditions],
    }


def _condition_data(condition: Condition) -> dict[str, object]:
    return {"text": condition.text, "at": _place(condition.at), "reads": [_read_data(read) for read in condition.reads]}


def _read_data(read: Read) -> dict[str, object]:
    return {"name": read.name, "value": read.value, "at": _place(read.at) if read.at else None}


def _place(at: Location) -> dict[str, object]:
    return {"file": at.name, "line": at.line or None, "column": at.column + 1 if at.line else None}
