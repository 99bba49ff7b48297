"""Two outcomes to their differences: objects by identity, their values exactly, their texts, their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from chartkit.gostd.kinds import type_of

from .outcome import Identity, Outcome, common_source, content_of

__all__ = ["Change", "Difference", "Kind", "compare", "values_changed"]

_MISSING = object()


class Kind(Enum):
    """What is different."""

    ONLY_A = "only in A"
    ONLY_B = "only in B"
    VALUES = "values differ"
    TEXT = "text differs"
    ORDER = "order differs"
    ERROR_A = "only A fails"
    ERROR_B = "only B fails"


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; None where a side has none there."""

    path: str
    a: str | None
    b: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One object, file or side that differs."""

    kind: Kind
    #: The object in words, or the file.
    subject: str
    #: Template that it comes from.
    source: str = ""
    changes: tuple[Change, ...] = ()
    a_text: str = ""
    b_text: str = ""

    def __str__(self) -> str:
        where = f" ({self.source})" if self.source else ""
        return f"{self.subject}{where}: {self.kind.value}"


def compare(a: Outcome, b: Outcome, *, texts: bool = True, order: bool = True) -> list[Difference]:
    """Return how ``a`` and ``b`` differ. Two failures do not differ, whatever they say.

    Args:
        a: One side.
        b: The other.
        texts: Whether texts that hold the same values have to be the same, too.
        order: Whether the objects of one template have to come in the same order.
    """
    if a.error or b.error:
        if a.error and b.error:
            return []
        kind = Kind.ERROR_A if a.error else Kind.ERROR_B
        return [Difference(kind, a.error or b.error, a_text=a.error, b_text=b.error)]
    ours, theirs = a.objects(), b.objects()
    found = [
        Difference(Kind.ONLY_A, str(identity), document.source, a_text=document.text)
        for identity, document in ours.items()
        if identity not in theirs
    ]
    found += [
        Difference(Kind.ONLY_B, str(identity), document.source, b_text=document.text)
        for identity, document in theirs.items()
        if identity not in ours
    ]
    for identity, document in ours.items():
        other = theirs.get(identity)
        if other is None or other.text == document.text:
            continue
        changes = tuple(values_changed(content_of(document), content_of(other)))
        if changes or texts:
            kind = Kind.VALUES if changes else Kind.TEXT
            found.append(Difference(kind, str(identity), document.source, changes, document.text, other.text))
    return found or (_order(a, b) if order else [])


def values_changed(a: object, b: object, path: str = "") -> Iterator[Change]:
    """Yield the values that differ between two trees; 1, 1.0, true and "1" are four different values."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted({*a, *b}, key=str):
            yield from values_changed(a.get(key, _MISSING), b.get(key, _MISSING), f"{path}.{key}" if path else str(key))
    elif isinstance(a, list) and isinstance(b, list):
        for number in range(max(len(a), len(b))):
            one = a[number] if number < len(a) else _MISSING
            other = b[number] if number < len(b) else _MISSING
            yield from values_changed(one, other, f"{path}[{number}]")
    elif a.__class__ is not b.__class__ or a != b:
        yield Change(path, *_shown_apart(a, b))


def _order(a: Outcome, b: Outcome) -> list[Difference]:
    """Return the templates whose objects come in another order."""
    ours, theirs = _by_source(a), _by_source(b)
    return [
        Difference(Kind.ORDER, source, source, a_text="\n".join(map(str, order)), b_text="\n".join(map(str, other)))
        for source, order in ours.items()
        if (other := theirs.get(source)) is not None and other != order
    ]


def _by_source(outcome: Outcome) -> dict[str, list[Identity]]:
    found: dict[str, list[Identity]] = {}
    for identity, document in outcome.objects().items():
        found.setdefault(common_source(document.source), []).append(identity)
    return found


def _shown_apart(a: object, b: object) -> tuple[str | None, str | None]:
    one, other = _shown(a), _shown(b)
    if one == other and one is not None:
        return f"{one} ({type_of(a)})", f"{other} ({type_of(b)})"
    return one, other


def _shown(value: object) -> str | None:
    if value is _MISSING:
        return None
    from chartkit.gostd import encoding_json

    return encoding_json.marshal(value, escape_html=False)
