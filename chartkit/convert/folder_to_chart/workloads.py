"""What workloads set literally: image, replicas, resources and ports become values, and their own probes follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chartkit.goyaml import Node, NodeKind, dump, load
from chartkit.source import Span

from .labels import Said
from .literals import (
    camel_case,
    content_span,
    integer_of,
    is_text,
    items_of,
    literal_of,
    number_reference,
    reference,
)
from .outline import Entry, Outline, OutlinedDocument
from .rendered import POD_PATHS, Rendered
from .rewriting import Edit

__all__ = ["WorkloadValues", "workload_values"]

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = ("postStart", "preStop")


@dataclass(slots=True)
class WorkloadValues:
    """The values of one workload. Not frozen: it is filled container by container."""

    #: The key in values.
    key: str
    source: str
    kind: str
    #: As written out in the template; empty where it is not.
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    #: Ports that stand in one container alone, and where in values they are.
    ports: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def put(self, path: Sequence[str], value: object) -> tuple[str, ...]:
        """Put a value at ``path`` below the workload's key, and return the whole path."""
        table = self.values
        for part in path[:-1]:
            table = table.setdefault(part, {})
        table[path[-1]] = value
        return (self.key, *path)

    def has(self, path: Sequence[str]) -> bool:
        """Return whether there is a value at ``path`` already."""
        table: Any = self.values
        for part in path:
            if not isinstance(table, dict) or part not in table:
                return False
            table = table[part]
        return True


def workload_values(
    source: str, outlined: Outline, document: OutlinedDocument, rendered: Rendered, taken: set[str], *, said: Said
) -> WorkloadValues | None:
    """Return what a document's workload sets literally; None where it is no workload, or sets nothing."""
    if document.kind not in POD_PATHS or not rendered.of(source, document.kind, ""):
        return None
    entry = document.only(document.root, "metadata", "name")
    literal = entry is not None and outlined.is_literal(entry.value_start, entry.value_end)
    name = document.text_of("metadata", "name") if literal else ""
    found = WorkloadValues(_key(name or source.rpartition(".")[0], document.kind, taken), source, document.kind, name)
    reader = _Reader(outlined, document, found, said)
    reader.replicas()
    reader.containers()
    return found if found.edits else None


