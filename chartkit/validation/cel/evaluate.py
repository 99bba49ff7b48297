"""A tree of CEL and variables to a value.

Upstream: github.com/google/cel-spec doc/langdef.md, sections Evaluation and Macros
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from .functions import FUNCTIONS, METHODS, NAMESPACED, TYPES
from .syntax import Call, Index, ListNode, Literal, MapNode, Name, Node, Select, parse
from .values import CELError, Optional, UnsupportedError

__all__ = ["Program", "compile_expression"]

#: Steps that one evaluation may take; the server bounds the cost of a rule in much the same way.
_STEP_LIMIT = 500_000
_MISSING = object()
#: What schemas call fields whose names are no identifiers of CEL.
_ESCAPES = {"__dot__": ".", "__dash__": "-", "__slash__": "/", "__underscores__": "__"}
_RESERVED = frozenset(
    "true false null in as break const continue else for function if import let loop package namespace return var void "
    "while".split()
)
Variables = Mapping[str, object]


@lru_cache(maxsize=2048)
def compile_expression(source: str) -> Program:
    """Return the program of an expression; the same for the same source.

    Raises:
        CELError: ``source`` is not an expression.
    """
    return Program(parse(source))


class Program:
    """An expression that can be evaluated many times."""

    def __init__(self, root: Node) -> None:
        self._root = root

    def evaluate(self, variables: Variables) -> object:
        """Return the value of the expression.

        Raises:
            UnsupportedError: A function is not known here, or the evaluation takes too long.
            CELError: The evaluation fails.
        """
        try:
            return _Evaluation().value(self._root, variables)
        except (TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as error:
            # The functions are written for the types that the server's type checker lets through.
            raise CELError(f"no such overload ({error})") from error

    def names(self, node: Node | None = None) -> set[str]:
        """Return the variables that the expression mentions."""
        node = self._root if node is None else node
        if isinstance(node, Name):
            return {node.name}
        parts: tuple[Node, ...] = ()
        if isinstance(node, Select):
            parts = (node.target,)
        elif isinstance(node, Index):
            parts = (node.target, node.key)
        elif isinstance(node, Call):
            parts = (*node.arguments, node.target) if node.target else node.arguments
        elif isinstance(node, ListNode):
            parts = tuple(item for item, _ in node.items)
        elif isinstance(node, MapNode):
            parts = tuple(part for key, value, _ in node.entries for part in (key, value))
        return {name for part in parts for name in self.names(part)}


class _Evaluation:
    """One evaluation; counts its steps."""

    def __init__(self) -> None:
        self._steps = 0

    def value(self, node: Node, scope: Variables) -> object:
        """Return the value of ``node``."""
        self._steps += 1
        if self._steps > _STEP_LIMIT:
            raise UnsupportedError("the rule takes too long")
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Name):
            if node.name in scope:
                return scope[node.name]
            if node.name in TYPES:
                return TYPES[node.name]
            raise CELError(f"undeclared reference to {node.name!r}")
        if isinstance(node, Select):
            return self._select(node, scope)
        if isinstance(node, Index):
            return self._index(node, scope)
        if isinstance(node, Call):
            return self._call(node, scope)
        if isinstance(node, ListNode):
            return self._list(node, scope)
        return self._map(node, scope)

    def _select(self, node: Select, scope: Variables) -> object:
        target = self.value(node.target, scope)
        optional = node.optional or isinstance(target, Optional)
        if isinstance(target, Optional):
            if not target.present:
                return target
            target = target.value
        if not isinstance(target, dict):
            raise CELError(f"{node.field!r} is selected from what is no object")
        found = _field(target, node.field)
        if optional:
            return Optional() if found is _MISSING else Optional(found, present=True)
        if found is _MISSING:
            raise CELError(f"no such key: {node.field}")
        return found

    def _index(self, node: Index, scope: Variables) -> object:
        target, key = self.value(node.target, scope), self.value(node.key, scope)
        optional = node.optional or isinstance(target, Optional)
        if isinstance(target, Optional):
            if not target.present:
                return target
            target = target.value
        found: object = _MISSING
        if isinstance(target, list) and isinstance(key, (int, float)) and int(key) == key:
            found = target[int(key)] if 0 <= key < len(target) else _MISSING
        elif isinstance(target, dict):
            found = target.get(key, _MISSING)
        if optional:
            return Optional() if found is _MISSING else Optional(found, present=True)
        if found is _MISSING:
            raise CELError(f"no such key: {key}" if isinstance(target, dict) else f"index out of bounds: {key}")
        return found

    def _list(self, node: ListNode, scope: Variables) -> list[object]:
        result = []
        for item, optional in node.items:
            value = self.value(item, scope)
            if not optional:
                result.append(value)
            elif isinstance(value, Optional) and value.present:
                result.append(value.value)
        return result

    def _map(self, node: MapNode, scope: Variables) -> dict[object, object]:
        result = {}
        for key, item, optional in node.entries:
            value = self.value(item, scope)
            if not optional:
                result[self.value(key, scope)] = value
            elif isinstance(value, Optional) and value.present:
                result[self.value(key, scope)] = value.value
        return result

    def _call(self, node: Call, scope: Variables) -> object:
        name, arguments = node.function, node.arguments
        if node.target is None:
            if name in ("&&", "||"):
                return self.decided(name == "||", ((side, scope) for side in arguments))
            if name == "_?_:_":
                return self.value(arguments[1 if self.truth(arguments[0], scope) else 2], scope)
            if name == "has" and len(arguments) == 1:
                return self._has(arguments[0], scope)
            function = FUNCTIONS.get(name)
            if function is None:
                raise UnsupportedError(f"function {name} is not known")
            return function(*(self.value(argument, scope) for argument in arguments))
        if isinstance(node.target, Name) and node.target.name not in scope:
            return self._namespaced(f"{node.target.name}.{name}", arguments, scope)
        macro = _MACROS.get(name)
        if macro is not None and len(arguments) >= 2 and isinstance(arguments[0], Name):
            return macro(self, self.value(node.target, scope), arguments, scope)
        method = METHODS.get(name)
        if method is None:
            raise UnsupportedError(f"function {name} is not known")
        return method(self.value(node.target, scope), *(self.value(argument, scope) for argument in arguments))

    def _namespaced(self, name: str, arguments: tuple[Node, ...], scope: Variables) -> object:
        if name == "cel.bind" and len(arguments) == 3 and isinstance(arguments[0], Name):
            return self.value(arguments[2], {**scope, arguments[0].name: self.value(arguments[1], scope)})
        function = NAMESPACED.get(name)
        if function is None:
            raise UnsupportedError(f"function {name} is not known")
        return function(*(self.value(argument, scope) for argument in arguments))

    def truth(self, node: Node, scope: Variables) -> bool:
        """Return the value of a condition."""
        value = self.value(node, scope)
        if not isinstance(value, bool):
            raise CELError("a condition is no boolean")
        return value

    def decided(self, decisive: bool, conditions: Iterable[tuple[Node, Variables]]) -> bool:
        """Return ``decisive`` if one of the conditions has that value; an error counts only if none has."""
        failure: CELError | None = None
        for node, scope in conditions:
            try:
                if self.truth(node, scope) is decisive:
                    return decisive
            except UnsupportedError:
                raise
            except CELError as error:
                failure = error
        if failure is not None:
            raise failure
        return not decisive

    def _has(self, node: Node, scope: Variables) -> bool:
        if not isinstance(node, Select):
            raise CELError("has() wants a field")
        target = self.value(node.target, scope)
        if isinstance(target, Optional):
            target = target.value if target.present else {}
        if not isinstance(target, dict):
            raise CELError(f"{node.field!r} is selected from what is no object")
        return _field(target, node.field) is not _MISSING

    def each(
        self, items: object, arguments: tuple[Node, ...], scope: Variables, names: int
    ) -> list[tuple[object, object, dict[str, object]]]:
        """Return key, value and scope for each entry of a list or map, with one or two names bound."""
        if not isinstance(items, (list, dict)):
            raise CELError("a list or a map is wanted")
        pairs = list(enumerate(items)) if isinstance(items, list) else list(items.items())
        bound = [argument.name for argument in arguments[:names] if isinstance(argument, Name)]
        if len(bound) != names:
            raise CELError("a macro wants names of variables")
        result = []
        for key, value in pairs:
            first = value if isinstance(items, list) else key
            held = {bound[0]: first} if names == 1 else {bound[0]: key, bound[1]: value}
            result.append((key, value, {**scope, **held}))
        return result


def _field(target: dict[object, object], name: str) -> object:
    """Return a field by its name, which may be escaped."""
    found = target.get(name, _MISSING)
    if found is _MISSING and "__" in name:
        if name.startswith("__") and name.endswith("__") and name[2:-2] in _RESERVED:
            return target.get(name[2:-2], _MISSING)
        for escape, plain in _ESCAPES.items():
            name = name.replace(escape, plain)
        found = target.get(name, _MISSING)
    return found


def _quantified(decisive: bool) -> Callable[[_Evaluation, object, tuple[Node, ...], Variables], object]:
    """Return ``exists`` (decided by true) or ``all``."""

    def macro(run: _Evaluation, items: object, arguments: tuple[Node, ...], scope: Variables) -> object:
        each = run.each(items, arguments, scope, len(arguments) - 1)
        return run.decided(decisive, ((arguments[-1], inner) for _, _, inner in each))

    return macro


def _exists_one(run: _Evaluation, items: object, arguments: tuple[Node, ...], scope: Variables) -> object:
    inner = run.each(items, arguments, scope, len(arguments) - 1)
    return sum(run.truth(arguments[-1], bound) for _, _, bound in inner) == 1


def _filter(run: _Evaluation, items: object, arguments: tuple[Node, ...], scope: Variables) -> object:
    kept = [
        (key, value) for key, value, bound in run.each(items, arguments, scope, 1) if run.truth(arguments[1], bound)
    ]
    return [value for _, value in kept] if isinstance(items, list) else [key for key, _ in kept]


def _mapped(run: _Evaluation, items: object, arguments: tuple[Node, ...], scope: Variables) -> object:
    return [
        run.value(arguments[-1], bound)
        for _, _, bound in run.each(items, arguments, scope, 1)
        if len(arguments) == 2 or run.truth(arguments[1], bound)
    ]


def _transform_list(run: _Evaluation, items: object, arguments: tuple[Node, ...], scope: Variables) -> object:
    return [
        run.value(arguments[-1], bound)
        for _, _, bound in run.each(items, arguments, scope, 2)
        if len(arguments) == 3 or run.truth(arguments[2], bound)
    ]


def _transform_map(run: _Evaluation, items: object, arguments: tuple[Node, ...], scope: Variables) -> object:
    return {
        key: run.value(arguments[-1], bound)
        for key, _, bound in run.each(items, arguments, scope, 2)
        if len(arguments) == 3 or run.truth(arguments[2], bound)
    }


def _transform_entries(run: _Evaluation, items: object, arguments: tuple[Node, ...], scope: Variables) -> object:
    result: dict[object, object] = {}
    for _, _, bound in run.each(items, arguments, scope, 2):
        if len(arguments) == 3 or run.truth(arguments[2], bound):
            made = run.value(arguments[-1], bound)
            if not isinstance(made, dict) or result.keys() & made.keys():
                raise CELError("transformMapEntry wants a map with other keys")
            result |= made
    return result


def _opt_map(run: _Evaluation, target: object, arguments: tuple[Node, ...], scope: Variables) -> object:
    if not isinstance(target, Optional) or not isinstance(arguments[0], Name):
        raise CELError("optMap wants an optional value")
    if not target.present:
        return target
    return Optional(run.value(arguments[1], {**scope, arguments[0].name: target.value}), present=True)


def _opt_flat_map(run: _Evaluation, target: object, arguments: tuple[Node, ...], scope: Variables) -> object:
    mapped = _opt_map(run, target, arguments, scope)
    return mapped.value if isinstance(mapped, Optional) and mapped.present else mapped


_MACROS: dict[str, Callable[[_Evaluation, object, tuple[Node, ...], Variables], object]] = {
    "all": _quantified(False),
    "exists": _quantified(True),
    "exists_one": _exists_one,
    "existsOne": _exists_one,
    "filter": _filter,
    "map": _mapped,
    "optFlatMap": _opt_flat_map,
    "optMap": _opt_map,
    "transformList": _transform_list,
    "transformMap": _transform_map,
    "transformMapEntry": _transform_entries,
}
