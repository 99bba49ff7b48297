"""The characters of a TOML document, and the errors that point into it.

Upstream: github.com/BurntSushi/toml lex.go, error.go
"""

from __future__ import annotations

from chartkit.errors import TOMLError
from chartkit.gostd import strconv
from chartkit.patterns import late_pattern

from . import toml_keys as keys

__all__ = ["FORBIDDEN", "Scanner", "name_of", "quote_rune"]

_SPACE = late_pattern(r"[ \t]*")
#: What may not stand in a document: control characters, a carriage return without a line feed, bytes that are no UTF-8.
FORBIDDEN = late_pattern("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|[\ud800-\udfff]")


class Scanner:
    """A place in a document, and the key that errors name."""

    def __init__(self, text: str, *, release_1_1: bool) -> None:
        self.text = text
        self.release_1_1 = release_1_1
        self.position = 0
        #: Key of the table in which we are, and the key in it whose value is read; empty: none.
        self.context: tuple[str, ...] = ()
        self.current_key = ""

    def _look(self) -> str:
        """Return the next character, which has to be one that a document may hold; empty at the end."""
        character = self.text[self.position : self.position + 1]
        # PERF: letters and digits need no further look.
        if character and not character.isalnum() and FORBIDDEN.match(self.text, self.position):
            raise self._forbidden(self.position)
        return character

    def _next(self) -> str:
        character = self._look()
        self.position += len(character)
        return character

    def _forbidden(self, position: int) -> TOMLError:
        character = self.text[position]
        if "\udc80" <= character <= "\udcff":
            return self._error(f"invalid UTF-8 byte: 0x{ord(character) - 0xDC00:02x}", position)
        return self._error(f"TOML files cannot contain control characters: '0x{ord(character):02x}'", position)

    def _error(self, message: str, position: int | None = None, *, lines_back: int = 0) -> TOMLError:
        """Return the error ``message``; its line is that of ``position``, by default that of the next character.

        Upstream: error.go (ParseError).Error
        """
        line = self.text.count("\n", 0, self.position if position is None else position) + 1 - lines_back
        last = f" (last key {strconv.quote(self._last_key())})" if self._last_key() else ""
        return TOMLError(f"toml: line {line}{last}: {message}")

    def _unexpected(self, message: str, character: str) -> TOMLError:
        """Return the error about ``character``, which has been read; empty: the end of the document.

        Upstream: lex.go errorf
        """
        if character:
            return self._error(message)
        # Upstream: before v1.6 the end of the document counted as a line of its own.
        back = not self.release_1_1 or self.text.endswith("\n")
        return self._error(message, lines_back=int(back))

    def _last_key(self) -> str:
        if not self.current_key:
            return keys.join(self.context)
        return f"{keys.join(self.context)}.{self.current_key}" if self.context else self.current_key

    def _skip_space(self) -> None:
        space = _SPACE.match(self.text, self.position)
        if space:
            self.position = space.end()

    def _comment(self) -> None:
        end = self.text.find("\n", self.position)
        end = len(self.text) if end < 0 else end
        forbidden = FORBIDDEN.search(self.text, self.position, min(end + 1, len(self.text)))
        if forbidden:
            raise self._forbidden(forbidden.start())
        self.position = end

    def _accept(self, letters: str) -> bool:
        """Read ``letters``; those before the first that is missing stay read, as upstream has it."""
        for letter in letters:
            if self._look() != letter:
                return False
            self.position += 1
        return True


def quote_rune(character: str) -> str:
    """Return a character in apostrophes; empty: the end of the document."""
    return strconv.quote_rune(ord(character) if character else 0)


def name_of(character: str) -> str:
    """Return a character in apostrophes as it is, or what the end of the document is called."""
    return f"'{character}'" if character else "end of file"
