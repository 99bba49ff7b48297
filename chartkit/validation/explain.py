"""An object that does not fit its definition to findings: which field, what is wrong with it, what was meant.

Slow and careful; runs only where :mod:`.checkers` said no. Each release is looked at alone, and equal findings of
several releases become one.
"""

from __future__ import annotations

from collections.abc import Iterator

from chartkit.diagnostics import Severity
from chartkit.suggest import nearest

from . import quantity, versions
from .catalogue import Catalogue, Field, Type
from .findings import FieldPath, Finding
from .formats import is_base64, is_time

__all__ = ["describe_value", "explain", "metadata_findings"]

_WANTED = {
    "s": "a string", "b": "a boolean", "i": "an integer", "l": "an integer", "n": "a number",
    "p": "an integer or a string", "q": "a quantity (string or number)", "o": "an object", "t": "a time (string)",
    "y": "base64 data (string)", "[": "a list", "{": "an object", "@": "an object",
}  # fmt: skip
_CLASSES: dict[str, tuple[type, ...]] = {
    "s": (str,), "b": (bool,), "i": (float, int), "l": (float, int), "n": (float, int), "p": (str, float, int),
    "q": (str, float, int), "o": (dict,), "t": (str,), "y": (str,), "[": (list,), "{": (dict,), "@": (dict,),
}  # fmt: skip


def explain(
    catalogue: Catalogue, api_version: str, kind: str, value: object, mask: int, *, strict: bool
) -> list[Finding]:
    """Return what is wrong with ``value`` as an object of ``kind`` in the releases of ``mask``."""
    merged: dict[tuple[str, FieldPath, str], Finding] = {}
    for number in range(len(catalogue.versions)):
        bit = 1 << number
        if not mask & bit:
            continue
        definition = catalogue.definition(api_version, kind, bit)
        if not definition:
            continue
        walk = _Walk(catalogue, bit, strict=strict)
        for finding in walk.members(value, definition, ()):
            same = merged.setdefault((finding.code, finding.path, finding.message), finding)
            same.versions |= bit
    return list(merged.values())


def metadata_findings(catalogue: Catalogue, value: object, path: FieldPath, *, strict: bool) -> Iterator[Finding]:
    """Yield what is wrong with the metadata of an object that the catalogue has no definition of."""
    walk = _Walk(catalogue, 1 << (len(catalogue.versions) - 1), strict=strict)
    yield from walk.members(value, "meta.v1.ObjectMeta", path)


