"""Functions that templates may call, and Go's rules for calling them.

A function's annotations are its Go signature. They are read when a template that calls the function is first run: most
of a big map of functions is never called.

Upstream: text/template exec.go evalCall, evalArg, validateType; funcs.go FuncMap
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, NoReturn, get_args

from chartkit.errors import ChartkitError, LimitError
from chartkit.gostd.kinds import (
    ANY,
    ANY_LIST,
    ANY_MAP,
    BOOL,
    BYTES,
    COMPLEX128,
    FLOAT64,
    INT,
    SIGNED_KINDS,
    STRING,
    UNSIGNED_KINDS,
    GoType,
    Integer,
    Kind,
    NilBytes,
    NilList,
    NilMap,
    NilStringList,
    type_of,
)
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from . import nodes
from .failure import Site, here
from .generated import Call
from .limits import BIG
from .members import is_untyped
from .printing import printed

if TYPE_CHECKING:
    from .execution import Execution

__all__ = [
    "Caller",
    "FuncMap",
    "Function",
    "Parameter",
    "Signature",
    "assignable",
    "check_argument",
    "make_caller",
    "nil_of",
    "signature",
    "wrong_count",
]

Function = Callable[..., object]
#: What generated code calls: the execution first, then the arguments.
Caller = Callable[..., object]

_TYPES: dict[object, GoType] = {
    "str": STRING,
    "int": INT,
    "float": FLOAT64,
    "bool": BOOL,
    "object": ANY,
    "dict[str, object]": ANY_MAP,
    "list[object]": ANY_LIST,
    "bytes": BYTES,
    "complex": COMPLEX128,
}
#: The class whose instances need no further look, for the types that have more than one class.
_CLASSES: dict[GoType, type] = {
    STRING: str,
    INT: int,
    FLOAT64: float,
    BOOL: bool,
    ANY_MAP: dict,
    ANY_LIST: list,
    BYTES: bytes,
    COMPLEX128: complex,
}
_NILLABLE = frozenset({Kind.SLICE, Kind.MAP, Kind.POINTER, Kind.FUNC, Kind.INTERFACE})
_UNNAMED = late_pattern(r"[\[*]|map\[|func\(")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its type, and the class that values of that type nearly always have; None: any value will do."""

    go_type: GoType
    plain: type | None
    #: The class of the type's values, where it is one of ours.
    kind: type | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and returns. ``running`` tells that it gets the execution before its arguments."""

    function: Function
    parameters: tuple[Parameter, ...]
    variadic: bool
    result: GoType
    running: bool
    #: Types of further results, of which templates allow none; a method of the standard library may have them.
    more: tuple[GoType, ...] = ()

    def parameter(self, index: int) -> Parameter:
        """Return the parameter that takes the argument number ``index``."""
        return self.parameters[min(index, len(self.parameters) - 1)]


def signature(function: Function) -> Signature:
    """Return the Go signature that the annotations of ``function`` stand for.

    Raises:
        TypeError: An annotation is missing or stands for no Go type.
    """
    plain: object = function
    bound = 0
    if isinstance(plain, MethodType):
        plain, bound = plain.__func__, 1
    while not isinstance(plain, FunctionType) and hasattr(plain, "func") and not getattr(plain, "keywords", None):
        bound += len(getattr(plain, "args", ()))  # functools.partial
        plain = plain.func
    if not isinstance(plain, FunctionType):
        message = f"{function!r} is not a Python function"
        raise TypeError(message)
    code = plain.__code__
    variadic = bool(code.co_flags & 0x04)
    names = code.co_varnames[bound : code.co_argcount]
    annotations = plain.__annotations__
    running = bool(names) and _is_execution(annotations.get(names[0]))
    parameters = [_parameter(plain, annotations.get(name, "object")) for name in names[running:]]
    if variadic:
        rest = code.co_varnames[code.co_argcount + code.co_kwonlyargcount]
        parameters.append(_parameter(plain, annotations.get(rest, "object")))
    result, *more = _results(plain, annotations.get("return", "object"))
    return Signature(function, tuple(parameters), variadic, result, running, tuple(more))


def _is_execution(annotation: object) -> bool:
    """Return whether a parameter is given the execution; the annotation is text under ``from __future__``."""
    return (annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")) == "Execution"


def _results(function: FunctionType, annotation: object) -> list[GoType]:
    """Return the types of what a function returns: one, or those of a tuple."""
    if isinstance(annotation, str) and annotation.startswith("tuple["):
        annotation = eval(annotation, function.__globals__)  # noqa: S307 # annotations of our own functions
    if getattr(annotation, "__origin__", None) is tuple:
        return [_parameter(function, kind).go_type for kind in get_args(annotation)]
    return [_parameter(function, annotation).go_type]


def _parameter(function: FunctionType, annotation: object) -> Parameter:
    found = _TYPES.get(annotation)
    if found is not None:
        return Parameter(found, _CLASSES.get(found))
    kind = annotation
    if isinstance(annotation, str):
        # The annotations of our own functions, in the module that has them.
        kind = eval(annotation, function.__globals__)  # noqa: S307 # see above; nothing of a template is in it
    if kind is object:
        return Parameter(ANY, None)
    name = getattr(kind, "__name__", "")
    if kind in _CLASSES.values() and isinstance(kind, type):
        found = _TYPES.get(name) or next(key for key, value in _CLASSES.items() if value is kind)
        return Parameter(found, kind)
    origin = getattr(kind, "__origin__", None)
    if origin in {dict, list}:
        found = ANY_MAP if origin is dict else ANY_LIST
        return Parameter(found, origin)
    declared = getattr(kind, "go_type", None)
    if not isinstance(declared, GoType) or not isinstance(kind, type):
        message = f"{function.__qualname__}: the annotation {annotation!r} is no Go type"
        raise TypeError(message)
    return Parameter(declared, kind, kind)


def assignable(value: GoType, target: GoType) -> bool:
    """Return whether Go assigns a value of one type to a variable of the other without conversion.

    Upstream: reflect type.go (*rtype).AssignableTo
    """
    if value is target or target.kind is Kind.INTERFACE or value == target:
        return True
    if value.kind is not target.kind or value.elem != target.elem or value.key != target.key:
        return False
    # One of the two must be a type without a name of its own.
    return value.elem is not None and bool(_UNNAMED.match(value.name) or _UNNAMED.match(target.name))


class FuncMap(Mapping[str, Function]):
    """Functions by name. Go's own functions are there without being named; those given here come before them."""

    __slots__ = ("_callers", "_functions", "_overlay", "_signatures")

    def __init__(self, functions: Mapping[str, Function] | None = None) -> None:
        self._functions: Mapping[str, Function] = {} if functions is None else functions
        self._overlay: dict[str, Function] = {}
        self._signatures: dict[str, Signature] = {}
        self._callers: dict[Call, Caller] = {}

    def extend(self, functions: Mapping[str, Function]) -> FuncMap:
        """Return a map with ``functions`` added; they replace those of the same names."""
        extended = FuncMap(self._functions)
        extended._overlay = {**self._overlay, **functions}
        return extended

    def __getitem__(self, name: str) -> Function:
        found = self._overlay.get(name)
        return self._functions[name] if found is None else found

    def __contains__(self, name: object) -> bool:
        return name in self._overlay or name in self._functions

    def __iter__(self) -> Iterator[str]:
        yield from self._functions
        yield from (name for name in self._overlay if name not in self._functions)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def overridden(self) -> frozenset[str]:
        """Return the names of Go's own functions that are replaced, and of statements that are functions here."""
        from .builtins import BUILTINS

        return frozenset(name for name in (*BUILTINS, "break", "continue") if name in self)

    def signature(self, name: str) -> Signature:
        """Return the signature of a function, own or Go's."""
        found = self._signatures.get(name)
        if found is None:
            from .builtins import BUILTINS

            function = self[name] if name in self else BUILTINS[name]
            found = self._signatures[name] = signature(function)
        return found

    def caller(self, call: Call) -> Caller:
        """Return what generated code calls for a function."""
        found = self._callers.get(call)
        if found is None:
            found = make_caller(call.name, self.signature(call.name), call.args, final=call.final)
            if call.piped:
                found = _last_first(found)
            if call.printed:
                found = _printing(found)
            self._callers[call] = found
        return found

    def late_caller(self, call: Call, names: dict[str, object], name: str) -> Caller:
        """Return what stands for a function under ``name`` in ``names`` until it is called; then it takes that place.

        PERF: most calls in a big chart are in branches that are not taken, of functions whose module is not needed.
        """
        found = self._callers.get(call)
        if found is not None:
            return found

        def caller(execution: object, *args: object) -> object:
            found = names[name] = self.caller(call)
            return found(execution, *args)

        return caller


