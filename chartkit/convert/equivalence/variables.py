"""Places of variables in tables: what stands there, and a table with something else there."""

from __future__ import annotations

from collections.abc import Iterable

from .reads import ELEMENT, Path

__all__ = ["dotted", "laid", "looked_up", "shown"]


def laid(table: object, defaults: object, path: Path, value: object) -> object:
    """Return ``table`` with ``value`` at ``path``, to be laid over ``defaults``: a list is there as a whole."""
    if not path:
        return value
    name, rest = path[0], path[1:]
    if name != ELEMENT:
        here = table if isinstance(table, dict) else {}
        below = defaults.get(name) if isinstance(defaults, dict) else None
        return {**here, name: laid(here.get(name), below, rest, value)}
    if isinstance(defaults, dict) or isinstance(table, dict):
        here = table if isinstance(table, dict) else {}
        known = defaults if isinstance(defaults, dict) else {}
        key = next(iter(here or known), "key")
        return {**here, key: laid(here.get(key), known.get(key), rest, value)}
    items = list(table if isinstance(table, list) else defaults if isinstance(defaults, list) else ())
    first = items[0] if items else None
    return [laid(first, first, rest, value), *items[1:]]


def looked_up(values: object, path: Path) -> object:
    """Return what stands at ``path``, None where there is nothing; an element is the first one."""
    for name in path:
        if name == ELEMENT:
            items = values.values() if isinstance(values, dict) else values if isinstance(values, list) else ()
            values = next(iter(items), None)
        else:
            values = values.get(name) if isinstance(values, dict) else None
    return values


def dotted(path: Path) -> str:
    """Return how a place is written."""
    return ".".join(path).replace(f".{ELEMENT}", ELEMENT)


def shown(settings: Iterable[tuple[Path, object]], most: int) -> str:
    """Return what is set where, in words, the first ``most`` of it."""
    words = [f"{dotted(path)} = {'null' if value is None else repr(value)}" for path, value in settings]
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")
