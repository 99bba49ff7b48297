"""A text straight to its JSON value, by libyaml, where that is sure to give what go-yaml gives.

libyaml is the C library that go-yaml was ported from, but the two have grown apart: libyaml accepts more. So a text
with anything on which they differ, and every text that libyaml refuses, is left to our own parser.

PERF: this takes a tenth of the time of the plain way (benchmarks/documents.py), and gives the same
(tests/goyaml/test_load.py).

Upstream: sigs.k8s.io/yaml yaml.go Unmarshal; go-yaml decode.go
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from chartkit.patterns import late_pattern

from .characters import FORBIDDEN
from .json_scalars import KEYS, SCALARS, UNSURE
from .limits import MAX_NESTING

__all__ = ["is_trusted", "load_directly"]


# A question mark that begins a key in a flow collection, which libyaml and go-yaml tell in different ways.
_FLOW_KEY = late_pattern(r"[\[{,]\s*\?")
#: Where a directive could begin, but for the start of the text.
_DIRECTIVES = ("\n%", "\r%", "\x85%", "\u2028%", "\u2029%")
_ASCII_CONTROL = late_pattern(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BRACKETS = late_pattern(r"[\[{\]}]")
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
#: With fewer brackets than this, no flow collection nests so deep that libyaml becomes slow.
_FEW_BRACKETS = 1000


def is_trusted(text: str) -> bool:
    r"""Return whether libyaml reads ``text`` as go-yaml does, if it reads it at all.

    Tags and question marks within flow collections are not looked for here. libyaml knows the escape ``\/`` and
    version 1.2, and sees a byte order mark within the text.

    PERF: a character that hardly ever occurs is looked for before the pattern that it is a part of.
    """
    forbidden = _ASCII_CONTROL if text.isascii() else FORBIDDEN
    return (
        "\\/" not in text
        and "\ufeff" not in text
        and forbidden.search(text) is None
        and ("?" not in text or _FLOW_KEY.search(text) is None)
        and not text.startswith("%")
        and not any(directive in text for directive in _DIRECTIVES)
        and not _nests_deep(text)
    )


def _nests_deep(text: str) -> bool:
    """Return whether brackets nest deep, which libyaml takes quadratic time for."""
    if text.count("[") + text.count("{") < _FEW_BRACKETS:
        return False
    depth = 0
    for bracket in _BRACKETS.findall(text):
        depth += _STEP[bracket]
        if depth > MAX_NESTING:
            return True
    return False


def load_directly(text: str, *, strict: bool = False) -> object:
    """Return the JSON value of the only document of ``text``, and UNSURE where the plain way has to be taken.

    If ``strict``, it has to be taken for texts in which a key occurs twice.
    """
    text = text.removeprefix("\ufeff")
    if not is_trusted(text):
        return UNSURE
    # Imported here: what reads no YAML does not pay for it.
    try:
        import yaml
        from yaml._yaml import CParser
    except ImportError:  # PyYAML can be built without libyaml.
        return UNSURE
    try:
        return _load(CParser(text).get_event, yaml, strict=strict)
    except yaml.YAMLError:
        return UNSURE


def _load(  # noqa: C901, PLR0912, PLR0915 - see below
    next_event: Callable[[], Any],
    yaml: ModuleType,
    *,
    strict: bool,
) -> object:
    """Return the value that the events build.

    PERF: one loop without calls of ours, so that an event costs little more than libyaml takes for it. That is why
    it branches more than a function here may.
    """
    scalar_event, sequence_start, mapping_start = yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent
    document_end, collection_end = yaml.DocumentEndEvent, yaml.CollectionEndEvent
    scalars, keys = SCALARS, KEYS
    next_event()
    if next_event().__class__ is yaml.StreamEndEvent:
        return None
    root: list[object] = []
    container: Any = root
    parents: list[tuple[Any, bool]] = []
    in_mapping = False
    # Invariant: a key waits for its value in ``key``; None: the next node of a mapping is a key.
    key: object = None
    flow_level = 0
    while True:
        event = next_event()
        kind = event.__class__
        if kind is scalar_event:
            if event.anchor is not None or event.tag is not None:
                return UNSURE
            value = event.value
            if event.implicit[0]:
                if flow_level and "?" in value:
                    return UNSURE
                if in_mapping and key is None:
                    key = keys[value]
                    if key is UNSURE or (strict and key in container):
                        return UNSURE
                    continue
                value = scalars[value]
                if value is UNSURE:
                    return UNSURE
            elif in_mapping and key is None:
                key = value
                if strict and key in container:
                    return UNSURE
                continue
            if in_mapping:
                container[key] = value
                key = None
            else:
                container.append(value)
        elif kind is mapping_start or kind is sequence_start:
            if event.anchor is not None or event.tag is not None or (in_mapping and key is None):
                return UNSURE
            if len(parents) == MAX_NESTING:
                return UNSURE
            value = {} if kind is mapping_start else []
            if in_mapping:
                container[key] = value
                key = None
            else:
                container.append(value)
            parents.append((container, in_mapping))
            container, in_mapping = value, kind is mapping_start
            if flow_level or event.flow_style:
                flow_level += 1
        elif kind is document_end:
            break
        elif issubclass(kind, collection_end):
            container, in_mapping = parents.pop()
            if flow_level:
                flow_level -= 1
        else:
            return UNSURE
    # What follows the first document is not loaded, but may be refused with it.
    return root[0] if next_event().__class__ is yaml.StreamEndEvent else UNSURE