def _last_first(call: Caller) -> Caller:
    def caller(execution: object, final: object, *args: object) -> object:
        return call(execution, *args, final)

    return caller


def _printing(call: Caller) -> Caller:
    def caller(execution: object, *args: object) -> str:
        value = call(execution, *args)
        return value if value.__class__ is str else printed(value)

    return caller


def make_caller(name: str, sig: Signature, args: int, *, final: bool) -> Caller:
    """Return a function that checks arguments as Go does, and calls.

    Upstream: text/template exec.go (*state).evalCall
    """
    wrong = wrong_count(name, sig, args, args + final)
    if wrong:

        def refuse(_execution: object, *_args: object) -> object:
            site = here()
            raise site.error(wrong, site.callee)

        return refuse
    expected = [sig.parameter(index) for index in range(args + final)]
    make = {1: _caller_of_one, 2: _caller_of_two}.get(len(expected), _caller_of_many)
    return make(name, sig, expected)


def _caller_of_many(name: str, sig: Signature, expected: Sequence[Parameter]) -> Caller:
    # PERF: a loop over the few arguments that need a look; this runs for every call of every function.
    plain = [(index, parameter.plain) for index, parameter in enumerate(expected) if parameter.plain is not None]
    function, running = sig.function, sig.running

    def caller(execution: Execution, *args: object) -> object:
        for index, kind in plain:
            if args[index].__class__ is not kind:
                args = settle(here(), expected, args)
                break
        try:
            result = function(execution, *args) if running else function(*args)
        except LimitError:
            raise
        except ChartkitError as error:
            _fail(name, error)
        if result.__class__ is str and len(result) > BIG:
            execution.meter.charge(len(result))
        return result

    return caller


