"""Maps merged into maps, with the odd notion of emptiness that charts have come to rely on.

Upstream: dario.cat/mergo merge.go deepMerge, mergo.go isEmptyValue
"""

from __future__ import annotations

from collections.abc import Iterable

from chartkit.errors import FunctionError
from chartkit.gostd.kinds import Kind, is_nil, kind_of, type_of

from .limits import MAX_DEPTH, check_items

__all__ = ["TypesDifferError", "merge"]


class TypesDifferError(FunctionError):
    """A pointer stands where something else is to be merged in."""

    code = "merge"


def merge(table: dict[str, object], others: Iterable[dict[str, object]], *, overwrite: bool) -> dict[str, object]:
    """Merge ``others`` into ``table``, one after the other, and return it; a new map where it is nil.

    Tables under the same key are merged in turn. Where ``overwrite`` is not set, other values are taken over where
    ``table`` has none or an empty one, and nil never is; where it is set, all are, and nil too. Tables inside
    ``others`` are not copied: they are shared with ``table`` from now on.

    Raises:
        TypesDifferError: A pointer stands where something else is to be merged in.
        FunctionError: The maps are nested too deeply, contain themselves, or have too many entries to merge.
    """
    merger = _Merger(overwrite=overwrite)
    for other in others:
        if is_nil(table) and not is_nil(other):
            table = {}
        merger.merge(table, other, 0)
    return table


class _Merger:
    """Counts what it merges: a map may hold the same other one many times, and each is merged again."""

    def __init__(self, *, overwrite: bool) -> None:
        self._overwrite = overwrite
        self._count = 0

    def merge(self, target: dict[str, object], source: dict[str, object], depth: int) -> None:
        """Merge ``source``, which is found ``depth`` levels below what was given, into ``target``."""
        overwrite = self._overwrite
        if depth > MAX_DEPTH:
            raise FunctionError(f"the maps are nested more than {MAX_DEPTH} levels deep")
        self._count += len(source)
        check_items(self._count)
        for key, value in list(source.items()):
            if value is None:
                if overwrite:
                    _assign(target, key, None, source)
                continue
            present = target.get(key)
            if isinstance(value, dict):
                if isinstance(present, dict):
                    if not is_nil(present):
                        self.merge(present, value, depth + 1)
                    if present:  # asked after merging: what was empty before may have been filled
                        continue
                elif not overwrite and kind_of(present) is Kind.POINTER:
                    raise TypesDifferError("src and dst must be of same type")
            if overwrite or not present:
                _assign(target, key, value, source)


def _assign(target: dict[str, object], key: str, value: object, source: dict[str, object]) -> None:
    """Put ``value``, which ``source`` has under ``key``, into ``target`` as well, if it takes such elements.

    Raises:
        FunctionError: ``target`` is a map of elements of another type, such as one of texts alone.
    """
    wanted, offered = type_of(target).elem, type_of(source).elem
    if wanted != offered and wanted is not None and wanted.kind is not Kind.INTERFACE:
        if kind_of(value) is not Kind.SLICE:
            raise FunctionError(
                f"reflect.Value.SetMapIndex: value of type {offered} is not assignable to type {wanted}"
            )
        if key in target:
            raise FunctionError(f"reflect: call of reflect.Value.IsNil on {wanted.kind.value} Value")
        raise FunctionError(
            f"reflect.Value.SetMapIndex: value of type {type_of(value)} is not assignable to type {wanted}"
        )
    target[key] = value
