"""Data classes whose methods are written when they are first needed.

The decorator stands in for that of the standard library, which compiles six methods for each class while it is
imported: about a millisecond a class, a quarter of the time that a small chart takes. Here ``__init__`` is compiled
when it has been called a few times, and the other methods are shared. The functions of :mod:`dataclasses` take these
classes for data classes of their own.
"""

# PERF: `chartkit template` makes about a hundred data classes: 100 ms of processor time by dataclasses, 25 ms by
# this module. For the same reason nothing here imports dataclasses, which imports inspect.

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, dataclass_transform, overload

__all__ = ["dataclass", "field", "replace"]

T = TypeVar("T")

_MISSING: Any = object()
#: Calls of an ``__init__`` before it is compiled.
_FEW = 12


class _Field:
    """What is known of a field: how it begins, and what takes it into account."""

    __slots__ = ("compare", "default", "default_factory", "hash", "init", "name", "repr")

    def __init__(self, default: object, default_factory: object, init: bool, shown: bool) -> None:
        self.name = ""
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = shown
        self.compare = True
        self.hash: bool | None = None


def field(
    *,
    default: Any = _MISSING,  # noqa: ANN401 - as in dataclasses, the type is that of the field
    default_factory: Any = _MISSING,  # noqa: ANN401 - see default
    init: bool = True,
    repr: bool = True,  # noqa: A002 - see above
    compare: bool = True,
    hash: bool | None = None,  # noqa: A002 - see above
) -> Any:  # noqa: ANN401 - see default
    """Describe a field, as :func:`dataclasses.field` does."""
    made = _Field(default, default_factory, init, repr)
    made.compare = compare
    made.hash = hash
    return made


def replace(record: T, /, **changes: object) -> T:
    """Return ``record`` with other values in some fields, as :func:`dataclasses.replace` does."""
    fields: dict[str, _Field] | None = getattr(type(record), "__record_fields__", None)
    if fields is None:
        import dataclasses

        other: Any = record
        return dataclasses.replace(other, **changes)  # type: ignore[no-any-return]  # it has the class of record
    for name, one in fields.items():
        if one.init and name not in changes:
            changes[name] = getattr(record, name)
    return type(record)(**changes)


@overload
def dataclass(cls: type[T], /) -> type[T]: ...


