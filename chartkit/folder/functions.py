"""The functions that a folder's templates can call.

Go's own mean what they mean in Go, which is all that kube-appdeploy's templates had; those of sprig and Helm come
beside them, then ``ismode``, then what the caller registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar

from chartkit.functions import Environment, helm_functions
from chartkit.gotemplate import BUILTINS, FuncMap

from .missing import ENCODERS, NUMBERS, PRINTERS
from .modes import Modes
from .undefined import POLICY

__all__ = ["MODES", "Function", "functions_of"]

Function = Callable[..., object]

#: The modes of the rendering that is under way.
MODES: ContextVar[Modes] = ContextVar("modes")

#: Functions of sprig that would hide one of Go's: sprig's takes no strings.
_HIDING = frozenset({"slice"})


class _Guarded:
    """A function that has the policy look at arguments without a value. Its Go signature is that of ``func``."""

    __slots__ = ("func", "name")

    def __init__(self, name: str, func: Function) -> None:
        self.name = name
        self.func = func

    def __call__(self, *arguments: object) -> object:
        """Return what the function returns, or an empty text where the policy is to print nothing."""
        if None in arguments or (self.name == "join" and _has_holes(arguments)):
            given = POLICY.get().arguments(self.name, arguments)
            return "" if given is None else self.func(*given)
        return self.func(*arguments)


def _has_holes(arguments: tuple[object, ...]) -> bool:
    """Return whether the list that is to be joined lacks an element."""
    return isinstance(arguments[-1], list) and None in arguments[-1]


#: Go's own functions that make text of what they are given.
_PRINTERS = {name: _Guarded(name, BUILTINS[name]) for name in PRINTERS & BUILTINS.keys()}

#: Functions that are told of arguments without a value.
_GUARDED = (PRINTERS | ENCODERS | NUMBERS) - BUILTINS.keys()


def functions_of(own: Mapping[str, Function], environment: Environment) -> FuncMap:
    """Return all functions by name.

    Args:
        own: What the caller registers; it comes before everything else.
        environment: What functions learn of the world.
    """
    return FuncMap(_Library(helm_functions(environment))).extend({**_PRINTERS, "ismode": _ismode, **own})


def _ismode(context: object, workload: str, container: str, mode: str) -> bool:
    """Return whether ``container`` of ``workload`` runs in ``mode``."""
    return MODES.get().ismode(context, workload, container, mode)


class _Library(Mapping[str, Function]):
    """Helm's functions but those that hide one of Go's. They are imported one by one, so they are not copied.

    Those that make text are told of arguments without a value.
    """

    __slots__ = ("_functions",)

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions

    def __getitem__(self, name: str) -> Function:
        if name in _HIDING:
            raise KeyError(name)
        found = self._functions[name]
        return _Guarded(name, found) if name in _GUARDED else found

    def __contains__(self, name: object) -> bool:
        return name not in _HIDING and name in self._functions

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._functions if name not in _HIDING)

    def __len__(self) -> int:
        return sum(1 for _ in self)
