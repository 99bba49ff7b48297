"""Maps merged into maps, with the odd notion of emptiness that charts have come to rely on.

Upstream: dario.cat/mergo merge.go deepMerge, mergo.go isEmptyValue
"""

from __future__ import annotations

from collections.abc import Iterable

from chartkit.errors import FunctionError
from chartkit.gostd.kinds import Kind, is_nil, kind_of, type_of

from .limits import MAX_DEPTH

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
        FunctionError: The maps are nested too deeply, or contain themselves.
    """
    for other in others:
        if is_nil(table) and not is_nil(other):
            table = {}
        _merge(table, other, 0, overwrite=overwrite)
    return table


def _merge(target: dict[str, object], source: dict[str, object], depth: int, *, overwrite: bool) -> None:
    if depth > MAX_DEPTH:
        raise FunctionError(f"the maps are nested more than {MAX_DEPTH} levels deep")
    for key, value in list(source.items()):
        if value is None:
            if overwrite:
                _assign(target, key, None, source)
            continue
        present = target.get(key)
        if isinstance(value, dict):
            if isinstance(present, dict):
                if not is_nil(present):
                    _merge(present, value, depth + 1, overwrite=overwrite)
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
