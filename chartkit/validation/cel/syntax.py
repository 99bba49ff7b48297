"""CEL source to a tree.

Upstream: github.com/google/cel-spec doc/langdef.md, section Syntax
"""

from __future__ import annotations

import re
from typing import TypeAlias

from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .values import CELError, UInt

__all__ = ["Call", "Index", "ListNode", "Literal", "MapNode", "Name", "Node", "Select", "parse"]

_DEPTH_LIMIT = 120
_LENGTH_LIMIT = 20_000
_TOKEN = late_pattern(
    r"""\s+|//[^\n]*
    |(?P<number>(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|0x[0-9a-fA-F]+u?|\d+u?))
    |(?P<string>(?:[rR][bB]?|[bB][rR]?)?(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>\|\||&&|==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ESCAPE = late_pattern(
    r"\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|(.))", re.DOTALL
)
#: Operators that take two sides, from the loosest to the tightest.
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset(("||",)),
    frozenset(("&&",)),
    frozenset(("<", "<=", ">=", ">", "==", "!=", "in")),
    frozenset(("+", "-")),
    frozenset(("*", "/", "%")),
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as it stands."""

    value: object


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Select:
    """``target.field``, or ``target.?field``."""

    target: Node
    field: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """``target[key]``, or ``target[?key]``."""

    target: Node
    key: Node
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """``function(arguments)`` or ``target.function(arguments)``; operators are calls too."""

    function: str
    target: Node | None
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ListNode:
    """``[a, ?b]``: items, and which of them are optional."""

    items: tuple[tuple[Node, bool], ...]


@dataclass(frozen=True, slots=True)
class MapNode:
    """``{a: b, ?c: d}``: keys, values, and which entries are optional."""

    entries: tuple[tuple[Node, Node, bool], ...]


Node: TypeAlias = Literal | Name | Select | Index | Call | ListNode | MapNode


def parse(source: str) -> Node:
    """Return the tree of an expression.

    Raises:
        CELError: ``source`` is not an expression.
    """
    if len(source) > _LENGTH_LIMIT:
        raise CELError("the expression is too long")
    return _Parser(_tokens(source)).whole()


def _tokens(source: str) -> list[tuple[str, str]]:
    tokens = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise CELError(f"unexpected {source[position]!r}")
        position = match.end()
        if match.lastgroup is not None:
            tokens.append((match.lastgroup, match[0]))
    return [*tokens, ("end", "")]


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        """Return the tree of the whole expression."""
        node = self._expression()
        if self._kind() != "end":
            raise CELError(f"unexpected {self._text()!r}")
        return node

    def _kind(self) -> str:
        return self._tokens[self._at][0]

    def _text(self) -> str:
        return self._tokens[self._at][1]

    def _take(self, text: str) -> bool:
        if self._kind() in ("sign", "name") and self._text() == text:
            self._at += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise CELError(f"{text!r} is wanted, not {self._text()!r}")

    def _expression(self) -> Node:
        """Read ``binary [ "?" binary ":" expression ]``."""
        self._depth += 1
        if self._depth > _DEPTH_LIMIT:
            raise CELError("the expression nests too deeply")
        node = self._binary(0)
        if self._take("?"):
            yes = self._binary(0)
            self._expect(":")
            node = Call("_?_:_", None, (node, yes, self._expression()))
        self._depth -= 1
        return node

    def _binary(self, level: int) -> Node:
        """Read ``tighter { operator tighter }``."""
        if level == len(_LEVELS):
            return self._unary()
        node = self._binary(level + 1)
        while self._kind() in ("sign", "name") and self._text() in _LEVELS[level]:
            operator = self._text()
            self._at += 1
            node = Call(operator, None, (node, self._binary(level + 1)))
        return node

    def _unary(self) -> Node:
        """Read ``{ "!" } member | { "-" } member``."""
        for operator in ("!", "-"):
            count = 0
            while self._take(operator):
                count += 1
            if count:
                node = self._member()
                if operator == "-" and isinstance(node, Literal) and count % 2 and isinstance(node.value, (int, float)):
                    return Literal(-node.value)
                return Call(f"{operator}_", None, (node,)) if count % 2 else node
        return self._member()

    def _member(self) -> Node:
        """Read ``primary { "." name [ arguments ] | "[" expression "]" }``."""
        node = self._primary()
        while True:
            if self._take("."):
                optional = self._take("?")
                if self._kind() != "name":
                    raise CELError(f"a field is wanted, not {self._text()!r}")
                name = self._text()
                self._at += 1
                if not optional and self._take("("):
                    node = Call(name, node, self._arguments(")"))
                else:
                    node = Select(node, name, optional)
            elif self._take("["):
                optional = self._take("?")
                node = Index(node, self._expression(), optional)
                self._expect("]")
            else:
                return node

    def _arguments(self, end: str) -> tuple[Node, ...]:
        """Read ``[ expression { "," expression } ] end``."""
        arguments = []
        while not self._take(end):
            arguments.append(self._expression())
            if not self._take(","):
                self._expect(end)
                break
        return tuple(arguments)

    def _primary(self) -> Node:
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return Literal(_number(text))
        if kind == "string":
            return Literal(_string(text))
        if kind == "name":
            if text in ("true", "false", "null"):
                return Literal({"true": True, "false": False, "null": None}[text])
            return Call(text, None, self._arguments(")")) if self._take("(") else Name(text)
        if text == "(":
            node = self._expression()
            self._expect(")")
            return node
        if text == "[":
            return self._list()
        if text == "{":
            return self._map()
        raise CELError(f"unexpected {text!r}" if text else "the expression ends too soon")

    def _list(self) -> Node:
        items = []
        while not self._take("]"):
            optional = self._take("?")
            items.append((self._expression(), optional))
            if not self._take(","):
                self._expect("]")
                break
        return ListNode(tuple(items))

    def _map(self) -> Node:
        entries = []
        while not self._take("}"):
            optional = self._take("?")
            key = self._expression()
            self._expect(":")
            entries.append((key, self._expression(), optional))
            if not self._take(","):
                self._expect("}")
                break
        return MapNode(tuple(entries))


def _number(text: str) -> object:
    if text.startswith("0x"):
        digits = text.removesuffix("u")
        return UInt(int(digits, 16)) if digits != text else int(text, 16)
    if text.endswith("u"):
        return UInt(text[:-1])
    return float(text) if any(char in text for char in ".eE") else int(text)


def _string(text: str) -> object:
    prefix = re.match(r"[rRbB]*", text)
    marks = prefix[0].lower() if prefix else ""
    body = text[len(marks) :]
    quote = 3 if body[:3] in ('"""', "'''") else 1
    body = body[quote:-quote]
    if "r" not in marks:
        body = _ESCAPE.sub(_unescape, body)
    return body.encode("latin-1" if "\\x" in text else "utf-8", "replace") if "b" in marks else body


def _unescape(match: re.Match[str]) -> str:
    for group in (1, 2, 3, 4):
        if match[group]:
            return chr(min(int(match[group], 16), 0x10FFFF))
    if match[5]:
        return chr(int(match[5], 8))
    return _ESCAPES.get(match[6], match[6])
