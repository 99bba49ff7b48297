"""A definition of the catalogue to a function that says whether a value fits it, and nothing more.

These functions decide for nearly all objects that there is nothing to say. They are made when a value of their type
is first met. What is wrong with an object that does not fit is found by :mod:`.explain`, which must agree with this
module; a property test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from . import quantity
from .catalogue import Catalogue, Field, Type
from .formats import is_base64, is_time

__all__ = ["Checker", "Checkers"]

Checker: TypeAlias = Callable[[object], bool]

#: Types for which the class decides; null is of every type.
_PLAIN: dict[str, frozenset[type]] = {
    "s": frozenset((str, type(None))),
    "b": frozenset((bool, type(None))),
    "o": frozenset((dict, type(None))),
}


class Checkers:
    """The checkers for one set of releases; a value fits if it fits in each of them."""

    def __init__(self, catalogue: Catalogue, mask: int, *, strict: bool) -> None:
        self._catalogue = catalogue
        self._mask = mask
        self._strict = strict
        self._made: dict[str, Checker] = {}

    def definition(self, name: str) -> Checker:
        """Return the checker of the definition ``name``."""
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._object(name)
        return made

    def _object(self, name: str) -> Checker:
        """Return a checker for an object: scalars by their class, the rest by a call."""
        classes: dict[str, frozenset[type]] = {}
        checks: dict[str, Checker] = {}
        required: list[str] = []
        for field in self._catalogue.fields(name).values():
            if self._mask & ~field.exists and (self._strict or not self._mask & field.exists):
                continue
            if field.required & self._mask:
                required.append(field.name)
            self._add(field, classes, checks)
        known_class, known_check, strict = classes.get, checks.get, self._strict

        def check(value: object) -> bool:
            if value.__class__ is not dict:
                return value is None
            for key, item in value.items():
                wanted = known_class(key)
                if wanted is not None:
                    if item.__class__ in wanted:
                        continue
                    return False
                test = known_check(key)
                if test is None:
                    if strict:
                        return False
                elif not test(item):
                    return False
            return all(value.get(key) is not None for key in required)

        return check

    def _add(self, field: Field, classes: dict[str, frozenset[type]], checks: dict[str, Checker]) -> None:
        types = [candidate for candidate, mask in field.types if mask & self._mask]
        if len(types) > 1:
            tests = [self._type(candidate) for candidate in types]
            checks[field.name] = lambda value: all(test(value) for test in tests)
            return
        (candidate,) = types
        if field.enum is not None:
            allowed = frozenset(value for value, mask in field.enum.items() if not self._mask & ~mask)
            if field.takes_empty:
                allowed |= {""}
            checks[field.name] = _enum_list(allowed) if candidate.letter == "[" else _enum(allowed)
        elif field.keys or field.is_set:
            checks[field.name] = self._distinct(field, candidate)
        elif candidate.letter in "sboa":
            plain = _PLAIN.get(candidate.letter)
            if plain is None:
                checks[field.name] = _anything
            else:
                classes[field.name] = plain
        elif candidate.letter == "@":
            checks[field.name] = self._later(field.name, candidate.name, checks)
        else:
            checks[field.name] = self._type(candidate)

    def _later(self, field: str, name: str, checks: dict[str, Checker]) -> Checker:
        """Return a checker that makes the right one when it is first called and puts it in its own place."""

        def check(value: object) -> bool:
            checks[field] = made = self.definition(name)
            return made(value)

        return check

    def _type(self, wanted: Type) -> Checker:
        if wanted.letter == "@":
            return self._item(wanted)
        if wanted.inner is None:
            return _SCALARS[wanted.letter]
        item = self._item(wanted.inner)
        return _list(item) if wanted.letter == "[" else _map(item)

    def _item(self, wanted: Type) -> Checker:
        """Return the checker of a list's or map's entries, which may be null as everything may."""
        if wanted.letter != "@":
            return self._type(wanted)
        made: list[Checker] = []

        def check(value: object) -> bool:
            if not made:
                made.append(self.definition(wanted.name))
            return made[0](value)

        return check

    def _distinct(self, field: Field, wanted: Type) -> Checker:
        """Return the checker of a list whose entries must differ in their keys."""
        plain = self._type(wanted)
        owner = wanted.inner.name if wanted.inner else ""
        keys = [(key, self._catalogue.default(owner, key)) for key in field.keys]
        single = keys[0][0] if len(keys) == 1 and keys[0][1] is None else ""

        def check(value: object) -> bool:
            if not plain(value):
                return False
            if value is None or len(value) < 2:  # type: ignore[arg-type] # plain() accepts lists and None
                return True
            seen = set()
            for entry in value:  # type: ignore[attr-defined] # as above
                if single:
                    identity: object = entry.get(single) if entry is not None else None
                elif keys:
                    identity = tuple(entry.get(key, default) for key, default in keys) if entry is not None else None
                else:
                    identity = entry
                if identity is not None:
                    if identity in seen:
                        return False
                    seen.add(identity)
            return True

        return check


def _enum(allowed: frozenset[str]) -> Checker:
    def check(value: object) -> bool:
        return value is None or (value.__class__ is str and value in allowed)

    return check


def _enum_list(allowed: frozenset[str]) -> Checker:
    item = _enum(allowed)

    def check(value: object) -> bool:
        return value is None or (value.__class__ is list and all(map(item, value)))

    return check


def _list(item: Checker) -> Checker:
    def check(value: object) -> bool:
        if value.__class__ is not list:
            return value is None
        for entry in value:  # noqa: SIM110 # a list; all() with a generator is slower
            if not item(entry):
                return False
        return True

    return check


def _map(item: Checker) -> Checker:
    def check(value: object) -> bool:
        if value.__class__ is not dict:
            return value is None
        for entry in value.values():  # noqa: SIM110 # as in _list
            if not item(entry):
                return False
        return True

    return check


def _anything(value: object) -> bool:  # noqa: ARG001 # a checker takes a value
    return True


def _text(value: object) -> bool:
    return value.__class__ is str or value is None


def _truth(value: object) -> bool:
    return value.__class__ is bool or value is None


def _whole(value: object) -> bool:
    return (value.__class__ is float and value.is_integer()) or value is None or value.__class__ is int


def _int32(value: object) -> bool:
    return value is None or (_whole(value) and -(2**31) <= value < 2**31)  # type: ignore[operator] # a number


def _int64(value: object) -> bool:
    return value is None or (_whole(value) and -(2**63) <= value < 2**63)  # type: ignore[operator] # a number


def _number(value: object) -> bool:
    return value is None or value.__class__ is float or value.__class__ is int


def _int_or_string(value: object) -> bool:
    return value.__class__ is str or _int32(value)


def _quantity(value: object) -> bool:
    return value is None or (value.__class__ in _QUANTITY_CLASSES and quantity.parse(value) is not None)


def _open_object(value: object) -> bool:
    return value.__class__ is dict or value is None


def _time(value: object) -> bool:
    return value is None or (value.__class__ is str and is_time(value))


def _bytes(value: object) -> bool:
    return value is None or (value.__class__ is str and is_base64(value))


_QUANTITY_CLASSES = frozenset((str, float, int))
_SCALARS: dict[str, Checker] = {
    "s": _text, "b": _truth, "i": _int32, "l": _int64, "n": _number, "p": _int_or_string, "q": _quantity,
    "o": _open_object, "a": _anything, "t": _time, "y": _bytes,
}  # fmt: skip
