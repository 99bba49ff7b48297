"""A template's text to the pieces that it is made of: texts, comments, and actions cut into tokens.

Actions are found by one pattern and cut by another; only an action that the first does not match, because something in
it is wrong, is scanned token by token to find out what.

Upstream: text/template/parse lex.go
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from chartkit.gostd import strconv, unicode
from chartkit.patterns import late_pattern

__all__ = ["DEFAULT_DELIMS", "Piece", "Token", "cut", "describe"]

DEFAULT_DELIMS = ("{{", "}}")

#: PERF: tuples and not classes of their own; a big chart has a hundred thousand of them. A token's fields are: kind
#: (one of the words below, or a keyword), start, end, text, and whether white space stands before it. Offsets count
#: from the beginning of the action's inside, so that actions of the same text share their tokens. Fields that follow
#: each other or a variable without a space are one token.
Token = tuple[str, int, int, str, bool]

#: A stretch of the text: kind (``text``, ``comment``, ``action``, ``error`` or ``end``), start and end (with the trim
#: markers of an action), text (of an error, the message), and for an action the offset of its inside and its tokens.
Piece = tuple[str, int, int, str, int, list[Token]]

_NO_TOKENS: list[Token] = []

#: The kinds of tokens besides the keywords: assign, bool, char, charconst, complex, declare, dot, error, field, ident,
#: lparen, nil, number, pipe, raw, right, rparen, string, variable.
_KEYWORDS = frozenset({"block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"})
_WORDS = {"true": "bool", "false": "bool", "nil": "nil"} | {word: word for word in _KEYWORDS}
_PUNCTUATION = {"(": "lparen", ")": "rparen", "|": "pipe", "=": "assign", ":=": "declare", ",": "char"}
_SPACE = " \t\r\n"
_SPACES = frozenset(_SPACE)
_DIGITS = frozenset("0123456789")
#: What a lexeme is, by its first character.
_FIRSTS = (
    dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", "ident")
    | dict.fromkeys("+-0123456789", "number")
    | {".": "field", "$": "variable", '"': "string", "`": "raw", "'": "charconst"}
)

_ERRORS = {
    '"': "unterminated quoted string",
    "`": "unterminated raw quoted string",
    "'": "unterminated character constant",
    ":": "expected :=",
}

_STRING = r'"(?:[^"\\\n]|\\[^\n])*+"'
_RAW = r"`[^`]*+`"
_CHAR = r"'(?:[^'\\\n]|\\[^\n])*+'"
_NUMBER = (
    r"(?>[+-]?(?:0(?:[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?"
    r"|[oO][0-7_]*(?:\.[0-7_]*)?|[bB][01_]*(?:\.[01_]*)?)|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?)"
)
_LETTER = "[0-9A-Za-z_]"
_SINGLE = late_pattern(_NUMBER)

_WORD = r"[A-Za-z_][A-Za-z0-9_]*+"
_STOP = r"(?=[ \t\r\n.,|:)(]|\Z)"
#: The tokens of nearly all actions, and white space.
_USUAL = re.compile(
    rf"[ \t\r\n]+|(?:\.{_WORD})++{_STOP}|{_WORD}{_STOP}|{_STRING}|[|()=,]"
    rf"|\$(?:{_WORD})?+(?:\.{_WORD})*+{_STOP}|:=|\.{_STOP}|-?[0-9]++(?:\.[0-9]++)?+(?![\w.+-])|{_RAW}|{_CHAR}",
)
_SHORT = _PUNCTUATION | {".": "dot"}
#: Actions whose tokens are kept.
_KEPT = 50_000


def cut(text: str, delims: tuple[str, str] = DEFAULT_DELIMS) -> list[Piece]:
    """Return the pieces of ``text``; the last is of kind ``end``, or an error.

    An error stands where the parser will meet it: as a piece of its own, or as the last token of an action.
    """
    return _grammar(*delims).cut(text)


def describe(token: Token) -> str:
    """Return how messages call a token.

    Upstream: text/template/parse lex.go item.String
    """
    kind, text = token[0], token[3]
    if kind in {"field", "variable"}:
        # Here several of Go's tokens may be one; it is the first that is unexpected.
        dot = text.find(".", 1)
        text = text if dot < 0 else text[:dot]
    if kind in _KEYWORDS or kind in {"dot", "nil"}:
        return f"<{text}>"
    if unicode.byte_length(text) > 10:
        return f"{strconv.quote(text[:10])}..."
    return strconv.quote(text)


@lru_cache(maxsize=16)
def _grammar(left: str, right: str) -> _Grammar:
    return _Grammar(left, right)


class _Plain(dict[int, int]):
    """Characters beyond ASCII as one letter or as one sign, by what Go takes them for; made for ``str.translate``.

    Patterns ask the Unicode of the running Python what a letter is, which is older than Go's.
    """

    def __missing__(self, code: int) -> int:
        plain = code if code < 0x80 else ord("à" if _is_alphanumeric(chr(code)) else "€")
        if code <= 0xFFFF:  # So that a long text of rare characters does not stay in memory.
            self[code] = plain
        return plain


class _Grammar:
    """The patterns for one pair of delimiters."""

    def __init__(self, left: str, right: str) -> None:
        self.left = left
        self.right = right
        self.plain = _Plain({ord(char): ord(char) for char in right})
        begin, finish = re.escape(left), re.escape(right)
        first, rest = re.escape(right[0]), re.escape(right[1:])
        other = rf"[^\"'`{first}]" if right[0] not in "\"'`" else "(?!)"
        inside = rf"(?:{other}++|{_STRING}|{_RAW}|{_CHAR}|{first}(?!{rest}))*+"
        self.action = re.compile(
            rf"{begin}(-[ \t\r\n])?+(?:(?>(/\*.*?\*/))([ \t\r\n]-)?{finish}|(?!/\*)({inside}){finish})",
            re.DOTALL,
        )
        self.stop = rf"(?=[ \t\r\n.,|:)(]|\Z|{finish})"
        self.memo: dict[str, list[Token]] = {}

    @cached_property
    def token(self) -> re.Pattern[str]:
        """Return the pattern of all tokens of a plain text, and of one character of what is none."""
        return re.compile(
            rf"[ \t\r\n]+|(?:\.[^\W0-9]\w*+)++{self.stop}|[^\W0-9]\w*+{self.stop}|{_STRING}|[|()=]"
            rf"|\$\w*+(?:\.[^\W0-9]\w*+)*+{self.stop}|:=|\.(?![0-9]){self.stop}"
            rf"|(?=[0-9+\-]|\.[0-9]){_NUMBER}(?!{_LETTER})(?:(?=[+-]){_NUMBER}(?<=i)(?!{_LETTER})|(?![+-]))"
            rf"|{_RAW}|{_CHAR}|.",
            re.DOTALL,
        )

    def cut(self, text: str) -> list[Piece]:
        """Return the pieces of ``text``."""
        pieces: list[Piece] = []
        add = pieces.append
        left, tokens_of = self.left, self.memo
        find, match_at = text.find, self.action.match
        width = len(self.right)
        position = 0
        plain = ""
        while (start := find(left, position)) >= 0:
            match = match_at(text, start)
            if start > position:
                end = start
                if match[1] if match is not None else self._left_trim(text, start):
                    end = position + len(text[position:start].rstrip(_SPACE))
                if end > position:
                    add(("text", position, end, text[position:end], 0, _NO_TOKENS))
            inside: str | None = None if match is None else match[4]
            tokens = None if inside is None else tokens_of.get(inside) or self._tokens(inside)
            if match is not None and inside is not None and tokens is not None:
                position = match.end()
                add(("action", start, position, "", position - width - len(inside), tokens))
                trimmed = inside[-1:] == "-" and inside[-2:-1] in _SPACES
            elif match is not None and inside is None:
                position = match.end()
                add(("comment", start, position, match[2], 0, _NO_TOKENS))
                trimmed = match[3] is not None
            else:
                plain = plain or (text if text.isascii() else text.translate(self.plain))
                piece, position = self._scan(text, plain, start)
                add(piece)
                if piece[0] == "error" or piece[5][-1][0] == "error":
                    return pieces
                continue
            if trimmed:
                position = _SKIPPED.match(text, position).end()  # type: ignore[union-attr] # matches the empty text
        if position < len(text):
            add(("text", position, len(text), text[position:], 0, _NO_TOKENS))
        add(("end", len(text), len(text), "", 0, _NO_TOKENS))
        return pieces

    def _left_trim(self, text: str, start: int) -> bool:
        after = start + len(self.left)
        return text[after : after + 1] == "-" and text[after + 1 : after + 2] in _SPACES

    def _tokens(self, inside: str) -> list[Token] | None:
        """Return the tokens of an action's inside; None where there is something in it that is not quite usual.

        PERF: equals what :meth:`_scan` finds. Where lexemes of the usual kinds do not add up to the whole, there is
        something else between them.
        """
        size = len(inside)
        content = inside[:-2] if inside[-1:] == "-" and inside[-2:-1] in _SPACES else inside
        tokens: list[Token] = []
        start = depth = 0
        spaced = False
        for lexeme in _USUAL.findall(content):
            kind = _SHORT.get(lexeme)
            if kind is None:
                first = lexeme[0]
                if first in _SPACE:
                    spaced = True
                    start += len(lexeme)
                    continue
                kind = _FIRSTS[first]
                if kind == "ident":
                    kind = _WORDS.get(lexeme, kind)
            elif kind == "lparen":
                depth += 1
            elif kind == "rparen":
                depth -= 1
                if depth < 0:
                    return None
            end = start + len(lexeme)
            tokens.append((kind, start, end, lexeme, spaced))
            spaced = False
            start = end
        if depth or start != len(content):
            return None
        tokens.append(("right", size, size + len(self.right), self.right, spaced))
        if len(self.memo) >= _KEPT:
            self.memo.clear()
        self.memo[inside] = tokens
        return tokens

    def _kind(self, plain: str, start: int, lexeme: str) -> str:
        """Return the kind of a lexeme of a plain text; ``error`` where it is no lexeme of Go's."""
        found = _PUNCTUATION.get(lexeme)
        if found is not None:
            return found
        first = lexeme[0]
        kind = _FIRSTS.get(first, "")
        if kind in {"string", "raw", "charconst"}:
            return kind if len(lexeme) > 1 else "error"
        if kind == "number" or (kind == "field" and lexeme[1:2] in _DIGITS):
            return self._number(plain, start, lexeme)
        if not kind:
            if not first.isalpha():
                return "char" if " " < first <= "~" and first != ":" else "error"
            kind = "ident"
        fields = first == "$" and _FIELDS.match(plain, start + 1)
        if len(lexeme) == 1 and (fields or not self._stops(plain, start + 1)):
            return "error"
        if kind == "ident":
            return _WORDS.get(lexeme, kind)
        return "dot" if lexeme == "." else kind

    def _number(self, plain: str, start: int, lexeme: str) -> str:
        end = start + len(lexeme)
        whole = _SINGLE.match(plain, start).end() == end  # type: ignore[union-attr] # matches the empty text
        following = plain[end : end + 1]
        if _is_alphanumeric(following) or (len(lexeme) == 1 and (not whole or following in ("+", "-"))):
            return "error"
        return "number" if whole else "complex"

    def _scan(self, text: str, plain: str, start: int) -> tuple[Piece, int]:
        """Return the piece at a left delimiter where the pattern for actions does not match, and where it ends.

        ``plain`` is the text with its characters beyond ASCII as :class:`_Plain` has them.
        """
        inside = start + len(self.left)
        if self._left_trim(text, start):
            inside += 2
        if text.startswith("/*", inside):
            close = text.find("*/", inside + 2)
            message = "unclosed comment" if close < 0 else "comment ends before closing delimiter"
            return ("error", inside, len(text), message, 0, _NO_TOKENS), len(text)
        tokens: list[Token] = []
        position, depth, spaced = inside, 0, False
        while True:
            at = position
            trimmed = text[at : at + 1] in _SPACES and text.startswith("-" + self.right, at + 1)
            if trimmed or text.startswith(self.right, at):
                at += 2 * trimmed
                end = at + len(self.right)
                if depth > 0:
                    tokens.append(("error", position - inside, end - inside, "unclosed left paren", spaced))
                else:
                    tokens.append(("right", at - inside, end - inside, self.right, spaced))
                after = _SKIPPED.match(text, end).end() if trimmed else end  # type: ignore[union-attr] # see above
                return ("action", start, end, "", inside, tokens), after
            match = self.token.match(plain, position)
            if match is None:
                tokens.append(("error", position - inside, position - inside, "unclosed action", spaced))
                return ("action", start, position, "", inside, tokens), position
            lexeme = match.group()
            position = match.end()
            if lexeme[0] in _SPACE:
                spaced = True
                if text.startswith("-" + self.right, position):
                    # The last space belongs to the trim marker.
                    spaced = len(lexeme) > 1
                    position -= 1
                continue
            kind = self._kind(plain, match.start(), lexeme)
            if lexeme == "." and position == len(text):
                kind = "number"  # Go: a dot that ends the text begins a number.
            if kind == "lparen":
                depth += 1
            elif kind == "rparen":
                depth -= 1
                if depth < 0:
                    message = "unexpected right paren"
                    tokens.append(("error", match.start() - inside, position - inside, message, spaced))
                    return ("action", start, position, "", inside, tokens), position
            elif kind == "error":
                self._fail(tokens, text, plain, match.start(), inside, spaced=spaced)
                return ("action", start, position, "", inside, tokens), position
            tokens.append((kind, match.start() - inside, position - inside, text[match.start() : position], spaced))
            spaced = False

    def _stops(self, text: str, position: int) -> bool:
        """Upstream: text/template/parse lex.go atTerminator."""
        following = text[position : position + 1]
        return not following or following in " \t\r\n.,|:)(" or text.startswith(self.right, position)

    def _fail(self, tokens: list[Token], text: str, plain: str, start: int, inside: int, *, spaced: bool) -> None:
        """Add the error at ``start``, and before it the fields that Go's lexer has found by then."""
        good = start
        for field in _FIELDS.finditer(plain, start):
            end = field.end()
            if field.start() != good or text[end : end + 1] != ".":
                break
            good = end
        if good > start:
            kind = "field" if text[start] == "." else "variable"
            tokens.append((kind, start - inside, good - inside, text[start:good], spaced))
        tokens.append(("error", good - inside, good - inside, self._failure(text, good), spaced and good == start))

    def _failure(self, text: str, start: int) -> str:
        """Return what is wrong with the token at ``start``, with which nothing can begin or which does not end."""
        first = text[start]
        if first in _ERRORS:
            return _ERRORS[first]
        if first in "+-0123456789" or (first == "." and text[start + 1 : start + 2] in tuple("0123456789")):
            return self._bad_number(text, start)
        position = start + 1
        if first not in ".$" and not _is_alphanumeric(first):
            return f"unrecognized character in action: {_unicode(first)}"
        while position < len(text) and _is_alphanumeric(text[position]):
            position += 1
        return f"bad character {_unicode(text[position])}"

    def _bad_number(self, text: str, start: int) -> str:
        end = _SINGLE.match(text, start).end()  # type: ignore[union-attr] # matches the empty text
        if not _is_alphanumeric(text[end : end + 1]):
            end = _SINGLE.match(text, end).end()  # type: ignore[union-attr] # see above
        end += _is_alphanumeric(text[end : end + 1])
        return f"bad number syntax: {strconv.quote(text[start:end])}"


#: A variable or field, where it may be one of several.
_FIELDS = late_pattern(r"\$\w*|\.[^\W0-9]\w*")
_SKIPPED = re.compile(r"[ \t\r\n]*")


def _is_alphanumeric(char: str) -> bool:
    return char == "_" or (char != "" and (unicode.is_letter(char) or unicode.is_digit(char)))


def _unicode(char: str) -> str:
    """Return a character as ``%#U`` prints it."""
    code = 0xFFFD if "\udc80" <= char <= "\udcff" else ord(char)
    shown = f" '{chr(code)}'" if unicode.is_print(chr(code)) else ""
    return f"U+{code:04X}{shown}"