def describe_value(value: object) -> str:
    """Return what kind of value it is, with the value itself where it is short."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    if isinstance(value, (float, int)):
        return f"the number {quantity.format_number(value)}"
    if isinstance(value, str):
        return f'the string "{value}"' if len(value) <= 40 and "\n" not in value else "a string"
    return "a list" if isinstance(value, list) else "an object"


class _Walk:
    """One release's look at one object."""

    def __init__(self, catalogue: Catalogue, bit: int, *, strict: bool) -> None:
        self._catalogue = catalogue
        self._bit = bit
        self._strict = strict

    def members(self, value: object, definition: str, path: FieldPath) -> Iterator[Finding]:
        """Yield what is wrong with an object of ``definition``."""
        if value is None:
            return
        if not isinstance(value, dict):
            yield _wrong_type(value, "@", path)
            return
        fields = self._catalogue.fields(definition)
        for key, item in value.items():
            field = fields.get(key)
            if field is None or not field.exists & self._bit:
                if self._strict:
                    yield self._unknown(str(key), value, fields, field, path)
            elif item is None and field.required & self._bit:
                yield Finding("CK105", (*path, key), f'required field "{key}" is null', "give it a value")
            else:
                yield from self._field(field, item, definition, (*path, key))
        for field in fields.values():
            if field.required & self._bit and field.name not in value:
                hint = _missing_hint(field)
                message = f'missing required field "{field.name}"'
                yield Finding("CK105", path, message, hint, at_key=True, about=(*path, field.name))

    def _field(self, field: Field, value: object, definition: str, path: FieldPath) -> Iterator[Finding]:
        wanted = field.type_in(self._bit)
        if field.enum is None:
            yield from self._type(wanted, value, path)
        elif wanted.letter == "[" and isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._enum(field, item, (*path, index))
        elif wanted.letter == "[":
            yield from self._type(wanted, value, path)
        else:
            yield from self._enum(field, value, path)
        if (field.keys or field.is_set) and isinstance(value, list):
            yield from self._duplicates(field, value, definition, wanted, path)

    def _type(self, wanted: Type, value: object, path: FieldPath) -> Iterator[Finding]:
        if value is None or wanted.letter == "a":
            return
        if (isinstance(value, bool) and wanted.letter != "b") or not isinstance(value, _CLASSES[wanted.letter]):
            yield _wrong_type(value, wanted.letter, path)
        elif wanted.letter == "@":
            yield from self.members(value, wanted.name, path)
        elif wanted.inner is not None:
            entries = enumerate(value) if isinstance(value, list) else value.items()  # type: ignore[attr-defined] # a dict
            for key, item in entries:
                yield from self._type(wanted.inner, item, (*path, key))
        else:
            yield from _scalar(wanted.letter, value, path)

    def _enum(self, field: Field, value: object, path: FieldPath) -> Iterator[Finding]:
        if value is None:
            return
        if not isinstance(value, str):
            yield _wrong_type(value, "s", path)
            return
        enum = field.enum or {}
        if (not value and field.takes_empty) or enum.get(value, 0) & self._bit:
            return
        allowed = [name for name, mask in enum.items() if mask & self._bit]
        message = f'"{value}" is not one of {", ".join(allowed)}'
        if value in enum:
            hint = f'"{value}" exists in {versions.describe(enum[value], self._catalogue.versions)}'
        else:
            meant = nearest(value, allowed)
            hint = f'did you mean "{meant}"?' if meant else ""
        yield Finding("CK106", path, message, hint)

    def _duplicates(
        self, field: Field, items: list[object], definition: str, wanted: Type, path: FieldPath
    ) -> Iterator[Finding]:
        owner = wanted.inner.name if wanted.inner else ""
        seen: dict[object, int] = {}
        for index, item in enumerate(items):
            identity = self._identity(field, item, owner)
            if identity is None:
                continue
            first = seen.setdefault(identity, index)
            if first == index:
                continue
            same = ", ".join(f"{key}: {part}" for key, part in zip(field.keys, identity, strict=True)) if (
                isinstance(identity, tuple)
            ) else str(identity)  # fmt: skip
            lenient = f"{definition}.{field.name}" in _ONLY_WARNED
            yield Finding(
                "CK108",
                (*path, index),
                f"{field.name} has two entries with {same}" if field.keys else f"{field.name} has {same} twice",
                "the last one wins" if lenient else f"the first is entry {first}; remove one",
                Severity.WARNING if lenient else Severity.ERROR,
                at_key=True,
            )

    def _identity(self, field: Field, item: object, owner: str) -> object:
        """Return what a list's entry is known by, or None if that cannot be told."""
        if not field.keys:
            return item if isinstance(item, (str, float, int)) else None
        if not isinstance(item, dict):
            return None
        parts = []
        for key in field.keys:
            part = item.get(key)
            part = self._catalogue.default(owner, key) if part is None else part
            if isinstance(part, (dict, list)):
                return None
            parts.append(quantity.format_number(part) if isinstance(part, float) else part)
        return tuple(parts) if any(part is not None for part in parts) else None

    def _unknown(
        self, key: str, value: dict[str, object], fields: dict[str, Field], field: Field | None, path: FieldPath
    ) -> Finding:
        if field is not None:
            span = versions.describe(field.exists, self._catalogue.versions)
            hint = f'"{key}" exists in {span}'
            first = self._catalogue.versions[(field.exists & -field.exists).bit_length() - 1]
            if field.exists > self._bit:
                hint = f'"{key}" exists since {first}'
            return Finding("CK103", (*path, key), f'unknown field "{key}"', hint, at_key=True)
        alive = [name for name, known in fields.items() if known.exists & self._bit]
        absent = [name for name in alive if name not in value]
        meant = nearest(key, absent) or nearest(key, alive)
        if meant in value:
            hint = f'did you mean "{meant}", which is already there?' if meant else ""
        else:
            hint = f'did you mean "{meant}"?' if meant else self._elsewhere(key, fields)
        return Finding("CK103", (*path, key), f'unknown field "{key}"', hint, at_key=True)

    def _elsewhere(self, key: str, fields: dict[str, Field]) -> str:
        """Return a hint for a field that stands one level too high."""
        for name, field in fields.items():
            wanted = field.type_in(self._bit)
            inner = wanted.inner if wanted.letter == "[" and wanted.inner else wanted
            if inner.letter == "@" and key in self._catalogue.fields(inner.name):
                return f'"{key}" belongs under "{name}"'
        return ""


