"""A text line by line to its value, where each line by itself shows what it is.

Nearly all YAML is written so: a mapping's key, a sequence's dash, and a value that ends on its line. What is not, and
whatever is wrong, is left to the other readers.

PERF: a line that came up before costs one look-up and what it adds to the value. This takes a fraction of libyaml's
time for its events, and libyaml need not be imported (benchmarks/documents.py). It gives what the plain way gives
(tests/goyaml/test_lines.py).

Upstream: go-yaml scannerc.go, parserc.go; sigs.k8s.io/yaml yaml.go Unmarshal
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .json_scalars import KEYS, SCALARS, UNSURE, Unsure
from .line_shapes import ALIAS, ANCHORED, BLOCK, DASH, FLOW, KEY, MARKER, QUOTED, SCALAR, WITH_KEY, Shapes, plain_text
from .line_values import FlowReader, is_readable, read_block_scalar, read_long_quoted

__all__ = ["LineReader", "load_by_lines"]

#: How many block collections may be open at once, well below any bound of go-yaml's and ours.
_MOST_OPEN = 100
#: go-yaml refuses too many aliases, but not so many as there are lines in a shorter text.
_MOST_LINES = 50_000
_KEY_SCALAR = SCALAR - WITH_KEY


class LineReader:
    """Reads texts with the values and keys that plain scalars have, into maps of one class."""

    __slots__ = ("_flow", "_new_map", "_scalars", "_shapes")

    def __init__(self, scalars: Mapping[str, object], keys: Mapping[str, object], new_map: type = dict) -> None:
        self._shapes = Shapes(scalars, keys)
        self._flow = FlowReader(scalars, keys, new_map)
        self._new_map = new_map
        self._scalars = scalars

    def load(self, text: str, *, strict: bool) -> object:  # noqa: C901, PLR0912, PLR0915 - see below
        """Return the value of the only document of ``text``; UNSURE if it has to be read another way.

        If ``strict``, it has to be where a key occurs twice; otherwise only if it may not be the same in Go.

        PERF: one loop without calls of ours for what is written on one line. That is why it branches more than a
        function here may.
        """
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        lines = text.removeprefix("\ufeff").split("\n")
        shapes, new_map = self._shapes, self._new_map
        # Invariant: ``container`` is the innermost open collection, and ``column`` is where its entries begin. The
        # text itself is a list of one document.
        root: list[object] = [None]
        container: Any = root
        column = -1
        parents: list[tuple[int, Any]] = []
        # The key or index of the entry that waits for its value; None where none does.
        slot: Any = -1
        # That of the scalar that has just been read, which may go on in the next line.
        last: Any = None
        # The scalars that aliases stand for.
        anchors: dict[str, object] = {}
        marked = False
        resume = 0
        for number, line in enumerate(lines):
            if number < resume:
                continue
            shape: Any = shapes[line]
            found: Any
            while shape is not None:
                indent, kind, key, value = shape
                if indent < column:
                    slot = last = None
                    while indent < column:
                        column, container = parents.pop()
                if kind <= KEY:
                    if indent > column:
                        if slot is None or len(parents) == _MOST_OPEN:
                            return UNSURE
                        child = container[slot] = new_map()
                        parents.append((column, container))
                        column, container = indent, child
                    elif container.__class__ is list:
                        # After a sequence whose dashes stand where the keys do.
                        column, container = parents.pop()
                        if column != indent:
                            return UNSURE
                    if key in container and (strict or self._scalars[key] != key):
                        return UNSURE
                    if kind == _KEY_SCALAR:
                        container[key] = value
                        slot, last = None, key
                        break
                    container[key], slot = None, key
                    if kind == KEY:
                        break
                    kind += WITH_KEY
                elif kind == DASH and (slot is not None or (indent == column and container.__class__ is list)):
                    if indent > column or container.__class__ is not list:
                        if len(parents) == _MOST_OPEN:
                            return UNSURE
                        items: list[object] = []
                        container[slot] = items
                        parents.append((column, container))
                        column, container = indent, items
                    container.append(None)
                    slot, shape = -1, value
                    continue
                elif kind == MARKER:
                    if container is not root or slot is None or marked:
                        return UNSURE
                    marked = True
                    break
                elif indent <= column:
                    return UNSURE
                elif slot is None:
                    found = UNSURE if last is None else _go_on(lines, number, resume, column)
                    if found is UNSURE:
                        return UNSURE
                    container[last], resume = found
                    last = None
                    break
                elif kind == SCALAR:
                    container[slot] = value
                    slot, last = None, slot
                    break
                if kind == BLOCK:
                    found = read_block_scalar(value, lines, number + 1, column)
                elif kind == FLOW:
                    found = self._flow.read(value, lines, number + 1)
                elif kind == QUOTED:
                    found = read_long_quoted(value, lines, number + 1)
                elif kind == ANCHORED:
                    anchors[value[0]] = value[1]
                    found = value[1], number + 1
                elif kind == ALIAS and value in anchors and len(lines) < _MOST_LINES:
                    found = anchors[value], number + 1
                else:
                    return UNSURE
                if found is UNSURE:
                    return UNSURE
                container[slot], resume = found
                slot = last = None
                break
        return root[0]


def _go_on(lines: list[str], number: int, start: int, column: int) -> tuple[str, int] | Unsure:
    """Return the value of a plain scalar that goes on in ``lines[number]``, and the number of the line after its last.

    It begins in the line with text before that, which is not before ``start``. ``column`` is that of the collection
    which it belongs to.
    """
    first = number - 1
    while first >= start and not lines[first].strip(" "):
        first -= 1
    pieces = [plain_text(lines[first])] if first >= start else [""]
    breaks = number - first
    count = len(lines)
    while number < count:
        content = lines[number].lstrip(" ")
        if content:
            if len(lines[number]) - len(content) <= column or content[0] == "#":
                break
            content = content.rstrip(" ")
            # What begins like a line of another kind still goes on here, as long as nothing ends it.
            if (
                ": " in content
                or content[-1] == ":"
                or " #" in content
                or "\t" in content
                or not is_readable(content)
                or lines[number].startswith(("---", "..."))
            ):
                return UNSURE
            pieces.append("\n" * (breaks - 1) or " ")
            pieces.append(content)
            breaks = 0
        breaks += 1
        number += 1
    return ("".join(pieces), number) if pieces[0] and len(pieces) > 1 else UNSURE


_JSON = LineReader(SCALARS, KEYS)


def load_by_lines(text: str, *, strict: bool = False) -> object:
    """Return the JSON value of the only document of ``text``; UNSURE where it has to be read another way.

    If ``strict``, it has to be where a key occurs twice.
    """
    return _JSON.load(text, strict=strict)
