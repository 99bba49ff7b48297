"""The functions that a folder's templates can call.

Go's own mean what they mean in Go, which is all that kube-appdeploy's templates had; those of sprig and Helm come
beside them, then ``ismode``, then what the caller registers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import cast

from chartkit.functions import Environment, helm_functions
from chartkit.gotemplate import FuncMap

from .modes import Modes
from .undefined import PRINTERS, refuse_none

__all__ = ["MODES", "Function", "functions_of"]

Function = Callable[..., object]

#: The modes of the rendering that is under way.
MODES: ContextVar[Modes] = ContextVar("modes")

#: Functions of sprig that would hide one of Go's: sprig's takes no strings.
_HIDING = frozenset({"slice"})

#: Functions of sprig that print their arguments in quotes or in a row, and leave out nil without a word.
_QUOTING = ("quote", "squote", "cat")


def functions_of(own: Mapping[str, Function], environment: Environment) -> FuncMap:
    """Return all functions by name.

    Args:
        own: What the caller registers; it comes before everything else.
        environment: What functions learn of the world.
    """
    library = helm_functions(environment)
    printers = {**PRINTERS, **{name: _strict(library, name) for name in _QUOTING}}
    return FuncMap(_Library(library)).extend({**printers, "ismode": _ismode, **own})


def _strict(library: Mapping[str, Function], name: str) -> Function:
    """Return the function ``name``, refusing an argument without a value where the policy is to refuse."""

    def strict(*values: object) -> str:
        refuse_none(values)
        return cast("str", library[name](*values))

    return strict


def _ismode(context: object, workload: str, container: str, mode: str) -> bool:
    """Return whether ``container`` of ``workload`` runs in ``mode``."""
    return MODES.get().ismode(context, workload, container, mode)


class _Library(Mapping[str, Function]):
    """Helm's functions but those that hide one of Go's. They are imported one by one, so they are not copied."""

    __slots__ = ("_functions",)

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions

    def __getitem__(self, name: str) -> Function:
        if name in _HIDING:
            raise KeyError(name)
        return self._functions[name]

    def __contains__(self, name: object) -> bool:
        return name not in _HIDING and name in self._functions

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._functions if name not in _HIDING)

    def __len__(self) -> int:
        return sum(1 for _ in self)
