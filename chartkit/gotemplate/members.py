"""Fields, map keys and methods: what ``.a.b`` means for a value.

Generated code calls ``F`` to walk from a value that has no interface type, ``E`` from an element of a container, ``G``
from a variable that may be either, ``M`` to find a method that is given arguments.

Upstream: text/template exec.go evalFieldChain, evalField
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING

from chartkit.gostd import strconv
from chartkit.gostd.kinds import (
    ANY,
    BOOL,
    GoType,
    Int64,
    JSONNumber,
    Kind,
    Struct,
    type_of,
)
from chartkit.records import replace

from . import nodes
from .failure import Site, here, running
from .printing import printed

if TYPE_CHECKING:
    from .execution import Execution

__all__ = ["Missing", "accessors", "bind", "is_interface_value", "is_untyped", "methods_of", "zero"]

_INTERFACE = Kind.INTERFACE


class Missing(Enum):
    """What a key that is not in a map gives; the values are those of Go's option ``missingkey``."""

    DEFAULT = "default"
    ZERO = "zero"
    ERROR = "error"


class _NoMember(Exception):  # noqa: N818 # a signal within this module
    """There is no such member; ``reason`` is Go's, empty where it is the usual one. Never leaves this module."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class _Paths(dict[str, tuple[str, ...]]):
    """Paths by their text."""

    def __missing__(self, path: str) -> tuple[str, ...]:
        if len(self) > 50_000:
            self.clear()
        found = self[path] = tuple(path.split("."))
        return found


_PATHS = _Paths()


def accessors(missing: Missing) -> dict[str, Callable[..., object]]:
    """Return the functions that generated code walks fields with."""
    walk = {Missing.ZERO: _walk_zero, Missing.DEFAULT: _walk_default, Missing.ERROR: _walk_error}[missing]

    def from_value(value: object, path: str) -> object:
        """Walk from a value that is not of interface type, or from none at all."""
        if value is None:
            if missing is Missing.ERROR:
                raise _nothing(_PATHS[path][0])
            return None
        return walk(value, path)

    def from_element(value: object, path: str) -> object:
        """Walk from an element of a container."""
        if value is None:
            raise _explain(None, path, missing)
        return walk(value, path)

    def from_either(value: object, container: object, path: str) -> object:
        """Walk from a variable, which is an element of ``container`` unless that is None."""
        return from_value(value, path) if container is None else from_element(value, path)

    def method(_execution: Execution, value: object, name: str, args: int, final: int) -> Callable[..., object]:
        """Find what is called with arguments."""
        return _method(value, name, (args, bool(final)), missing)

    def print_from_value(value: object, path: str) -> str:
        """Return the text of what fields lead to."""
        value = from_value(value, path)
        return value if value.__class__ is str else printed(value)

    def print_from_element(value: object, path: str) -> str:
        """Return the text of what fields lead to, from an element of a container."""
        value = from_element(value, path)
        return value if value.__class__ is str else printed(value)

    # PERF: with these, most fields of charts are walked: they call no further than they must.
    is_zero = missing is Missing.ZERO
    return {
        "F": _walk_zero if is_zero else from_value,
        "E": from_element,
        "G": from_either,
        "M": method,
        "N": nothing,
        "PF": _print_zero if is_zero else print_from_value,
        "PE": print_from_element,
    }


#: PERF: classes of tables with strings to values of any type, as ``.Values`` has, and the names of all their methods.
#: They get here when they are first walked.
_TABLES: set[type] = set()
_TABLE_METHODS: set[str] = set()


def _print_zero(value: object, path: str) -> str:
    value = _walk_zero(value, path)
    return value if value.__class__ is str else printed(value)


def _walk_zero(value: object, path: str) -> object:
    if value is None:
        return None
    start = value
    try:
        for name in _PATHS[path]:
            kind = value.__class__
            if kind is dict or (kind in _TABLES and name not in _TABLE_METHODS):
                value = value.get(name)  # type: ignore[attr-defined] # it is a dict
            else:
                value = _member(value, name, Missing.ZERO)
    except _NoMember:
        raise _explain(start, path, Missing.ZERO) from None
    return value


def _walk_default(value: object, path: str) -> object:
    start = value
    try:
        for name in _PATHS[path]:
            if value.__class__ is dict:
                if name not in value:
                    return None
                value = value[name]
            else:
                value = _member(value, name, Missing.DEFAULT)
                if value is _ABSENT:
                    return None
    except _NoMember:
        raise _explain(start, path, Missing.DEFAULT) from None
    return value


def _walk_error(value: object, path: str) -> object:
    start = value
    try:
        for name in _PATHS[path]:
            if value.__class__ is dict and name in value:
                value = value[name]
                continue
            value = _member(value, name, Missing.ERROR)
    except _NoMember:
        raise _explain(start, path, Missing.ERROR) from None
    return value


#: What a missing key gives where that is no value at all.
_ABSENT = object()


def _member(value: object, name: str, missing: Missing) -> object:
    """Return a member of ``value``, which is not a plain table.

    Raises:
        _NoMember: There is none.
    """
    methods = methods_of(value)
    if name in methods:
        return _call(value, name, methods[name])
    if isinstance(value, dict):
        go_type = type_of(value)
        if go_type.key is not None and go_type.key.name in {"string", "interface {}"}:
            if go_type.elem == ANY:
                _TABLE_METHODS.update(methods)
                _TABLES.add(value.__class__)
            if name in value:
                return value[name]
            return _missing_key(go_type, name, missing)
    elif isinstance(value, Struct):
        field = value.go_fields.get(name) or value.go_promoted.get(name)
        if field is not None:
            if not name[0].isupper():
                raise _NoMember(f"{name} is an unexported field of struct type {type_of(value)}")
            return getattr(value, field.attribute)
    raise _NoMember


def _missing_key(go_type: GoType, name: str, missing: Missing) -> object:
    if missing is Missing.ZERO:
        return zero(go_type.elem or ANY)
    if missing is Missing.ERROR:
        raise _NoMember(f"map has no entry for key {strconv.quote(name)}")
    return _ABSENT


def zero(go_type: GoType) -> object:
    """Return the zero value of a type.

    Upstream: reflect value.go Zero
    """
    kind = go_type.kind
    if kind is Kind.STRING:
        return ""
    if kind is Kind.BOOL:
        return False
    if kind is Kind.FLOAT64:
        return 0.0
    if kind is Kind.INT:
        return 0
    if kind is Kind.MAP or kind is Kind.SLICE:
        from .funcmap import Parameter, nil_of

        return nil_of(Parameter(go_type, None))
    return None


def _call(value: object, name: str, method: Callable[..., object]) -> object:
    """Return what a method returns that is given no arguments."""
    from .funcmap import make_caller, signature, wrong_count

    found = signature(bind(value, method))
    wrong = wrong_count(name, found, 0, 0)
    if wrong:
        site = here()
        raise site.error(wrong, site.walked)
    return make_caller(name, found, 0, final=False)(running())


def bind(value: object, method: Callable[..., object]) -> Callable[..., object]:
    """Return a method that ``go_methods`` lists as one of ``value``."""
    return method.__get__(value)  # type: ignore[no-any-return] # a plain function is a descriptor


def _nothing(name: str) -> Exception:
    site = here()
    return site.error(f"nil data; no entry for key {strconv.quote(name)}", site.walked)


def _explain(start: object, path: str, missing: Missing) -> Exception:
    """Return the error of a walk, which is done again to find out what was wrong."""
    site = here()
    return site.error(_walk(site, start, _PATHS[path], missing)[1], site.walked)


def _walk(site: Site, value: object, path: tuple[str, ...], missing: Missing) -> tuple[bool, str]:
    """Return whether ``path`` leads to a value of interface type, and what is wrong with it."""
    declared = ANY if _starts_as_interface(site) else type_of(value)
    for name in path:
        if value is None:
            is_nil = declared.kind in {_INTERFACE, Kind.POINTER}
            return False, f"nil pointer evaluating {declared}.{name}" if is_nil else ""
        try:
            following = _member(value, name, missing)
        except _NoMember as error:
            shown = ANY if declared.kind is _INTERFACE else type_of(value)
            return False, error.reason or f"can't evaluate field {name} in type {shown}"
        if following is _ABSENT:
            return False, ""
        declared = _member_type(value, name)
        value = following
    return declared.kind is _INTERFACE, ""


def _member_type(value: object, name: str) -> GoType:
    """Return the declared type of a member."""
    methods = methods_of(value)
    if name in methods:
        from .funcmap import signature

        return signature(bind(value, methods[name])).result
    if isinstance(value, Struct):
        return (value.go_fields.get(name) or value.go_promoted[name]).type
    return type_of(value).elem or BOOL


def _starts_as_interface(site: Site) -> bool:
    """Return whether what the fields at ``site`` are walked from is of interface type."""
    node = site.callee
    if isinstance(node, nodes.Chain):
        if isinstance(node.base, nodes.Identifier):
            return site.template.functions.signature(node.base.name).result.kind is _INTERFACE
        return False
    return site.is_element(node)


def is_untyped(site: Site, node: nodes.Node | None) -> bool:
    """Return whether the nil that ``node`` gave is no value at all, and not the nil of an interface.

    Args:
        site: Where ``node`` is an argument.
        node: The argument; None: the value came from the pipeline, which never gives the nil of an interface.
    """
    if isinstance(node, nodes.Identifier):
        return False
    if isinstance(node, (nodes.Dot, nodes.Variable)) and not getattr(node, "path", ()):
        return not site.is_element(node)
    if isinstance(node, (nodes.Field, nodes.Variable, nodes.Chain)):
        start = site.start_of(node)
        if start is None:
            return not site.is_element(node)
        return not _walk(replace(site, node=node), start, node.path, site.template.missing)[0]
    return True


def nothing(*_args: object) -> None:
    """Be called in place of a method, where there is nothing to have one."""


def is_interface_value(site: Site, number: int) -> bool:
    """Return whether an argument of the call at ``site`` is of interface type, whatever it holds."""
    args = site.args
    if number >= len(args):
        return False
    node = args[number]
    if isinstance(node, nodes.Identifier):
        return site.template.functions.signature(node.name).result.kind is _INTERFACE
    if isinstance(node, (nodes.Field, nodes.Variable, nodes.Chain)) and node.path:
        start = site.start_of(node)
        if start is None:
            return False
        return _walk(replace(site, node=node), start, node.path, site.template.missing)[0]
    return isinstance(node, (nodes.Dot, nodes.Variable)) and site.is_element(node)


def methods_of(value: object) -> Mapping[str, Callable[..., object]]:
    """Return the methods that templates may call."""
    declared: Mapping[str, Callable[..., object]] | None = getattr(value.__class__, "go_methods", None)
    if declared is not None:
        return declared
    return _NUMBER_METHODS if isinstance(value, JSONNumber) else {}


def _number_text(number: JSONNumber) -> str:
    return str(number)


def _number_float(number: JSONNumber) -> float:
    return strconv.parse_float(number)


def _number_int(number: JSONNumber) -> Int64:
    return Int64(strconv.parse_int(number, 10, 64))


_NUMBER_METHODS = {"String": _number_text, "Float64": _number_float, "Int64": _number_int}


def _method(value: object, name: str, count: tuple[int, bool], missing: Missing) -> Callable[..., object]:
    site = here()
    head = site.callee
    if value is None:
        path = getattr(head, "path", ())[:-1]
        start = site.start_of(head)
        typed = _starts_as_interface(site) if not path else start is not None and _walk(site, start, path, missing)[0]
        if typed:
            raise site.error(f"nil pointer evaluating {ANY}.{name}", site.walked)
        if missing is Missing.ERROR:
            raise site.error(f"nil data; no entry for key {strconv.quote(name)}", site.walked)
        return nothing
    methods = methods_of(value)
    if name in methods:
        from .funcmap import make_caller, signature, wrong_count

        found = signature(bind(value, methods[name]))
        wrong = wrong_count(name, found, count[0], sum(count))
        if wrong:
            raise site.error(wrong, site.walked)
        return make_caller(name, found, count[0], final=count[1])
    go_type = type_of(value)
    if isinstance(value, Struct) and (name in value.go_fields or name in value.go_promoted):
        raise site.error(f"{name} has arguments but cannot be invoked as function", site.walked)
    if isinstance(value, dict) and go_type.key is not None and go_type.key.name in {"string", "interface {}"}:
        raise site.error(f"{name} is not a method but has arguments", site.walked)
    path = getattr(head, "path", ())[:-1]
    interface = _walk(site, site.start_of(head), path, missing)[0] if path else _starts_as_interface(site)
    raise site.error(f"can't evaluate field {name} in type {ANY if interface else go_type}", site.walked)