# PERF: most calls have one or two arguments; those of a fixed number are a third quicker.


def _caller_of_one(name: str, sig: Signature, expected: Sequence[Parameter]) -> Caller:
    kind = expected[0].plain
    function, running = sig.function, sig.running

    def caller(execution: Execution, value: object) -> object:
        if kind is not None and value.__class__ is not kind:
            (value,) = settle(here(), expected, (value,))
        try:
            result = function(execution, value) if running else function(value)
        except LimitError:
            raise
        except ChartkitError as error:
            _fail(name, error)
        if result.__class__ is str and len(result) > BIG:
            execution.meter.charge(len(result))
        return result

    return caller


def _caller_of_two(name: str, sig: Signature, expected: Sequence[Parameter]) -> Caller:
    kind, other_kind = expected[0].plain, expected[1].plain
    function, running = sig.function, sig.running

    def caller(execution: Execution, value: object, other: object) -> object:
        if (kind is not None and value.__class__ is not kind) or (
            other_kind is not None and other.__class__ is not other_kind
        ):
            value, other = settle(here(), expected, (value, other))
        try:
            result = function(execution, value, other) if running else function(value, other)
        except LimitError:
            raise
        except ChartkitError as error:
            _fail(name, error)
        if result.__class__ is str and len(result) > BIG:
            execution.meter.charge(len(result))
        return result

    return caller


def _fail(name: str, error: ChartkitError) -> NoReturn:
    """Fail as a template does in which a function fails."""
    site = here()
    reason = f"error calling {name}: {error}"
    failure = site.error(reason, site.blamed)
    # What Go would have found before has another cause.
    raise failure from (error if failure.reason == reason else None)


