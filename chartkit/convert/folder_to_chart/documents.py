"""The files of a chart that no file of the folder becomes: Chart.yaml, README.md, NOTES.txt, the values' schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartkit.folder import ContainerModes
from chartkit.goyaml import Node, NodeKind, compose

from .kinds import kind_of
from .meanings import Path

__all__ = [
    "ValueRow",
    "chart_yaml",
    "has_app_version",
    "helm_ignore",
    "notes_txt",
    "readme",
    "value_rows",
    "values_schema",
]


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A value of the chart, for people."""

    path: str
    default: str
    comment: str


def chart_yaml(name: str, version: str, settings: Mapping[str, object]) -> str:
    """Return Chart.yaml; ``settings`` is chartkit.toml's ``[chart]``."""
    table: dict[str, object] = {
        "apiVersion": "v2",
        "name": name,
        "description": _text(settings, "description") or f"The manifests of {name}.",
        "type": "application",
        "version": version or _text(settings, "version") or "0.1.0",
    }
    app_version = _app_version(settings)
    if app_version:
        table["appVersion"] = app_version
    plain = {"apiVersion", "name", "type"}
    return "".join(f"{key}: {value if key in plain else json.dumps(value)}\n" for key, value in table.items())


def has_app_version(settings: Mapping[str, object]) -> bool:
    """Return whether ``settings``, chartkit.toml's ``[chart]``, say what version of the application is installed."""
    return bool(_app_version(settings))


def _app_version(settings: Mapping[str, object]) -> str:
    return _text(settings, "appVersion") or _text(settings, "app-version")


def _text(settings: Mapping[str, object], key: str) -> str:
    value = settings.get(key)
    return value if isinstance(value, str) else ""


def helm_ignore(*, secrets: bool) -> str:
    """Return .helmignore."""
    lines = [
        "# What a package of the chart does not contain.",
        "/.chartkit.json",
        "/.chartkit-staging/",
        "/.git/",
        "/.gitignore",
    ]
    return "\n".join([*lines, *(["/values-secrets*.yaml"] if secrets else [])]) + "\n"


def notes_txt(name: str) -> str:
    """Return templates/NOTES.txt."""
    return f"""\
{{{{ .Release.Name }}}} is installed in namespace {{{{ .Release.Namespace }}}}.

To let Helm take over objects that {name} has there already:

  helm upgrade --install {{{{ .Release.Name }}}} . --namespace {{{{ .Release.Namespace }}}} --take-ownership
"""


def readme(  # noqa: PLR0913 - an argument for each part of the text
    name: str,
    description: str,
    *,
    commands: Sequence[str],
    secrets: Sequence[str],
    external: bool,
    containers: Sequence[ContainerModes],
    values: Sequence[ValueRow],
    notes: Sequence[str],
) -> str:
    """Return README.md."""
    from importlib.resources import files

    import jinja2

    template = files(__package__).joinpath("templates/README.md.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - it is Markdown, and what is put in is escaped by _cell
    )
    return environment.from_string(template).render(
        name=name,
        description=description,
        commands=commands,
        secrets=secrets,
        external=external,
        containers=containers,
        values=[ValueRow(row.path, _cell(row.default), _cell(row.comment)) for row in values],
        notes=notes,
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("`", "'").replace("<", "&lt;")


def value_rows(text: str) -> list[ValueRow]:
    """Return the values in a values file, with the comments above and beside them."""
    root = compose(text)
    return [] if root is None else list(_rows(root, (), text.split("\n"), 0))


def _rows(node: Node, path: Path, lines: Sequence[str], depth: int) -> Iterator[ValueRow]:
    for key, value in zip(node.children[::2], node.children[1::2], strict=True):
        inner = (*path, key.value)
        comment = _comment(lines, key)
        if value.kind is NodeKind.MAPPING and value.children and value.start.line != key.start.line and depth < 20:
            yield from _with_comment(_rows(value, inner, lines, depth + 1), comment)
        else:
            yield ValueRow(".".join(inner), _source(lines, value), comment)


def _with_comment(rows: Iterator[ValueRow], comment: str) -> Iterator[ValueRow]:
    """Give the first of ``rows`` the comment of the map that they are in, if it has none."""
    for number, row in enumerate(rows):
        yield ValueRow(row.path, row.default, row.comment or comment) if number == 0 else row


def _source(lines: Sequence[str], node: Node) -> str:
    if node.start.line == node.end.line:
        return lines[node.start.line][node.start.column : node.end.column]
    first = lines[node.start.line][node.start.column :] if node.start.line < len(lines) else ""
    return f"{first.strip()} …" if first.strip() else ""


def _comment(lines: Sequence[str], key: Node) -> str:
    """Return the comment in the lines right above ``key``, at its indentation."""
    found: list[str] = []
    number = key.start.line - 1
    while number >= 0 and lines[number].strip().startswith("#"):
        found.insert(0, lines[number].strip().lstrip("#").strip())
        number -= 1
    return " ".join(found)


def values_schema(tables: Sequence[Mapping[str, object]], used: Mapping[Path, Iterable[str]]) -> str:
    """Return values.schema.json: the kinds that values have in any environment, and the files that use them.

    Values may be null, which takes a default away; and nothing that is not known is refused.
    """
    schema = _schema(list(tables), (), used)
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", **schema, "type": "object"}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


_TYPES = {"bool": "boolean", "int": "integer", "float": "number", "str": "string", "list": "array", "map": "object"}


def _schema(values: Sequence[object], path: Path, used: Mapping[Path, Iterable[str]]) -> dict[str, object]:
    kinds = {kind_of(value) for value in values} - {"nil"}
    types = sorted(_TYPES[kind] for kind in kinds if kind in _TYPES)
    if "number" in types and "integer" in types:
        types.remove("integer")
    found: dict[str, object] = {}
    files = sorted(used.get(path, ()))
    if files:
        found["description"] = f"Used in {', '.join(files)}."
    if types and "any" not in kinds:
        found["type"] = [*types, "null"]
    maps = [value for value in values if isinstance(value, Mapping)]
    if maps and len(path) < 20:
        keys = dict.fromkeys(key for table in maps for key in table if isinstance(key, str))
        found["properties"] = {
            key: _schema([table[key] for table in maps if key in table], (*path, key), used) for key in keys
        }
    items = [item for value in values if isinstance(value, list) for item in value]
    if items:
        found["items"] = _schema(items, (*path, "*"), used)
    return found