@overload
def dataclass(
    *, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False
) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(field_specifiers=(field,))
def dataclass(
    cls: type[T] | None = None, /, *, frozen: bool = False, slots: bool = False, eq: bool = True, order: bool = False
) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a data class of a class, as :func:`dataclasses.dataclass` does."""

    def decorate(plain: type[T]) -> type[T]:
        return _made(plain, frozen=frozen, slots=slots, eq=eq, order=order)

    return decorate if cls is None else decorate(cls)


def _made(cls: type[T], *, frozen: bool, slots: bool, eq: bool, order: bool) -> type[T]:
    namespace = dict(cls.__dict__)
    inherited: dict[str, _Field] = {}
    for base in reversed(cls.__mro__[1:]):
        inherited.update(base.__dict__.get("__record_fields__", ()))
    own = _own_fields(namespace)
    fields = inherited | own
    namespace["__record_fields__"] = fields
    namespace["__dataclass_fields__"] = _Foreign(_foreign_fields)
    namespace["__dataclass_params__"] = _Foreign(lambda _: _Parameters(frozen, eq, order))
    namespace["__match_args__"] = tuple(name for name, one in fields.items() if one.init)
    explicit_init = "__init__" in namespace
    _add_methods(namespace, fields.values(), frozen=frozen, eq=eq, order=order)
    if slots:
        taken = {name for base in cls.__mro__[1:] for name in base.__dict__.get("__slots__", ())}
        namespace["__slots__"] = tuple(name for name in own if name not in taken)
        namespace.pop("__dict__", None)
        namespace.pop("__weakref__", None)
        metaclass: Any = type(cls)
        made: type[T] = metaclass(cls.__name__, cls.__bases__, namespace)
        made.__qualname__ = cls.__qualname__
    else:
        made = cls
        for name, value in namespace.items():
            if cls.__dict__.get(name, _MISSING) is not value:
                setattr(cls, name, value)
        for name in own:
            if name not in namespace and name in cls.__dict__:
                delattr(cls, name)
    if not explicit_init:
        made.__init__ = _first_init(made, frozen=frozen)  # type: ignore[method-assign]  # the class is being made
    return made


def _own_fields(namespace: dict[str, Any]) -> dict[str, _Field]:
    """Return the fields that a class adds, and take their defaults out of its namespace."""
    found: dict[str, _Field] = {}
    annotations: dict[str, str] = namespace.get("__annotations__", {})
    for name, annotation in annotations.items():
        if annotation.startswith("ClassVar"):
            continue
        given = namespace.pop(name, _MISSING)
        one: _Field = given if given.__class__ is _Field else _Field(given, _MISSING, init=True, shown=True)
        one.name = name
        found[name] = one
    return found


def _add_methods(namespace: dict[str, Any], fields: Iterable[_Field], *, frozen: bool, eq: bool, order: bool) -> None:
    if "__repr__" not in namespace:
        namespace["__repr__"] = _repr
    explicit_hash = namespace.get("__hash__") is not None or ("__hash__" in namespace and "__eq__" not in namespace)
    if eq:
        compared = _values(one.name for one in fields if one.compare)
        if "__eq__" not in namespace:
            namespace["__eq__"] = _comparison(compared, operator.eq)
        if not explicit_hash:
            hashed = _values(one.name for one in fields if (one.compare if one.hash is None else one.hash))
            namespace["__hash__"] = (lambda self: hash(hashed(self))) if frozen else None
        if order:
            namespace["__lt__"] = _comparison(compared, operator.lt)
            namespace["__le__"] = _comparison(compared, operator.le)
            namespace["__gt__"] = _comparison(compared, operator.gt)
            namespace["__ge__"] = _comparison(compared, operator.ge)
    if frozen:
        namespace["__setattr__"] = _refuse_to_set
        namespace["__delattr__"] = _refuse_to_delete
        namespace.setdefault("__getstate__", _state)
        namespace.setdefault("__setstate__", _set_state)


def _values(names: Iterable[str]) -> Callable[[Any], tuple[object, ...]]:
    """Return what makes a tuple of the attributes of these names."""
    known = tuple(names)
    if len(known) > 1:
        return operator.attrgetter(*known)
    if not known:
        return lambda _: ()
    get = operator.attrgetter(*known)
    return lambda record: (get(record),)


def _comparison(
    values: Callable[[Any], tuple[object, ...]], compare: Callable[[Any, Any], bool]
) -> Callable[[object, object], object]:
    def compared(self: object, other: object) -> object:
        if other.__class__ is not self.__class__:
            return NotImplemented
        equal: bool = compare(values(self), values(other))
        return equal

    return compared


def _first_init(owner: Any, *, frozen: bool) -> Callable[..., None]:  # noqa: ANN401 - a class with attributes of ours
    """Return an ``__init__`` that makes the real one when it has been called a few times, and hands over to it.

    PERF: to compile one takes as long as fifty calls of this.
    """
    calls = 0

    def __init__(self: object, *arguments: object, **keywords: object) -> None:  # noqa: N807 - tracebacks show this name
        nonlocal calls
        calls += 1
        if calls > _FEW or not _filled(self, owner, arguments, keywords):
            written = _init(owner, frozen=frozen)
            owner.__init__ = written
            written(self, *arguments, **keywords)

    return __init__


def _filled(record: Any, owner: Any, arguments: tuple[object, ...], keywords: dict[str, object]) -> bool:  # noqa: ANN401 - see _first_init
    """Set the fields of ``record``; return whether the arguments are as they should be. If not, nothing is set."""
    fields: dict[str, _Field] = owner.__record_fields__
    given = dict(zip(owner.__match_args__, arguments, strict=False))
    if len(arguments) > len(given) or not given.keys().isdisjoint(keywords):
        return False
    given |= keywords
    known = 0
    for name, one in fields.items():
        if one.init and name in given:
            known += 1
        elif one.init and one.default is _MISSING and one.default_factory is _MISSING:
            return False
    if known != len(given):
        return False
    for name, one in fields.items():
        if name in given:
            object.__setattr__(record, name, given[name])
        elif one.default_factory is not _MISSING:
            make: Any = one.default_factory
            object.__setattr__(record, name, make())
        elif one.default is not _MISSING:
            object.__setattr__(record, name, one.default)
    if hasattr(owner, "__post_init__"):
        record.__post_init__()
    return True


def _init(owner: Any, *, frozen: bool) -> Callable[..., None]:  # noqa: ANN401 - a class with attributes of ours
    known: dict[str, Any] = {"_missing": _MISSING, "_set": object.__setattr__}
    parameters, lines = ["self"], []
    for name, one in owner.__record_fields__.items():
        value = name
        if one.default_factory is not _MISSING:
            known[f"_make_{name}"] = one.default_factory
            value = f"_make_{name}()" + (f" if {name} is _missing else {name}" if one.init else "")
            parameters.append(f"{name}=_missing")
        elif one.default is not _MISSING:
            known[f"_default_{name}"] = one.default
            parameters.append(f"{name}=_default_{name}")
            value = name if one.init else f"_default_{name}"
        else:
            parameters.append(name)
        if not one.init:
            parameters.pop()
            if one.default_factory is _MISSING and one.default is _MISSING:
                continue
        lines.append(f" _set(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(owner, "__post_init__"):
        lines.append(" self.__post_init__()")
    text = f"def __init__({', '.join(parameters)}):\n" + ("\n".join(lines) or " pass")
    exec(text, known)  # noqa: S102 - the text is made of the names of fields
    made: Callable[..., None] = known["__init__"]
    made.__qualname__ = f"{owner.__qualname__}.__init__"
    made.__module__ = owner.__module__
    return made


def _repr(self: Any) -> str:  # noqa: ANN401 - any data class
    shown = (f"{name}={getattr(self, name)!r}" for name, one in self.__record_fields__.items() if one.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_to_set(self: object, name: str, value: object) -> None:  # noqa: ARG001 - the signature is Python's
    from dataclasses import FrozenInstanceError

    message = f"cannot assign to field {name!r}"
    raise FrozenInstanceError(message)


def _refuse_to_delete(self: object, name: str) -> None:  # noqa: ARG001 - see above
    from dataclasses import FrozenInstanceError

    message = f"cannot delete field {name!r}"
    raise FrozenInstanceError(message)


def _state(self: Any) -> list[object]:  # noqa: ANN401 - any data class
    return [getattr(self, name) for name in self.__record_fields__]


def _set_state(self: Any, state: list[object]) -> None:  # noqa: ANN401 - any data class
    for name, value in zip(self.__record_fields__, state, strict=True):
        object.__setattr__(self, name, value)


class _Parameters:
    """What :mod:`dataclasses` asks of a base class."""

    __slots__ = ("eq", "frozen", "order")

    def __init__(self, frozen: bool, eq: bool, order: bool) -> None:
        self.frozen = frozen
        self.eq = eq
        self.order = order


class _Foreign:
    """An attribute that :mod:`dataclasses` looks for, made when it does."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[Any], object]) -> None:
        self.make = make

    def __get__(self, record: object, owner: type) -> object:
        return self.make(owner)


def _foreign_fields(owner: Any) -> dict[str, object]:  # noqa: ANN401 - a class with attributes of ours
    import dataclasses

    made: dict[str, object] = {}
    for name, one in owner.__record_fields__.items():
        default: Any = dataclasses.MISSING if one.default is _MISSING else one.default
        factory: Any = dataclasses.MISSING if one.default_factory is _MISSING else one.default_factory
        twin: Any = dataclasses.field(
            default=default,
            default_factory=factory,
            init=one.init,
            repr=one.repr,
            compare=one.compare,
            hash=one.hash,
            kw_only=False,
        )
        twin.name = name
        twin.type = "object"
        twin._field_type = dataclasses._FIELD  # type: ignore[attr-defined]  # noqa: SLF001 - what dataclasses.fields asks for
        made[name] = twin
    return made