def wrong_count(name: str, sig: Signature, args: int, total: int) -> str:
    """Return what is wrong with a call of ``sig`` before its arguments are looked at.

    Upstream: text/template exec.go (*state).evalCall; funcs.go goodFunc
    """
    count = len(sig.parameters)
    if sig.variadic and total < count - 1:
        return f"wrong number of args for {name}: want at least {count - 1} got {args}"
    if not sig.variadic and total != count:
        return f"wrong number of args for {name}: want {count} got {total}"
    if len(sig.more) == 1:
        return f"invalid function signature for {name}: second return value should be error; is {sig.more[0]}"
    return f"function {name} has {1 + len(sig.more)} return values; should be 1 or 2" if sig.more else ""


def settle(site: Site, expected: Sequence[Parameter], args: Sequence[object]) -> tuple[object, ...]:
    """Return the arguments of the call at ``site`` as values of the types expected.

    Raises:
        TemplateExecError: One is not assignable.
    """
    written: list[nodes.Node | None] = [*site.args]
    written += [None] * (len(args) - len(written))
    return tuple(
        check_argument(site, node, parameter, value)
        for node, parameter, value in zip(written, expected, args, strict=True)
    )


def check_argument(site: Site, node: nodes.Node | None, parameter: Parameter, value: object) -> object:
    """Return ``value``, which ``node`` stands for, as a value of the parameter's type.

    Upstream: text/template exec.go (*state).evalArg
    """
    target = parameter.go_type
    if isinstance(node, nodes.Nil):
        if target.kind in _NILLABLE:
            return nil_of(parameter)
        raise site.error(f"cannot assign nil to {target}", node)
    if isinstance(node, (nodes.Bool, nodes.Number, nodes.String)):
        return _literal(site, node, parameter, value)
    if target.kind is Kind.INTERFACE:
        return value
    if value is not None and assignable(type_of(value), target):
        return value
    blamed = site.last_argument if node is None else site.touched(node)
    if value is not None:
        raise site.error(f"wrong type for value; expected {target}; got {type_of(value)}", blamed)
    if not is_untyped(site, node):
        raise site.error(f"wrong type for value; expected {target}; got {ANY}", blamed)
    if target.kind in _NILLABLE:
        return nil_of(parameter)
    raise site.error(f"invalid value; expected {target}", blamed)


def _literal(site: Site, node: nodes.Bool | nodes.Number | nodes.String, parameter: Parameter, value: object) -> object:
    """Return the value of a literal for a parameter."""
    target = parameter.go_type
    if target.kind is Kind.INTERFACE:
        return value
    wanted = _WANTED.get(target.kind)
    if wanted is None:
        raise site.error(f"can't handle {node} for arg of type {target}", node)
    name, attribute, literal = wanted
    found: object = getattr(node, attribute) if isinstance(node, literal) else None
    if found is None:
        raise site.error(f"expected {name}; found {node}", node)
    kind = parameter.kind
    if kind is None:
        return found
    return kind.wrap(found) if issubclass(kind, Integer) else kind(found)  # type: ignore[arg-type,call-arg] # takes one


#: For a kind: what Go calls the literals that fit, where a node keeps the value, and the node's class.
_WANTED: dict[Kind, tuple[str, str, type[nodes.Node]]] = {
    Kind.BOOL: ("bool", "value", nodes.Bool),
    Kind.STRING: ("string", "value", nodes.String),
    Kind.FLOAT32: ("float", "as_float", nodes.Number),
    Kind.FLOAT64: ("float", "as_float", nodes.Number),
    Kind.COMPLEX128: ("complex", "as_complex", nodes.Number),
    **dict.fromkeys(SIGNED_KINDS, ("integer", "as_int", nodes.Number)),
    **dict.fromkeys(UNSIGNED_KINDS, ("unsigned integer", "as_uint", nodes.Number)),
}


def nil_of(parameter: Parameter) -> object:
    """Return the nil of a parameter's type."""
    target = parameter.go_type
    known = {ANY_MAP: NilMap, ANY_LIST: NilList, BYTES: NilBytes}.get(target)
    if known is not None:
        return known()
    if target.kind is Kind.SLICE and target.elem == STRING:
        return NilStringList()
    if parameter.kind is not None and target.kind in {Kind.MAP, Kind.SLICE}:
        return parameter.kind()
    return None
