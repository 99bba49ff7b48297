"""A long text to the place from which on it has to be composed to find what is wrong with it.

libyaml reads the part before what is wrong, thirty times as fast. A mapping of the top level is left behind at one of
its keys: there our scanner and parser are in the state in which they begin, so what they say of the rest is what they
would say of the whole.

PERF: 6 MB with a forbidden character at the end take 1 second instead of 17.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from chartkit.records import dataclass

from .characters import Characters
from .direct import is_trusted

__all__ = ["START", "Start", "sound_start"]

#: With fewer characters a text is composed as a whole.
_LONG = 1 << 16


@dataclass(frozen=True, slots=True)
class Start:
    """Where to begin: the character, and its line, counted from 0."""

    position: int = 0
    line: int = 0


START = Start()


def sound_start(characters: Characters) -> Start:
    """Return the last place that an error can be looked for from, or the start of the text.

    A text without an error has none; then what is composed from there is not the document.
    """
    text = characters.text
    if len(text) < _LONG or not is_trusted(text):
        return START
    try:
        import yaml
        from yaml._yaml import CParser
    except ImportError:  # PyYAML can be built without libyaml.
        return START
    start, depth = START, 0
    try:
        next_event: Callable[[], Any] = CParser(text).get_event
        while True:
            event = next_event()
            kind: type = event.__class__
            # An anchor or a directive is known further on, and a document may end before the text does.
            if kind is yaml.AliasEvent or (kind is yaml.DocumentEndEvent and event.explicit):
                return START
            if kind is yaml.DocumentStartEvent and event.explicit:
                return START
            if kind is yaml.StreamEndEvent:
                return start if characters.problem else START
            if not issubclass(kind, yaml.NodeEvent):
                depth -= issubclass(kind, yaml.CollectionEndEvent)
                continue
            if event.anchor is not None or event.tag is not None:
                return START
            if issubclass(kind, yaml.CollectionStartEvent):
                if not depth and (kind is not yaml.MappingStartEvent or event.flow_style):
                    return START
                depth += 1
            # Of a mapping's scalars a key alone stands at the left edge, but for values that were left out.
            elif depth == 1 and not event.start_mark.column and event.value:
                start = Start(event.start_mark.index, event.start_mark.line)
    except yaml.YAMLError:
        return start
