"""Pod presets that are literal, written out into the manifests of the pods that they match.

That is done where nothing about it depends on a value: the preset has no action in it, and the template shows which
labels the pod has and what its containers hold. Everything else is left to a helper, while the chart renders.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chartkit.gotemplate import nodes
from chartkit.goyaml import Node, NodeKind, dump, load_go
from chartkit.source import Span

from .labels import indent_of
from .outline import Entry, Outline, OutlinedDocument
from .presets import PresetUse
from .rendered import POD_PATHS
from .rewriting import Edit

__all__ = ["written_presets"]

_APPLIED = "podpreset.admission.kubernetes.io/podpreset-"
_LISTS = ("env", "envFrom", "volumeMounts")


@dataclass(frozen=True, slots=True)
class _Preset:
    name: str
    labels: Mapping[str, str]
    spec: Mapping[str, Any]
    version: str


def written_presets(outlines: Mapping[str, Outline], use: PresetUse) -> dict[str, list[Edit]]:
    """Return the edits that write presets out, by file; files that are not in it need the helper.

    Args:
        outlines: The manifests.
        use: Which of them are presets, and which ones presets change.
    """
    presets = [preset for name in sorted(use.presets) for preset in _presets(outlines[name])]
    if None in presets or use.presets & use.others:
        return {}
    known = sorted((preset for preset in presets if preset is not None), key=lambda preset: preset.name)
    found: dict[str, list[Edit]] = {}
    for name in use.changed:
        edits = [_Writer(outlines[name], document, known).edits() for document in outlines[name].documents]
        if all(edit is not None for edit in edits) and any(edits):
            found[name] = [edit for some in edits for edit in some or ()]
    return found


def _presets(outlined: Outline) -> Iterator[_Preset | None]:
    """Yield the presets of a file; None for one that is not literal, or does more than is done here."""
    for document in outlined.documents:
        if not outlined.plain[document.start : document.end].strip():
            continue
        if not outlined.is_literal(document.start, document.end) or outlined.branch(document.start) is not None:
            yield None
            continue
        content: Any = load_go(outlined.text[document.start : document.end])
        metadata, spec = content.get("metadata") or {}, content.get("spec") or {}
        selector = spec.get("selector") or {}
        if metadata.get("namespace") or set(selector) - {"matchLabels"}:
            yield None
            continue
        yield _Preset(
            str(metadata.get("name")),
            selector.get("matchLabels") or {},
            spec,
            str(metadata.get("resourceVersion") or ""),
        )


class _DynamicError(Exception):
    """What a preset does to a pod depends on more than the template shows."""


@dataclass(slots=True)
class _Writer:
    """Writes presets into one document. Not frozen: edits are collected."""

    outlined: Outline
    document: OutlinedDocument
    presets: Sequence[_Preset]
    _edits: list[Edit] = field(default_factory=list)

    def edits(self) -> list[Edit] | None:
        """Return the edits; none where no preset matches, and None where that is not certain."""
        try:
            self._write()
        except _DynamicError:
            return None
        return self._edits

    def _write(self) -> None:
        document, outlined = self.document, self.outlined
        if not outlined.plain[document.start : document.end].strip():
            return
        kind = document.only(document.root, "kind")
        if kind is None or not outlined.is_literal(kind.value_start, kind.value_end) or "\r" in outlined.text:
            raise _DynamicError
        if document.kind not in POD_PATHS:
            if document.kind == "PodTemplate":
                raise _DynamicError
            return
        path = POD_PATHS[document.kind]
        metadata = self._mapping(document.only(document.root, *path, "metadata"))
        spec = self._mapping(document.only(document.root, *path, "spec"))
        end = spec.start if spec.start > metadata.start else document.end
        matching = [preset for preset in self.presets if self._matches(metadata, end, preset)]
        if not matching:
            return
        own = self._mapping(document.only(document.root, "metadata"))
        if document.all(own.value, "namespace"):
            raise _DynamicError
        for group in ("containers", "initContainers"):
            for entry in document.all(spec.value, group):
                for item in self._items(entry, spec.start):
                    self._container(item, matching)
        self._no_hidden_keys(spec.value)
        volumes = _merged(matching, "volumes")
        self._append(spec.value, "volumes", volumes, self._after_key(spec), spec.start)
        lines = [f'{_APPLIED}{preset.name}: "{preset.version}"' for preset in matching]
        annotations = document.all(metadata.value, "annotations")
        column = metadata.value.children[0].start.column
        if annotations:
            inside = self._mapping(annotations[0]).value.children[0].start.column
            self._insert(self._after_key(annotations[0]), [f"{' ' * inside}{line}" for line in lines])
        else:
            block = [f"{' ' * column}annotations:", *(f"{' ' * (column + 2)}{line}" for line in lines)]
            self._insert(self._after_key(metadata), block)

    def _matches(self, holder: Entry, end: int, preset: _Preset) -> bool:
        """Return whether ``preset`` is for pods with the metadata in ``holder``, which ends before ``end``."""
        metadata, start = holder.value, holder.start
        self._no_hidden_keys(metadata)
        if self.document.all(metadata, "annotations"):
            annotations = self._mapping(self.document.only(metadata, "annotations"))
            keys = [entry.key.value for entry in self.document.entries(annotations.value)]
            if any("podpreset" in key or key == "kubernetes.io/config.mirror" for key in keys):
                raise _DynamicError
            if not self._is_plain(annotations.start, self.outlined.after(annotations.start, self._end(annotations))):
                raise _DynamicError
        labels = self.document.only(metadata, "labels")
        for key, value in preset.labels.items():
            entry = None if labels is None else self.document.only(labels.value, key)
            if entry is None:
                # It may be among labels that an action prints.
                if any(span.start < end and start < span.end for span in self.outlined.actions):
                    raise _DynamicError
                return False
            is_sure = self.outlined.is_literal(entry.value_start, entry.value_end)
            if not is_sure or self.outlined.branch(entry.start) != self.outlined.branch(self.document_start):
                raise _DynamicError
            if entry.value.value != str(value):
                return False
        return True

    @property
    def document_start(self) -> int:
        """Where the document's first key is."""
        root = self.document.root
        return self.document.start + (root.start.offset if root is not None else 0)

    def _container(self, item: Node, matching: Sequence[_Preset]) -> None:
        name = self.document.only(item, "name")
        self._no_hidden_keys(item)
        if name is None or name.key.start.line != name.value.end.line:
            raise _DynamicError
        start = self.document.start + item.start.offset
        if self.outlined.branch(name.start) != self.outlined.branch(start):
            raise _DynamicError
        for key in _LISTS:
            self._append(item, key, _merged(matching, key), self.outlined.line_end(name.start), name.start)

    def _append(self, holder: Node, key: str, entries: Sequence[Mapping[str, Any]], new: int, anchor: int) -> None:
        """Append ``entries`` to the list ``key`` of ``holder``, which begins at ``new`` where it is not there.

        What is at ``anchor`` stands there whenever ``holder`` does.
        """
        if not entries:
            return
        found = self.document.all(holder, key)
        column = holder.children[0].start.column
        if not found:
            block = [f"{' ' * column}{key}:", *_lines(entries, column + 2)]
            self._insert(new, block)
            return
        entry = found[0]
        items = self._items(entry, anchor) if len(found) == 1 else []
        for item in items:
            for field_name in ("name", "mountPath") if key != "envFrom" else ():
                self._differs(item, field_name, entries)
        if not items:
            raise _DynamicError
        end = self.outlined.after(entry.start, self._end(entry))
        if not self._is_plain(entry.start, end) or end is None:
            raise _DynamicError
        self._insert(end, _lines(entries, entry.value.start.column))

    def _differs(self, item: Node, name: str, entries: Iterable[Mapping[str, Any]]) -> None:
        """Make sure that ``item`` has nothing to do with ``entries``."""
        own = self.document.only(item, name)
        if own is None and name == "mountPath":
            return
        if own is None or not self.outlined.is_literal(own.value_start, own.value_end):
            raise _DynamicError
        if any(str(entry.get(name)) == own.value.value for entry in entries):
            raise _DynamicError

    def _items(self, entry: Entry, start: int) -> list[Node]:
        """Return the items of a list that is written out as a block."""
        is_block = self.outlined.text[entry.value_start : entry.value_start + 1] == "-"
        if entry.value.kind is not NodeKind.SEQUENCE or not is_block or entry.value.anchor:
            raise _DynamicError
        if self.outlined.branch(start) != self.outlined.branch(entry.start):
            raise _DynamicError
        if any(item.kind is not NodeKind.MAPPING or item.anchor for item in entry.value.children):
            raise _DynamicError
        in_braces = [
            self.outlined.plain[self.document.start + item.start.offset] == "{" for item in entry.value.children
        ]
        if any(in_braces) and entry.key.value in ("containers", "initContainers"):
            raise _DynamicError
        return entry.value.children

    def _mapping(self, entry: Entry | None) -> Entry:
        """Return ``entry`` if its value is a map that is written out as a block."""
        if entry is None or entry.value.kind is not NodeKind.MAPPING or entry.value.anchor:
            raise _DynamicError
        if self.outlined.plain[entry.value_start] == "{" or not entry.value.children:
            raise _DynamicError
        return entry

    def _no_hidden_keys(self, mapping: Node) -> None:
        """Make sure that no action prints keys of ``mapping``, and that each of its keys stands there once."""
        keys = [key.value for key in mapping.children[::2]]
        shown = {
            "name",
            "env",
            "envFrom",
            "volumeMounts",
            "volumes",
            "containers",
            "initContainers",
            "labels",
            "annotations",
        }
        if any(keys.count(key) > 1 for key in shown & set(keys)) or "<<" in keys:
            raise _DynamicError
        column = mapping.children[0].start.column
        start = self.document.start + mapping.start.offset
        end = self.outlined.line_end(self._last(mapping))
        for node in self.outlined.printed_alone(start - column - 1, max(end, self._after(mapping))):
            indent = indent_of(node) if isinstance(node, nodes.Action) else None
            if indent is None or indent <= column:
                raise _DynamicError

    def _after(self, mapping: Node) -> int:
        """Return where what follows ``mapping`` begins."""
        return self.document.start + mapping.end.offset

    def _last(self, node: Node) -> int:
        while node.children and self.outlined.plain[self.document.start + node.start.offset] not in "{[":
            node = node.children[-1]
        return self.document.start + node.end.offset

    def _end(self, entry: Entry) -> int:
        return self._last(entry.value)

    def _is_plain(self, start: int, end: int | None) -> bool:
        """Return whether no action prints lines between two places."""
        return end is not None and not any(self.outlined.printed_alone(start, end))

    def _after_key(self, entry: Entry) -> int:
        """Return the end of the line of a key that nothing but a comment follows."""
        colon = self.outlined.text.index(":", entry.start) + 1
        end = self.outlined.line_end(colon)
        rest = self.outlined.text[colon:end].strip()
        if rest and not rest.startswith("#"):
            raise _DynamicError
        return end

    def _insert(self, at: int, lines: Sequence[str]) -> None:
        if self.outlined.text[:at].rstrip(" \t").endswith("-}}"):
            raise _DynamicError
        self._edits.append((Span(at, at), "".join(f"\n{line}" for line in lines)))


def _merged(presets: Sequence[_Preset], key: str) -> list[Mapping[str, Any]]:
    """Return the entries of all presets, those alike once."""
    found: list[Mapping[str, Any]] = []
    for preset in presets:
        for entry in preset.spec.get(key) or []:
            for other in found if key != "envFrom" else ():
                same = [name for name in ("name", "mountPath") if name in entry and entry.get(name) == other.get(name)]
                if same and entry != other:
                    raise _DynamicError
            if key == "envFrom" or entry not in found:
                found.append(entry)
    return found


def _lines(entries: Sequence[Mapping[str, Any]], column: int) -> list[str]:
    """Return a list as lines that begin at ``column``."""
    text = dump([dict(entry) for entry in entries]).rstrip("\n")
    if "{{" in text:
        raise _DynamicError
    return [f"{' ' * column}{line}" if line else "" for line in text.split("\n")]
