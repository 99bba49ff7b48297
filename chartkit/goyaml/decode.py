"""A tree of nodes to Go values.

Upstream: go-yaml decode.go decoder
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from chartkit.errors import YAMLError
from chartkit.gostd import unicode
from chartkit.gostd.kinds import AnyKeyMap
from chartkit.patterns import late_pattern

from . import tags
from .limits import MAX_NESTING, TOO_DEEP
from .nodes import Node, NodeKind
from .scalars import resolve

__all__ = ["GoMap", "Resolver", "decode", "is_merge", "scalar_value", "table", "typed"]

_BASE64 = late_pattern(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_MERGE_WANTS_MAP = "yaml: map merge requires map or sequence of maps as the value"

# From so many steps on, go-yaml asks how many of them were taken for aliases.
_FREE_STEPS, _FREE_ALIAS_STEPS = 1000, 100
_SMALL, _LARGE = 400_000, 4_000_000


class _Key(NamedTuple):
    """A map's key. Go tells 1, 1.0 and true apart, Python does not."""

    type: type
    value: object


class GoMap:
    """A ``map[interface {}]interface {}``: its entries by key and the key's type."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: dict[_Key, object] = {}

    def items(self) -> Iterator[tuple[object, object]]:
        """Return the keys and values, in the order in which the keys came up."""
        return ((key.value, value) for key, value in self.entries.items())


#: Returns the tag and value of a scalar by its own tag and its text; raises YAMLError where they do not fit.
Resolver: TypeAlias = Callable[[str, str], tuple[str, object]]


def decode(root: Node, *, strict: bool = False, resolver: Resolver = resolve) -> object:
    """Return what ``root`` stands for: a tree of scalars, lists and ``GoMap``.

    Raises:
        YAMLError: A scalar does not have the kind of its tag, a key is a collection, aliases expand to too much, or,
            if ``strict``, a key occurs twice.

    Upstream: go-yaml yaml.go unmarshal
    """
    decoder = _Decoder(resolver, strict=strict)
    value = decoder.value(root)
    if decoder.duplicates:
        lines = "\n  ".join(decoder.duplicates)
        raise YAMLError(f"yaml: unmarshal errors:\n  {lines}")
    return value


def table(root: Node, resolver: Resolver) -> dict[str, object]:
    """Return what the mapping ``root`` stands for, with the source texts of its keys as keys.

    Keys that are collections are left out with their values.

    Raises:
        YAMLError: As :func:`decode`.

    Upstream: go-yaml decode.go (*decoder).mapping, into a map[string]interface {}
    """
    found: dict[str, object] = {}
    _Decoder(resolver).fill_table(root, found)
    return found


def typed(value: object) -> object:
    """Return a decoded tree in the value model: a ``GoMap`` becomes an ``AnyKeyMap``."""
    if isinstance(value, GoMap):
        return AnyKeyMap((typed(key), typed(item)) for key, item in value.items())
    if isinstance(value, list):
        return [typed(item) for item in value]
    return value


class _Decoder:
    """The state of one decoding: what it cost so far, and which aliases are being followed."""

    def __init__(self, resolver: Resolver, *, strict: bool = False) -> None:
        self.duplicates: list[str] = []
        self._resolver = resolver
        self._strict = strict
        self._steps = 0
        self._alias_steps = 0
        self._followed: set[Node] = set()
        # Depth of the value, which aliases make deeper than the text; one call per level, so that it fits the stack.
        self._depth = 0

    def value(self, node: Node) -> object:
        """Return what ``node`` stands for."""
        self._count()
        kind = node.kind
        if kind is NodeKind.SCALAR:
            return scalar_value(node, self._resolver)
        if kind is NodeKind.ALIAS:
            return self._alias(node)
        if self._depth == MAX_NESTING:
            raise YAMLError(f"yaml: {TOO_DEEP}")
        self._depth += 1
        found: object
        if kind is NodeKind.SEQUENCE:
            items: list[object] = []
            for child in node.children:
                items.append(self.value(child))  # noqa: PERF401  # A comprehension is one more call per level.
            found = items
        else:
            found = GoMap()
            self._fill(node, found)
        self._depth -= 1
        return found

    def _count(self) -> None:
        """Count a step.

        Upstream: go-yaml decode.go allowedAliasRatio
        """
        self._steps += 1
        if not self._followed:
            return
        self._alias_steps += 1
        if self._alias_steps > _FREE_ALIAS_STEPS and self._steps > _FREE_STEPS:
            share = min(max((self._steps - _SMALL) / (_LARGE - _SMALL), 0.0), 1.0)
            if self._alias_steps / self._steps > 0.99 - 0.89 * share:
                raise YAMLError("yaml: document contains excessive aliasing")

    def _alias(self, node: Node) -> object:
        """Return what an alias stands for."""
        target = self._follow(node)
        value = self.value(target)
        self._followed.discard(node)
        return value

    def _follow(self, node: Node) -> Node:
        """Begin to follow an alias; return what it leads to."""
        if node in self._followed:
            raise YAMLError(f"yaml: anchor '{node.value}' value contains itself", at=node.location)
        if node.target is None:
            raise AssertionError(node)  # pragma: no cover - the composer gives every alias its target
        self._followed.add(node)
        return node.target

    def _fill(self, node: Node, into: GoMap) -> None:
        """Put the entries of a mapping into a map."""
        entries = into.entries
        children = iter(node.children)
        for key_node, value_node in zip(children, children, strict=True):
            if is_merge(key_node):
                self._merge(value_node, lambda merged: self._fill(merged, into))
                continue
            key = self.value(key_node)
            if isinstance(key, GoMap | list):
                raise YAMLError(f"yaml: invalid map key: {_go_syntax(key)}", at=key_node.location)
            value = self.value(value_node)
            entry = _Key(key.__class__, key)
            if self._strict and entry in entries:
                line = value_node.start.line + 1
                self.duplicates.append(f"line {line}: key {_go_syntax(key)} already set in map")
                continue
            entries[entry] = value

    def fill_table(self, node: Node, into: dict[str, object]) -> None:
        """Put the entries of a mapping into a map whose keys are strings."""
        children = iter(node.children)
        for key_node, value_node in zip(children, children, strict=True):
            if is_merge(key_node):
                self._merge(value_node, lambda merged: self.fill_table(merged, into))
                continue
            key = self.value(key_node)
            if isinstance(key, GoMap | list):
                continue
            scalar = key_node if key_node.target is None else key_node.target
            text = "" if key is None else key if scalar.tag == tags.BINARY else scalar.value
            into[str(text)] = self.value(value_node)

    def _merge(self, node: Node, fill: Callable[[Node], None]) -> None:
        """Merge the maps that stand beside ``<<``; of several the first wins, so it comes last."""
        nodes = node.children[::-1] if node.kind is NodeKind.SEQUENCE else [node]
        for merged in nodes:
            target = merged.target if merged.kind is NodeKind.ALIAS else merged
            if target is None or target.kind is not NodeKind.MAPPING:
                raise YAMLError(_MERGE_WANTS_MAP, at=merged.location)
            self._count()
            if merged.kind is NodeKind.ALIAS:
                self._follow(merged)
                self._count()
            fill(target)
            self._followed.discard(merged)


def is_merge(node: Node) -> bool:
    """Return whether a key says that its value is to be merged."""
    return node.kind is NodeKind.SCALAR and node.value == "<<" and (node.implicit or node.tag == tags.MERGE)


def scalar_value(node: Node, resolver: Resolver = resolve) -> object:
    """Return the value of a scalar.

    Raises:
        YAMLError: Its text does not have the kind of its tag.

    Upstream: go-yaml decode.go (*decoder).scalar
    """
    if not node.tag and not node.implicit:
        return node.value
    try:
        tag, value = resolver(node.tag, node.value)
        return _from_base64(node.value) if tag == tags.BINARY else value
    except YAMLError as error:
        raise YAMLError(error.message, at=node.location) from None


def _from_base64(text: str) -> str:
    """Return the bytes that ``text`` encodes, as a string.

    Upstream: encoding/base64 base64.go StdEncoding.DecodeString
    """
    text = text.replace("\r", "").replace("\n", "")
    if _BASE64.fullmatch(text) is None:
        raise YAMLError("yaml: !!binary value contains invalid base64 data")
    try:
        return unicode.decode(base64.b64decode(text))
    except binascii.Error as error:  # pragma: no cover - the pattern admits only what decodes
        raise AssertionError(text) from error


def _go_syntax(value: object) -> str:
    """Return ``value`` as Go's ``%#v`` prints it."""
    # Imported here: only errors print values so.
    from chartkit.gostd import fmt

    return fmt.sprintf("%#v", typed(value))
