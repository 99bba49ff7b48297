"""JSON text to values, with Go's complaint about text that is not JSON.

The reader keeps its own stack, so that a hostile text meets Go's limit of depth and never Python's.

Upstream: encoding/json v2_decode.go, v2_scanner.go; jsontext decode.go; internal/jsonwire decode.go
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from chartkit.errors import JSONError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from . import strconv, unicode

__all__ = ["UNEXPECTED_END", "Reader", "UnmarshalTypeError", "misfit_text"]

#: Go: more brackets than these cannot be open at once.
_MAX_DEPTH = 10_000

UNEXPECTED_END = "unexpected end of JSON input"

_SPACES = " \t\r\n"
_SPACE = late_pattern(f"[{_SPACES}]*")
_PLAIN = late_pattern('[^"\\\\\0-\x1f]*')
_HEX = late_pattern("[0-9a-fA-F]{4}")
_NUMBER = late_pattern(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# What a number may begin with, up to where a digit is missing.
_NUMBER_START = late_pattern(r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:(?<=[0-9])[eE][+-]?)?)?")
_LITERALS: dict[str, tuple[str, object]] = {"n": ("null", None), "t": ("true", True), "f": ("false", False)}
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

# Beginnings of an escape that the end of the text cuts off.
_CUT_ESCAPE = late_pattern(rb"\\(?:u[0-9a-fA-F]{0,4})?")


class UnmarshalTypeError(JSONError):
    """A JSON value does not fit the Go type that it is read into; ``value`` is what could be read nevertheless."""

    def __init__(self, message: str, value: object = None) -> None:
        super().__init__(message)
        self.args = (message, value)  # pickle rebuilds an exception from args
        self.value = value


@dataclass(slots=True)
class _Frame:
    """An array or object that is being read. Not frozen: it grows."""

    container: list[object] | dict[str, object]
    #: The key whose value comes next.
    key: str = ""


class Reader:
    """Reads one JSON value after another from a text.

    Args:
        text: JSON, or what claims to be.
        number: Makes a value of a number's text; a ``NumError`` from it is reported as Go does, and counts as 0.
    """

    #: What stands in place of a number that does not fit.
    _in_place_of_misfit: ClassVar[object] = 0.0

    def __init__(self, text: str, number: Callable[[str], object]) -> None:
        self.text = unicode.canonical(text)
        self.position = 0
        #: Go's complaint about the first number that does not fit.
        self.misfit = ""
        self._number = number
        self._frames: list[_Frame] = []

    def read(self) -> object:
        """Return the value that comes next.

        Raises:
            JSONError: The text is not JSON, or too deeply nested.

        Upstream: jsontext decode.go (*decoderState).consumeValue, consumeObject, consumeArray
        """
        frames = self._frames
        while True:
            opened, value = self._read_start()
            while not opened:
                if not frames:
                    return value
                frame = frames[-1]
                if isinstance(frame.container, list):
                    frame.container.append(value)
                else:
                    frame.container[frame.key] = value
                if self._goes_on(frame):
                    break
                value = frames.pop().container

    def check_end(self) -> None:
        """Check that nothing but white space is left.

        Raises:
            JSONError: Something is.

        Upstream: jsontext decode.go (*decoderState).checkEOF
        """
        if self.text[self.position :].strip(_SPACES):
            self._next_char()
            raise self._unexpected("after top-level value")

    def _read_start(self) -> tuple[bool, object]:
        """Read a value up to where another begins in it; return whether one does, and the value where none does."""
        char = self._next_char()
        if char in {"{", "["}:
            if len(self._frames) == _MAX_DEPTH:
                raise self._too_deep()
            self.position += 1
            container: list[object] | dict[str, object] = {} if char == "{" else []
            closing = "}" if char == "{" else "]"
            if self._next_char() == closing:
                self.position += 1
                return False, container
            frame = _Frame(container)
            self._frames.append(frame)
            if char == "{":
                self._read_key(frame)
            return True, None
        if char == '"':
            return False, self._read_string()
        if char in _LITERALS:
            return False, self._read_literal(*_LITERALS[char])
        if char == "-" or "0" <= char <= "9":
            return False, self._read_number()
        raise self._unexpected("looking for beginning of value")

    def _goes_on(self, frame: _Frame) -> bool:
        """Step over what follows a value in ``frame``; return whether another value comes."""
        is_array = isinstance(frame.container, list)
        char = self._next_char()
        if char == ",":
            self.position += 1
            if not is_array:
                self._next_char()
                self._read_key(frame)
            return True
        if char != ("]" if is_array else "}"):
            raise self._unexpected("after array element" if is_array else "after object key:value pair")
        self.position += 1
        return False

    def _read_key(self, frame: _Frame) -> None:
        """Read a key and the colon behind it."""
        if self.text[self.position] != '"':
            raise self._unexpected("looking for beginning of object key string")
        frame.key = self._read_string()
        if self._next_char() != ":":
            raise self._unexpected("after object key")
        self.position += 1

    def _next_char(self) -> str:
        """Step over white space and return the character behind it."""
        found = _SPACE.match(self.text, self.position)
        self.position = found.end() if found else self.position
        if self.position == len(self.text):
            raise JSONError(UNEXPECTED_END)
        return self.text[self.position]

    def _read_literal(self, literal: str, value: object) -> object:
        for expected in literal:
            if self.position == len(self.text):
                raise JSONError(UNEXPECTED_END)
            if self.text[self.position] != expected:
                raise self._unexpected(f"in literal {literal} (expecting {strconv.quote_rune(ord(expected))})")
            self.position += 1
        return value

    def _read_number(self) -> object:
        found = _NUMBER.match(self.text, self.position)
        start = self.position
        self.position = found.end() if found else start
        started = _NUMBER_START.match(self.text, start)
        if started is not None and started.end() > self.position:
            self.position = started.end()
            if self.position == len(self.text):
                raise JSONError(UNEXPECTED_END)
            raise self._wrong_number(self.text[start : self.position])
        try:
            return self._number(self.text[start : self.position])
        except strconv.NumError:
            self.misfit = self.misfit or self._misfit(self.text[start : self.position])
            return self._in_place_of_misfit

    def _read_string(self) -> str:
        """Return the string that begins here.

        Upstream: internal/jsonwire decode.go ConsumeString, AppendUnquote
        """
        text = self.text
        self.position += 1
        out: list[str] = []
        while True:
            plain = _PLAIN.match(text, self.position)[0]  # type: ignore[index] # It matches the empty text too.
            out.append(plain)
            self.position += len(plain)
            if self.position == len(text):
                raise JSONError(UNEXPECTED_END)
            char = text[self.position]
            if char == '"':
                self.position += 1
                return unicode.repair("".join(out))
            if char != "\\":
                raise self._wrong_string()
            out.append(self._read_escape())

    def _read_escape(self) -> str:
        """Return what the escape that begins here stands for."""
        text, start = self.text, self.position
        letter = text[start + 1 : start + 2]
        if letter in _ESCAPES:
            self.position += 2
            return _ESCAPES[letter]
        digits = _HEX.match(text, start + 2) if letter == "u" else None
        if digits is None:
            raise self._wrong_escape(6 if letter == "u" else 2)
        self.position += 6
        char = int(digits[0], 16)
        if not 0xD800 <= char <= 0xDFFF:
            return chr(char)
        low = _HEX.match(text, start + 8) if text.startswith("\\u", start + 6) else None
        if char < 0xDC00 and low is not None and 0xDC00 <= int(low[0], 16) <= 0xDFFF:
            self.position += 6
            return chr(0x10000 + ((char - 0xD800) << 10) + (int(low[0], 16) - 0xDC00))
        return unicode.REPLACEMENT  # Go: half of a pair is no error.

    def _misfit(self, number: str) -> str:
        """Return the error for a number that is too large."""
        path = [str(len(at.container)) if isinstance(at.container, list) else at.key for at in self._frames]
        return misfit_text(f"number {number}", path, "float64")

    def _too_deep(self) -> JSONError:
        """Return the error for a bracket that opens one level too many."""
        return JSONError("exceeded max depth")

    def _wrong_number(self, _begun: str) -> JSONError:
        """Return the error for a character that cannot follow what has ``begun`` as a number."""
        return self._unexpected("in numeric literal")

    def _wrong_string(self) -> JSONError:
        """Return the error for a control character in a string."""
        return self._unexpected("in string")

    def _wrong_escape(self, length: int) -> JSONError:
        """Return the error for an escape of ``length`` bytes that is none.

        Upstream: internal/jsonwire wire.go NewInvalidEscapeSequenceError
        """
        raw = unicode.encode(self.text[self.position : self.position + length])[:length]
        if len(raw) < length and _CUT_ESCAPE.fullmatch(raw):
            return JSONError(UNEXPECTED_END)
        what = unicode.decode(raw)
        shown = strconv.quote(what) if _needs_quotes(what) else f"`{what}`"
        return JSONError(f"invalid escape sequence {shown} in string")

    def _unexpected(self, where: str) -> JSONError:
        """Return the error for a character that cannot stand here."""
        return JSONError(f"invalid character {_show(self.text[self.position])} {where}")


def misfit_text(found: str, path: Sequence[str], type_name: str, struct: str | None = None) -> str:
    """Return Go's words for a JSON value that does not fit a Go type.

    Args:
        found: What there is: ``array``, ``number 1e999``, ...
        path: Keys and indexes that lead to the value.
        type_name: The Go type that it should be.
        struct: Name of the struct around it, for the words that Go used before 1.26; the path is then one of fields.

    Upstream: encoding/json v2_decode.go (*UnmarshalTypeError).Error, v2_inject.go transformUnmarshalError
    """
    into = "Go value"
    if struct is not None and path:
        into = f"Go struct field {struct}.{'.'.join(path)}"
    elif path and path != [""]:
        # Go: a path that ends in a number is taken to lead into a list.
        what = "" if path[-1] and not path[-1].strip("0123456789") else "Go struct field "
        steps = ".".join(step.replace("~", "~0").replace("/", "~1") for step in path)
        into = f"{what}.{steps}"
    return f"json: cannot unmarshal {found} into {into} of type {type_name}"


def _show(char: str) -> str:
    """Return ``char`` as Go quotes it in its errors.

    Upstream: internal/jsonwire wire.go QuoteRune
    """
    code = ord(char)
    return f"'\\x{code - 0xDC00:x}'" if 0xDC80 <= code <= 0xDCFF else strconv.quote_rune(code)


def _needs_quotes(text: str) -> bool:
    return any(
        char in {"`", unicode.REPLACEMENT} or unicode.is_space(char) or not unicode.is_print(char)
        for char in unicode.repair(text)
    )
