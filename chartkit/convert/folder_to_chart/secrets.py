"""Variables that flow into Secrets: which ones they are, and their move to a file of their own."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chartkit.errors import ChartkitError, ConvertError
from chartkit.folder import Folder, RenderOptions
from chartkit.goyaml import Node, NodeKind, compose, load_map, load_tree
from chartkit.manifests import Document
from chartkit.patterns import late_pattern
from chartkit.source import Span

from .findings import Analysis
from .meanings import Path
from .rewriting import Edit
from .yaml_places import line_starts

__all__ = ["MovedSecrets", "marked_paths", "move_secrets", "secret_paths", "top_paths"]

_ACTION = late_pattern(r"\{\{.*?\}\}", re.DOTALL)
_DOCUMENT = late_pattern(r"^---", re.MULTILINE)
_SECRET = late_pattern(r"^kind:[ \t]*[\"']?Secret[\"']?[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_DATA = late_pattern(r"^(?:data|stringData):(?:.*\n?)(?:(?:[ \t#\0].*)?(?:\n|\Z))*", re.MULTILINE)


def secret_paths(texts: Mapping[str, str], analysis: Analysis) -> list[Path]:
    """Return the places below ``.Variables`` whose values stand in the data of Secrets.

    Args:
        texts: The template files.
        analysis: What was found of the templates in them.
    """
    regions = {name: list(_data_regions(text)) for name, text in texts.items()}
    found: set[Path] = set()
    for printed in analysis.printed:
        if _within(printed.action, regions.get(printed.source, ())):
            found |= printed.meaning.sources
    for call in analysis.calls:
        if _within(call.node.start, regions.get(call.source, ())):
            found |= frozenset().union(*(analysis.touched.get(target, frozenset()) for target in call.targets))
    return top_paths(path[: path.index("*")] if "*" in path else path for path in found)


def top_paths(paths: Iterable[Path]) -> list[Path]:
    """Return ``paths`` in order, without the empty one and without those that lie below others."""
    known = set(paths)
    return sorted(path for path in known if path and not any(path[:length] in known for length in range(1, len(path))))


#: Most renderings that are made to see where a variable is printed.
_MOST_RENDERINGS = 400

#: What variables are set to, to be found again.
_MARKS: Mapping[type, object] = {str: "chartkitMark", int: 918273645, float: 91827.3645}


def marked_paths(
    texts: Mapping[str, str],
    folder_of: Callable[[Mapping[str, str]], Folder],
    tables: Mapping[str, Mapping[str, object]],
    plain: Iterable[Document],
    known: Iterable[Path],
) -> list[Path]:
    """Return more places below ``.Variables`` whose values stand in the data of Secrets, found by rendering.

    Each variable is set to a mark, and the mark is looked for. That finds what reading templates does not: values in
    text that is run as a template, in Secrets whose kind is computed, or that stand in lists.

    Args:
        texts: The folder's files.
        folder_of: Makes a folder of some of them.
        tables: Its variables by environment.
        plain: What it renders to.
        known: Places that are known already.
    """
    sources = {document.source for document in plain if "Secret" in document.text and any(_secret_data(document.text))}
    if not sources:
        return []
    manifests = {name for name in texts if name.endswith(".yaml") and "/" not in name and name != "variables.yaml"}
    folder = folder_of({name: text for name, text in texts.items() if name not in manifests - sources})
    found = set(known)
    renderings = 0
    for environment, table in tables.items():
        for path, value in _leaves(table):
            is_known = any(path[:length] in found for length in range(1, len(path) + 1))
            if value.__class__ not in _MARKS or is_known or renderings >= _MOST_RENDERINGS:
                continue
            renderings += 1
            mark = _MARKS[value.__class__]
            options = RenderOptions(environment, [_with(table, path, mark)], pod_presets=False)
            if _prints(folder, options, str(mark)):
                found.add(_before_lists(table, path))
    return sorted(found - set(known))


def _prints(folder: Folder, options: RenderOptions, mark: str) -> bool:
    try:
        documents = folder.render_with(options).documents
    except ChartkitError:
        return False  # the variable cannot have that value
    return any(mark.lower() in text.lower() for document in documents for text in _secret_data(document.text))


def _secret_data(text: str) -> Iterator[str]:
    """Yield the values in the data of the Secrets in a manifest, as they are written and without base64."""
    try:
        stack: list[object] = [load_tree(text)]
    except ChartkitError:
        return
    while stack:
        found = stack.pop()
        if isinstance(found, list):
            stack += found
        if not isinstance(found, dict):
            continue
        if found.get("kind") != "Secret":
            stack.append(found.get("items"))
            continue
        for key in ("data", "stringData"):
            table = found.get(key)
            for value in table.values() if isinstance(table, dict) else ():
                yield str(value)
                try:
                    yield base64.b64decode(str(value), validate=True).decode("utf-8", "replace")
                except (ValueError, binascii.Error):
                    continue


def _leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(key, str):
                yield from _leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _leaves(inner, (*path, str(number)))
    elif path:
        yield path, value


def _with(table: Mapping[str, object], path: Path, new: object) -> dict[str, object]:
    """Return the part of ``table`` at the top that ``path`` begins with, with ``new`` at ``path``."""

    def changed(value: object, rest: Path) -> object:
        if not rest:
            return new
        if isinstance(value, Mapping):
            return {**value, rest[0]: changed(value[rest[0]], rest[1:])}
        assert isinstance(value, list)  # noqa: S101 - the path was found in the table
        number = int(rest[0])
        return [*value[:number], changed(value[number], rest[1:]), *value[number + 1 :]]

    return {path[0]: changed(table[path[0]], path[1:])}


def _before_lists(table: Mapping[str, object], path: Path) -> Path:
    """Return the beginning of ``path`` that leads through maps alone: a list moves as a whole."""
    value: object = table
    for length, key in enumerate(path):
        if not isinstance(value, Mapping):
            return path[:length]
        value = value.get(key)
    return path


def _data_regions(text: str) -> Iterator[Span]:
    """Yield where the data of Secrets stand in a template."""
    plain = _ACTION.sub(lambda match: re.sub(r"[^\n]", "\0", match[0]), text)
    start = 0
    for end in [*(match.start() for match in _DOCUMENT.finditer(plain)), len(plain)]:
        if _SECRET.search(plain, start, end):
            for match in _DATA.finditer(plain, start, end):
                yield Span(*match.span())
        start = end


def _within(offset: int, regions: Iterable[Span]) -> bool:
    return any(region.start <= offset < region.end for region in regions)


@dataclass(frozen=True, slots=True)
class MovedSecrets:
    """A values file without its secrets, as edits; and the secrets as a file."""

    edits: list[Edit]
    text: str
    #: For each edit, where what it replaces stands in the secrets' file.
    places: list[Span]


def move_secrets(text: str, paths: Sequence[Path], name: str) -> MovedSecrets:
    """Return what takes the values at ``paths`` out of the values file ``text``.

    An empty value of the same kind stays in their place, and says what there is to be set.

    Raises:
        ConvertError: A value is shared with others by an anchor.
    """
    root = compose(text)
    starts = line_starts(text)
    edits: list[Edit] = []
    places: list[Span] = []
    out = _Nested()
    for path in paths:
        found = None if root is None else _find(root, path, name)
        if found is None:
            continue
        parents, key, value = found
        empty = _empty(value)
        if empty is None:
            continue
        _refuse_anchors(value, path, name)
        key_start = starts[key.start.line] + key.start.column
        value_start = starts[value.start.line] + value.start.column
        value_end = starts[value.end.line] + value.end.column if value.end.line < len(starts) else len(text)
        value_end = value_start + len(_content(text[value_start:value_end], value))
        if value.start.line != key.start.line:  # a block below its key
            key_end = starts[key.end.line] + key.end.column
            value_start = text.index(":", key_end) + 1
            empty = f" {empty}"
        nested = any(parent.start.column < 0 for parent in parents)
        place = out.add(
            [(parent.start.column, text[_offset(starts, parent) : _end(starts, parent)]) for parent in parents],
            (key.start.column, text[key_start:value_end]),
            value_start - key_start,
            flow=nested or _in_flow(text, key_start),
        )
        edits.append((Span(value_start, value_end), empty))
        places.append(place)
    return MovedSecrets(edits, out.text, places)


class _Nested:
    """A values file that grows by entries, whose maps may be shared."""

    def __init__(self) -> None:
        self.text = ""
        self._open: list[str] = []

    def add(self, parents: Sequence[tuple[int, str]], entry: tuple[int, str], value_at: int, *, flow: bool) -> Span:
        """Write an entry below ``parents`` (column and key each), and return where its value stands."""
        names = [key for _, key in parents]
        common = 0
        while common < min(len(names), len(self._open)) and names[common] == self._open[common]:
            common += 1
        for depth in range(common, len(names)):
            column = 2 * depth if flow else parents[depth][0]
            self.text += f"{' ' * column}{names[depth]}:\n"
        self._open = names
        self.text += " " * (2 * len(names) if flow else entry[0])
        start = len(self.text)
        self.text += f"{entry[1]}\n"
        return Span(start + value_at, start + len(entry[1]))


def _find(root: Node, path: Path, name: str) -> tuple[list[Node], Node, Node] | None:
    """Return the keys above the entry at ``path``, its key, and its value."""
    node, keys = root, []
    for part in path:
        if node.kind is NodeKind.ALIAS:
            raise _shared(path, name)
        if node.kind is not NodeKind.MAPPING:
            return None
        pairs = list(zip(node.children[::2], node.children[1::2], strict=True))
        entry = next(((key, value) for key, value in pairs if key.value == part), None)
        if entry is None:
            if any(key.value == "<<" for key, _ in pairs):
                raise _shared(path, name)
            return None
        keys.append(entry[0])
        node = entry[1]
    return keys[:-1], keys[-1], node


def _refuse_anchors(value: Node, path: Path, name: str) -> None:
    stack = [value]
    while stack:
        node = stack.pop()
        if node.anchor or node.kind is NodeKind.ALIAS:
            raise _shared(path, name)
        stack += node.children


def _shared(path: Path, name: str) -> ConvertError:
    where = ".".join(path)
    hint = "Write the value out, or use --secrets keep."
    return ConvertError(f"{name}: {where} flows into a Secret, and shares its value by an anchor", hint=hint)


def _empty(value: Node) -> str | None:
    """Return an empty value of the same kind; None where there is nothing to hide."""
    if value.kind is NodeKind.MAPPING:
        return "{}" if value.children else None
    if value.kind is NodeKind.SEQUENCE:
        return "[]" if value.children else None
    if value.kind is NodeKind.SCALAR and value.implicit:
        loaded = load_map(f"x: {value.value}").get("x") if "\n" not in value.value else value.value
        if loaded is None:
            return None
        if isinstance(loaded, bool):
            return "false"
        if isinstance(loaded, (int, float)):
            return "0"
    return '""' if value.value else None


def _content(source: str, value: Node) -> str:
    """Return the source of a value without the blank lines and comments that follow a block."""
    if value.kind is NodeKind.SCALAR:
        return source.rstrip("\n") if source[:1] in "|>" else source.rstrip()
    lines = source.rstrip().split("\n")
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return "\n".join(lines).rstrip()


def _offset(starts: Sequence[int], node: Node) -> int:
    return starts[node.start.line] + node.start.column


def _end(starts: Sequence[int], node: Node) -> int:
    return starts[node.end.line] + node.end.column


def _in_flow(text: str, offset: int) -> bool:
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return bool(line.strip())
