"""Template text to trees, one for the text itself and one for each definition in it.

Upstream: text/template/parse parse.go
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple, NoReturn

from chartkit.errors import TemplateSyntaxError
from chartkit.gostd import strconv
from chartkit.source import Location, SourceText

from . import literals, nodes
from .lexer import DEFAULT_DELIMS, Piece, Token, cut, describe

__all__ = ["MAX_NESTING", "MAX_PARENTHESES", "parse"]

#: DEVIATION: Go allows 10,000 nested parentheses and any number of nested statements, with either of which a text can
#: exhaust the stack; nobody writes a tenth of these.
MAX_PARENTHESES = 150
MAX_NESTING = 90

_OPERANDS = frozenset(
    {"bool", "charconst", "complex", "dot", "field", "ident", "lparen", "nil", "number", "raw", "string", "variable"},
)
_BRANCHES: dict[str, type[nodes.Branch]] = {"if": nodes.If, "range": nodes.Range, "with": nodes.With}
#: What no field can follow, and what only the first command of a pipeline may begin with.
_CONSTANTS = (nodes.Bool, nodes.Dot, nodes.Nil, nodes.Number, nodes.String)


def parse(
    source: SourceText,
    *,
    functions: Container[str] | None = None,
    delims: tuple[str, str] = DEFAULT_DELIMS,
    comments: bool = False,
    go_1_23: bool = False,
) -> list[nodes.Tree]:
    """Return the trees of ``source``: its definitions in the order in which they end, and last the text's own.

    Args:
        source: The text, named as messages shall name it.
        functions: Names of the functions that may be used; None: any.
        delims: What actions begin and end with.
        comments: Keep the comments.
        go_1_23: Count lines in errors as Go 1.23 does: those within comments do not count.

    Raises:
        TemplateSyntaxError: The text is not a template; the message is Go's.

    Upstream: text/template/parse parse.go (*Tree).Parse
    """
    return _Parser(source, functions, delims, comments=comments, go_1_23=go_1_23).parse()


class _Stop(NamedTuple):
    """What ended a list of nodes: ``{{end}}`` or ``{{else}}``."""

    word: str
    start: int
    end: int
    #: Start of the last token that was read.
    at: int
    #: The ``if`` or ``with`` that stands after ``else``.
    pending: Token | None


class _Parser:
    """The state of one parse; ``tokens``, ``at`` and ``inside`` say where in which action it stands."""

    def __init__(
        self,
        source: SourceText,
        functions: Container[str] | None,
        delims: tuple[str, str],
        *,
        comments: bool,
        go_1_23: bool,
    ) -> None:
        self.source = source
        self.functions = functions
        self.delims = delims
        self.comments = comments
        self.go_1_23 = go_1_23
        #: ``break`` and ``continue`` where they are no statements, because functions have these names.
        self.plain_words = [word for word in ("break", "continue") if functions is not None and word in functions]
        self.pieces: Iterator[Piece] = iter(cut(source.text, delims))
        self.trees: dict[str, nodes.Tree] = {}
        self.tokens: list[Token] = []
        self.at = 0
        self.inside = 0
        self.variables = ["$"]
        self.loops = 0
        self.depth = 0
        self.parentheses = 0
        #: Start of the token up to which Go's lexer has gone ahead of its parser.
        self.ahead = 0
        #: Start of the action that is being read; as in Go it is forgotten when an action within it ends.
        self.action: int | None = None

    # Errors.

    def fail(self, message: str, at: int) -> NoReturn:
        """Refuse the text; ``at`` is the start of the last token that Go's lexer made.

        Raises:
            TemplateSyntaxError: Always.
        """
        line = self._line(max(at, self.ahead))
        name = self.source.name
        raise TemplateSyntaxError(f"template: {name}:{line}: {message}", Location(name, line))

    def _line(self, at: int) -> int:
        """Return the line that an error at ``at`` names."""
        line = self.source.location(at).line
        if not self.go_1_23:
            return line
        text = self.source.text
        comments = (piece for piece in cut(text, self.delims) if piece[0] == "comment" and piece[1] < at)
        for _, start, end, *_ in comments:
            line -= text.count("\n", text.find("/*", start), text.rfind("*/", start, end))
        return line

    def refuse_function(self, name: str, at: int) -> NoReturn:
        """Refuse a call of a function that there is not; a hint tells the nearest that there is.

        Raises:
            TemplateSyntaxError: Always.
        """
        from chartkit.suggest import nearest

        known: object = self.functions
        near = nearest(name, sorted(known)) if isinstance(known, Iterable) else ""
        line = self._line(max(at, self.ahead))
        message = f"template: {self.source.name}:{line}: function {strconv.quote(name)} not defined"
        hint = f"Did you mean {near}?" if near else ""
        raise TemplateSyntaxError(message, self.source.location(at), hint)

    def unexpected(self, token: Token, context: str) -> NoReturn:
        """Refuse ``token``.

        Upstream: text/template/parse parse.go (*Tree).unexpected
        """
        if token[0] == "error":
            self.broken(token[3], self.inside + token[1])
        self.fail(f"unexpected {describe(token)} in {context}", self.inside + token[1])

    def broken(self, message: str, at: int) -> NoReturn:
        """Report what the lexer could not read."""
        if self.action is not None:
            began, line = self._line(self.action), self._line(at)
            if began != line:
                where = f" in action started at {self.source.name}:{began}"
                message += where.removeprefix(" in action") if message.endswith(" action") else where
        self.fail(message, at)

    def expect_right(self, context: str) -> int:
        """Step over the right delimiter; return its start."""
        token = self.tokens[self.at]
        if token[0] != "right":
            self.unexpected(token, context)
        self.at += 1
        return self.inside + token[1]

    def action_text(self, word: str) -> str:
        """Return ``{{word}}``."""
        return f"{self.delims[0]}{word}{self.delims[1]}"

    # Texts and actions.

    def parse(self) -> list[nodes.Tree]:
        """Tree = { text | definition | action }."""
        source = self.source
        root = nodes.List(0, len(source.text), 0, [])
        for piece in self.pieces:
            if piece[0] == "end":
                break
            if piece[0] == "action" and piece[5][0][0] == "define":
                self.definition(piece)
                continue
            stop = self.statement(piece, root.nodes)
            if stop is not None:
                self.fail(f"unexpected {self.action_text(stop.word)}", stop.at)
        self.add(nodes.Tree(source.name, source, root, 0, len(source.text)), len(source.text))
        own = self.trees.pop(source.name)
        trees = [*self.trees.values(), own]
        for index, tree in enumerate(trees):
            tree.index = index
        return trees

    def add(self, tree: nodes.Tree, at: int) -> None:
        """Keep a tree. An empty one gives way to another of the same name.

        Upstream: text/template/parse parse.go (*Tree).add
        """
        tree.empty = nodes.is_empty(tree.root)
        before = self.trees.get(tree.name)
        if before is None or before.empty:
            self.trees[tree.name] = tree
        elif not tree.empty:
            self.fail(f"template: multiple definition of template {strconv.quote(tree.name)}", at)

    def items(self, found: list[nodes.Node]) -> _Stop:
        """Items = { text | action }, up to an ``{{end}}`` or ``{{else}}``."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            self.fail("statements are nested too deeply", self.inside)
        for piece in self.pieces:
            if piece[0] == "end":
                self.fail("unexpected EOF", piece[1])
            stop = self.statement(piece, found)
            if stop is not None:
                self.depth -= 1
                return stop
        message = "the pieces of a text end with one of kind end or error"
        raise AssertionError(message)

    def statement(self, piece: Piece, found: list[nodes.Node]) -> _Stop | None:
        """Add what ``piece`` begins to ``found``; return the stop that it is, if it is one."""
        kind, start, end, text, inside, tokens = piece
        if kind == "text":
            found.append(nodes.Text(start, end, start, text))
            return None
        if kind == "comment":
            if self.comments:
                found.append(nodes.Comment(start, end, start, text, self.delims))
            return None
        if kind == "error":
            self.broken(text, start)
        self.action = start
        self.tokens, self.inside, self.at = tokens, inside, 1
        word = tokens[0][0]
        stop = None
        if word in _BRANCHES:
            found.append(self.branch(piece, word))
        elif word in {"end", "else"}:
            stop = self.stop(piece, word)
        elif word in {"template", "block"}:
            found.append(self.template(piece, block=word == "block"))
        elif word in {"break", "continue"} and word not in self.plain_words:
            found.append(self.loop_word(piece, word))
        else:
            self.at = 0
            pipe = self.pipeline("command", "right")
            found.append(nodes.Action(start, end, pipe.pos, pipe, self.delims))
        self.action = None
        return stop

    def definition(self, piece: Piece) -> None:
        """Definition = "define" string items "end"."""
        _, _, _, _, self.inside, self.tokens = piece
        self.at = 2
        name = self.name(self.tokens[1], "define clause")
        self.expect_right("define clause")
        self.body(name, piece, "define clause")

    def body(self, name: str, piece: Piece, context: str) -> int:
        """Read the body of a definition or block up to its end; return where that is."""
        outer = self.variables, self.loops
        self.variables, self.loops, self.action = ["$"], 0, None
        start, opened = piece[1:3]
        root = nodes.List(opened, opened, opened, [])
        stop = self.items(root.nodes)
        if stop.word != "end":
            # Go: a block is read by another parser; the one that complains has seen no more than the opening action.
            at = stop.at if context == "define clause" else opened - len(self.delims[1])
            self.fail(f"unexpected {self.action_text(stop.word)} in {context}", at)
        root.end = stop.start
        self.add(nodes.Tree(name, self.source, root, start, stop.end), stop.at)
        self.variables, self.loops = outer
        return stop.end

    def name(self, token: Token, context: str) -> str:
        """Return the value of the string that names a template."""
        if token[0] not in {"string", "raw"}:
            self.unexpected(token, context)
        try:
            return literals.string(token[3])
        except literals.LiteralError as error:
            self.fail(error.message, self.inside + token[1])

    def template(self, piece: Piece, *, block: bool) -> nodes.Template:
        """Template = "template" string [ pipeline ] | "block" string pipeline items "end"."""
        context = "block clause" if block else "template clause"
        token = self.tokens[1]
        pos = self.inside + token[1]
        name = self.name(token, context)
        self.at = 2
        pipe = None
        if block or self.tokens[2][0] != "right":
            pipe = self.pipeline(context, "right")
        end = self.body(name, piece, context) if block else piece[2]
        return nodes.Template(piece[1], end, pos, name, pipe, self.delims, block)

    def loop_word(self, piece: Piece, word: str) -> nodes.Break | nodes.Continue:
        """loop_word = "break" | "continue"."""
        pos = self.inside + self.tokens[0][1]
        at = self.expect_right(self.action_text(word))
        if not self.loops:
            self.fail(f"{self.action_text(word)} outside {self.action_text('range')}", at)
        kind = nodes.Break if word == "break" else nodes.Continue
        return kind(piece[1], piece[2], pos, self.delims)

    def stop(self, piece: Piece, word: str) -> _Stop:
        """Stop = "end" | "else" [ "if" | "with" ]."""
        token = self.tokens[1]
        if word == "else" and token[0] in {"if", "with"}:
            return _Stop(word, piece[1], piece[2], self.inside + token[1], token)
        return _Stop(word, piece[1], piece[2], self.expect_right(word), None)

    def branch(self, piece: Piece, word: str) -> nodes.Branch:
        """Branch = word pipeline items { "else" word pipeline items } [ "else" items ] "end".

        Upstream: text/template/parse parse.go (*Tree).parseControl
        """
        variables = len(self.variables)
        chain: list[tuple[int, nodes.Pipe, nodes.List, _Stop]] = []
        start, opened = piece[1:3]
        while True:
            pipe = self.pipeline(word, "right")
            body = nodes.List(opened, opened, opened, [])
            self.loops += word == "range"
            stop = self.items(body.nodes)
            self.loops -= word == "range"
            body.end = stop.start
            chain.append((start, pipe, body, stop))
            if stop.pending is None or word == "range" or stop.pending[0] != word:
                break
            # {{else if x}} is {{else}}{{if x}}, and one {{end}} ends both.
            start, opened, self.at = stop.start, stop.end, 2
        otherwise = None
        if stop.word == "else":
            if stop.pending is not None:
                self.unexpected(stop.pending, "input")
            opened = stop.end
            otherwise = nodes.List(opened, opened, opened, [])
            stop = self.items(otherwise.nodes)
            if stop.word != "end":
                self.fail(f"expected end; found {self.action_text(stop.word)}", stop.at)
            otherwise.end = stop.start
        del self.variables[variables:]
        kind = _BRANCHES[word]
        closed, end = stop.start, stop.end
        while True:
            start, pipe, body, divider = chain.pop()
            middle = (divider.start, divider.end) if divider.word == "else" else (closed, closed)
            node = kind(start, end, pipe.pos, pipe, body, otherwise, self.delims, (body.start, *middle, closed))
            if not chain:
                return node
            otherwise = nodes.List(start, end, start, [node])

    # Pipelines.

    def pipeline(self, context: str, end: str) -> nodes.Pipe:
        """Pipeline = [ variable [ "," variable ] ( ":=" | "=" ) ] command { "|" command }."""
        tokens, inside = self.tokens, self.inside
        first = tokens[self.at]
        declared: list[nodes.Variable] = []
        assign = first[0] == "variable" and self.declarations(context, declared)
        commands: list[nodes.Command] = []
        while True:
            token = tokens[self.at]
            if token[0] == end:
                break
            if token[0] not in _OPERANDS and token[0] not in self.plain_words:
                self.unexpected(token, context)
            commands.append(self.command())
        at = inside + token[1]
        if not commands:
            self.fail(f"missing value for {context}", at)
        for stage, command in enumerate(commands):
            if stage and isinstance(command.args[0], _CONSTANTS):
                self.fail(f"non executable command in pipeline stage {stage + 1}", at)
        start = inside + first[1]
        stop = inside + tokens[self.at - 1][2]
        self.at += 1
        return nodes.Pipe(start, stop, start, assign, declared, commands)

    def declarations(self, context: str, declared: list[nodes.Variable]) -> bool:
        """Read the variables that a pipeline sets, if it sets any; return whether they are assigned to."""
        tokens, inside = self.tokens, self.inside
        while tokens[self.at][0] == "variable":
            _, start, end, name, _ = tokens[self.at]
            after = tokens[self.at + 1]
            self.ahead = inside + (after[1] if "." not in name else start + name.index("."))
            comma = after[3] == ","
            if "." in name or (not comma and after[0] not in {"assign", "declare"}):
                return False
            self.at += 2
            declared.append(nodes.Variable(inside + start, inside + end, inside + start, name))
            self.variables.append(name)
            if not comma:
                return after[0] == "assign"
            if context != "range" or len(declared) > 1:
                self.fail(f"too many declarations in {context}", self.ahead)
            following = tokens[self.at]
            if following[0] not in {"variable", "right", "rparen"}:
                self.fail("range can only initialize variables", inside + following[1])
        return False

    def command(self) -> nodes.Command:
        """Command = operand { space operand } [ "|" ]."""
        tokens = self.tokens
        args: list[nodes.Node] = []
        while True:
            token = tokens[self.at]
            kind = token[0]
            if (kind in _OPERANDS or kind in self.plain_words) and (token[4] or not args):
                args.append(self.operand())
                continue
            end = args[-1].end
            if kind == "pipe":
                self.at += 1
            elif kind not in {"right", "rparen"}:
                self.unexpected(token, "operand")
            break
        # Go's place of a command is its first operand's first token, which is not that operand's own place.
        start = args[0].start
        return nodes.Command(start, end, start, args)

    def operand(self) -> nodes.Node:
        """Operand = field { field } | variable { field } | ( function | "(" pipeline ")" ) { field } | constant."""
        kind, start, end, text, _ = self.tokens[self.at]
        self.at += 1
        start += self.inside
        end += self.inside
        node: nodes.Node
        if kind == "field":
            # Go's place of several fields is the second one's.
            second = text.find(".", 1)
            if second < 0:
                return nodes.Field(start, end, start, (text[1:],))
            return nodes.Field(start, end, start + second, tuple(text[1:].split(".")))
        if kind == "variable":
            return self.variable(start, end, text)
        if kind == "string":
            node = self.literal(kind, start, end, text)
        elif kind == "ident" or kind in self.plain_words:
            if self.functions is not None and text not in self.functions:
                self.refuse_function(text, start)
            node = nodes.Identifier(start, end, start, text)
        elif kind == "dot":
            node = nodes.Dot(start, end, start)
        elif kind == "lparen":
            node = self.parenthesised(start)
        elif kind == "bool":
            node = nodes.Bool(start, end, start, text == "true")
        elif kind == "nil":
            node = nodes.Nil(start, end, start)
        else:
            node = self.literal(kind, start, end, text)
        token = self.tokens[self.at]
        if token[0] != "field" or token[4]:
            return node
        self.at += 1
        return self.chain(node, token)

    def chain(self, node: nodes.Node, fields: Token) -> nodes.Chain:
        """Chain = ( function | "(" pipeline ")" ) field { field }."""
        _, start, end, text, _ = fields
        if not isinstance(node, (nodes.Pipe, nodes.Identifier)):
            token = self.tokens[self.at]
            self.fail(
                f"unexpected . after term {strconv.quote(str(node))}", self.inside + (end if token[4] else token[1])
            )
        return nodes.Chain(node.start, self.inside + end, self.inside + start, node, tuple(text[1:].split(".")))

    def variable(self, start: int, end: int, text: str) -> nodes.Variable:
        """Variable = "$" [ name ] { field }."""
        name, *path = text.split(".")
        if name not in self.variables:
            self.fail(f"undefined variable {strconv.quote(name)}", start)
        return nodes.Variable(start, end, start + len(name) if path else start, name, tuple(path))

    def literal(self, kind: str, start: int, end: int, text: str) -> nodes.Node:
        """Literal = string | raw string | number | character."""
        try:
            if kind in {"string", "raw"}:
                return nodes.String(start, end, start, text, literals.string(text))
            if kind == "number":
                return literals.number(start, end, text)
            if kind == "charconst":
                return literals.char(start, end, text)
            return literals.complex_number(start, end, text)
        except literals.LiteralError as error:
            self.fail(error.message, start)

    def parenthesised(self, start: int) -> nodes.Pipe:
        """Parenthesised = "(" pipeline ")"; the node's extent has the parentheses."""
        self.parentheses += 1
        if self.parentheses > MAX_PARENTHESES:
            self.fail("max expression depth exceeded", start)
        pipe = self.pipeline("parenthesized pipeline", "rparen")
        self.parentheses -= 1
        pipe.start, pipe.end = start, self.inside + self.tokens[self.at - 1][2]
        return pipe