@dataclass(slots=True)
class _Reader:
    """Reads one workload. Not frozen: it counts."""

    outlined: Outline
    document: OutlinedDocument
    found: WorkloadValues
    said: Said

    def replicas(self) -> None:
        entries = self._entries("spec", "replicas")
        if len(entries) > 1:
            self.said.note(entries[0].start, "replicas stay: they stand in more than one branch")
        elif entries:
            number = integer_of(self.outlined, entries[0])
            if number is not None:
                path = self.found.put(("replicas",), number)
                self._edit(entries[0], number_reference(self.outlined, entries[0].value_start, path))

    def containers(self) -> None:
        path = (*POD_PATHS[self.document.kind], "spec")
        spec = self.document.only(self.document.root, *path)
        if spec is None:
            return
        groups = {key: items_of(self.document.only(spec.value, key)) for key in ("containers", "initContainers")}
        alone = sum(map(len, groups.values())) == 1 and bool(groups["containers"])
        for items in groups.values():
            for item in items:
                self._container(item, alone=alone)

    def _container(self, item: Node, *, alone: bool) -> None:
        start = self.document.start + item.start.offset
        prefix: tuple[str, ...] = ()
        if not alone:
            name = self.document.only(item, "name")
            if name is None or not self.outlined.is_literal(name.value_start, name.value_end):
                self.said.note(start, "the container stays as it is: its name is not written out")
                return
            word = camel_case(name.value.value)
            prefix = (f"{word}Container" if word in ("replicas", "image", "resources", "ports") else word,)
            if self.found.has(prefix):
                self.said.note(start, f"the container stays as it is: another one is called {name.value.value}")
                return
        self._image(item, prefix)
        self._resources(item, prefix)
        own = self._ports(item, prefix)
        self._probes(item, own)

    def _image(self, item: Node, prefix: tuple[str, ...]) -> None:
        entry = self._one(item, "image")
        text = None if entry is None else literal_of(self.outlined, entry)
        if entry is None or not text:
            return
        repository, colon, tag = text.rpartition(":")
        at = entry.value_start
        if colon and tag and repository and "/" not in tag and "@" not in text:
            first = self.found.put((*prefix, "image", "repository"), repository)
            second = self.found.put((*prefix, "image", "tag"), tag)
            self._edit(
                entry,
                f"{{{{ {reference(self.outlined, at, first)} }}}}:{{{{ {reference(self.outlined, at, second)} }}}}",
            )
        else:
            path = self.found.put((*prefix, "image"), text)
            self._edit(entry, f"{{{{ {reference(self.outlined, at, path)} }}}}")

    def _resources(self, item: Node, prefix: tuple[str, ...]) -> None:
        entry = self._one(item, "resources")
        if entry is None or entry.value.kind is not NodeKind.MAPPING or not entry.value.children or entry.value.anchor:
            return
        end = self._end(entry.value)
        text = self.outlined.text
        colon = text.index(":", entry.start) + 1
        column = entry.key.start.column + 2
        written = text[colon:end]
        if self.outlined.is_literal(colon, end):
            value = load(f"x:{written}")
            value = value.get("x") if isinstance(value, dict) else None
            lines = dump(value).rstrip("\n").split("\n")
            if written == "".join(f"\n{' ' * column}{line}" for line in lines):
                path = self.found.put((*prefix, "resources"), value)
                expression = reference(self.outlined, colon, path)
                self.found.edits.append(
                    (Span(colon, end), f"\n{' ' * column}{{{{- toYaml {expression} | nindent {column} }}}}")
                )
                return
        self._leaves(entry.value, (*prefix, "resources"))

    def _end(self, node: Node) -> int:
        """Return where what is written last in ``node`` ends; a block's own end is where the next thing begins."""
        while node.children and self.outlined.plain[self.document.start + node.start.offset] not in "{[":
            node = node.children[-1]
        return self.document.start + node.end.offset

    def _leaves(self, mapping: Node, path: tuple[str, ...]) -> None:
        """Make each literal value in ``mapping`` a value: the text around them stays."""
        for entry in self.document.entries(mapping):
            inner = (*path, entry.key.value)
            if len(self.document.all(mapping, entry.key.value)) > 1 or entry.key.kind is not NodeKind.SCALAR:
                continue
            if entry.value.kind is NodeKind.MAPPING:
                self._leaves(entry.value, inner)
                continue
            number = integer_of(self.outlined, entry)
            text = literal_of(self.outlined, entry)
            at = entry.value_start
            if number is not None:
                self._edit(entry, number_reference(self.outlined, at, self.found.put(inner, number)))
            elif text and is_text(entry, text):
                self._edit(entry, f"{{{{ {reference(self.outlined, at, self.found.put(inner, text))} }}}}")

    def _ports(self, item: Node, prefix: tuple[str, ...]) -> dict[int, tuple[str, ...]]:
        ports = self._one(item, "ports")
        own: dict[int, tuple[str, ...]] = {}
        twice: set[int] = set()
        for port in items_of(ports):
            entry = self._one(port, "containerPort")
            number = None if entry is None else integer_of(self.outlined, entry)
            name = self.document.only(port, "name")
            if entry is None or number is None:
                continue
            is_named = name is not None and self.outlined.is_literal(name.value_start, name.value_end)
            word = camel_case(name.value.value) if name is not None and is_named else "port"
            key, count = word, 2
            while self.found.has((*prefix, "ports", key)):
                key, count = f"{word}{count}", count + 1
            path = self.found.put((*prefix, "ports", key), number)
            self._edit(entry, number_reference(self.outlined, entry.value_start, path))
            if number in own:
                twice.add(number)
            own[number] = path
        own = {number: path for number, path in own.items() if number not in twice}
        for number, path in own.items():
            # Containers of a pod share its ports; one that two containers have is ambiguous.
            if number in self.found.ports:
                del self.found.ports[number]
            else:
                self.found.ports[number] = path
        return own

    def _probes(self, item: Node, own: dict[int, tuple[str, ...]]) -> None:
        hooks = self.document.only(item, "lifecycle")
        holders = [self.document.only(item, key) for key in _PROBES]
        holders += [self.document.only(hooks.value, key) for key in _HOOKS] if hooks is not None else []
        for holder in holders:
            for way in ("httpGet", "tcpSocket", "grpc"):
                entry = self.document.only(holder.value, way, "port") if holder is not None else None
                number = None if entry is None else integer_of(self.outlined, entry)
                if entry is not None and number in own:
                    self._edit(entry, number_reference(self.outlined, entry.value_start, own[number]))

    def _one(self, mapping: Node, key: str) -> Entry | None:
        entries = self.document.all(mapping, key)
        if len(entries) > 1:
            self.said.note(entries[0].start, f"{key} stays: it stands in more than one branch")
        return entries[0] if len(entries) == 1 else None

    def _entries(self, *keys: str) -> list[Entry]:
        holder = self.document.only(self.document.root, *keys[:-1])
        return [] if holder is None else self.document.all(holder.value, keys[-1])

    def _edit(self, entry: Entry, new: str) -> None:
        self.found.edits.append((content_span(self.outlined, entry), new))


def _key(name: str, kind: str, taken: set[str]) -> str:
    """Return a key for the workload ``name`` that means nothing else."""
    word = camel_case(name)
    candidates = [word, f"{word}Workload", f"{word}{kind}"]
    found = next((key for key in candidates if key not in taken), "")
    number = 2
    while not found:
        key = f"{word}{kind}{number}"
        found, number = "" if key in taken else key, number + 1
    return found
