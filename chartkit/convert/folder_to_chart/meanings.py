"""What an expression of a template may stand for: the context, its variables, what lies below them, or something else.

A meaning is a set of possibilities; joining two is their union, so that repeating an analysis comes to an end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

__all__ = ["ANY", "CONTEXT_FIELDS", "NOTHING", "ROOT", "Meaning", "Path", "Site", "join", "of_kind"]

#: A way below ``.Variables``; ``*`` is any element of a list, or any value of a map.
Path = tuple[str, ...]

#: Where a list or a map is made: the file, and the offset of the call.
Site = tuple[str, int]

#: What a folder's templates find in their context.
CONTEXT_FIELDS = ("Variables", "Namespace", "ImagePullSecrets", "ManageCronjobs")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an expression may stand for; with nothing in it, the expression is never evaluated."""

    #: The context of the folder.
    root: bool = False
    #: ``.Variables`` as a whole.
    variables: bool = False
    #: Anything, a context included.
    unknown: bool = False
    #: Values at these places below ``.Variables``, unchanged.
    paths: frozenset[Path] = frozenset()
    #: Lists and maps that templates make, by the place.
    made: frozenset[Site] = frozenset()
    #: Kinds of other values: ``int``, ``str``, ``bool``, ``nil``; ``any`` where that is not known.
    other: frozenset[str] = frozenset()
    #: Places below ``.Variables`` that another value was computed from.
    derived: frozenset[Path] = frozenset()

    @property
    def is_root(self) -> bool:
        """Return whether this is the context and cannot be anything else."""
        return self.root and not (self.variables or self.unknown or self.paths or self.made or self.other)

    @property
    def is_variables(self) -> bool:
        """Return whether this is ``.Variables`` and cannot be anything else."""
        return self.variables and not (self.root or self.unknown or self.paths or self.made or self.other)

    @property
    def sources(self) -> frozenset[Path]:
        """Return the places below ``.Variables`` that have a part in the value."""
        whole = frozenset({()}) if self.variables else frozenset()
        return self.paths | self.derived | whole


NOTHING = Meaning()
ROOT = Meaning(root=True)
ANY = Meaning(other=frozenset({"any"}))

_NAMES = tuple(field.name for field in fields(Meaning))


def of_kind(kind: str, derived: Iterable[Path] = ()) -> Meaning:
    """Return the meaning of a value of one kind."""
    return Meaning(other=frozenset({kind}), derived=frozenset(derived))


def join(*meanings: Meaning) -> Meaning:
    """Return what may be any of ``meanings``."""
    found = NOTHING
    for meaning in meanings:
        if found is NOTHING or found == meaning:
            found = meaning
        elif meaning != NOTHING:
            found = Meaning(*(getattr(found, name) | getattr(meaning, name) for name in _NAMES))
    return found