#: List-maps whose entries may repeat: the server takes them with a warning, and the last one holds.
_ONLY_WARNED = frozenset((
    "core.v1.Container.env",
    "core.v1.EphemeralContainer.env",
    "core.v1.PodSpec.hostAliases",
    "core.v1.PodSpec.imagePullSecrets",
    "core.v1.ServiceAccount.secrets",
))  # fmt: skip


def _missing_hint(field: Field) -> str:
    if field.enum:
        return f"add {field.name}: one of {', '.join(field.enum)}"
    return f"add {field.name}"


def _wrong_type(value: object, letter: str, path: FieldPath) -> Finding:
    hint = ""
    if isinstance(value, str) and letter in "iln":
        hint = f"write {value} without quotes" if value.strip().lstrip("-").isdigit() else ""
    elif isinstance(value, str) and letter == "b":
        hint = f"write {value.lower()} without quotes" if value.lower() in ("true", "false") else "write true or false"
    elif letter == "s" and isinstance(value, (bool, float, int)):
        hint = "put it in quotes"
    elif letter == "[" and not isinstance(value, (list, dict)):
        hint = 'write it as a list: "- ..."'
    elif letter == "[" and isinstance(value, dict):
        hint = 'write its entries as a list: "- ..."'
    elif letter == "i" and isinstance(value, float):
        hint = "write a whole number"
    return Finding("CK104", path, f"{_WANTED[letter]} is wanted here, not {describe_value(value)}", hint)


def _scalar(letter: str, value: object, path: FieldPath) -> Iterator[Finding]:
    """Yield what is wrong with a scalar of the right class."""
    if letter in "ilp" and isinstance(value, (float, int)):
        if isinstance(value, float) and not value.is_integer():
            yield _wrong_type(value, letter, path)
            return
        bits = 64 if letter == "l" else 32
        if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            yield Finding(
                "CK107",
                path,
                f"{quantity.format_number(value)} does not fit in {bits} bits",
                f"the server reads numbers from {-(2 ** (bits - 1))} to {2 ** (bits - 1) - 1} here",
                # The published verdicts on what can stand for a number count such replicas as readable.
                Severity.WARNING if path[-1] == "replicas" else Severity.ERROR,
            )
    elif letter == "q" and quantity.parse(value) is None:
        yield Finding("CK109", path, f'"{value}" is not a quantity', quantity.HINT)
    elif letter == "t" and not is_time(str(value)):
        yield Finding("CK110", path, f'"{value}" is not a time', "write it as 2006-01-02T15:04:05Z")
    elif letter == "y" and not is_base64(str(value)):
        yield Finding("CK111", path, "this is not base64", "encode it, or use stringData in a Secret")
