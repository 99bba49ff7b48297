"""Upper and lower case, and the ways to write several words as one name.

Case changes character for character, as in Go: ``ß`` has no upper case, and a byte that is not UTF-8 becomes U+FFFD.

Upstream: sprig functions.go; Masterminds/goutils wordutils.go; huandu/xstrings convert.go
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from chartkit.gostd import unicode

__all__ = ["FUNCTIONS"]


def upper(text: str) -> str:
    """Return ``text`` in upper case."""
    return unicode.to_upper(text)


def lower(text: str) -> str:
    """Return ``text`` in lower case."""
    return unicode.to_lower(text)


def title(text: str) -> str:
    """Return ``text`` with the first letter of each word in title case."""
    return unicode.title(text)


def untitle(text: str) -> str:
    """Return ``text`` with the first letter of each word in lower case; words are parted by white space.

    Upstream: Masterminds/goutils wordutils.go Uncapitalize
    """
    out: list[str] = []
    starts = True
    for char in unicode.repair(text):
        if unicode.is_space(char):
            starts = True
        elif starts:
            out.append(unicode.to_lower(char))
            starts = False
            continue
        out.append(char)
    return "".join(out)


def swapcase(text: str) -> str:
    """Return ``text`` with upper and lower case exchanged; a small letter that begins a word gets title case.

    Upstream: Masterminds/goutils wordutils.go SwapCase
    """
    out: list[str] = []
    starts = True
    for char in unicode.repair(text):
        if unicode.is_upper(char) or unicode.is_title(char):
            out.append(unicode.to_lower(char))
            starts = False
        elif unicode.is_lower(char):
            out.append(unicode.to_title(char) if starts else unicode.to_upper(char))
            starts = False
        else:
            out.append(char)
            starts = unicode.is_space(char)
    return "".join(out)


def camelcase(text: str) -> str:
    """Return the words of ``text`` as one, each with a capital: ``http_server`` is ``HttpServer``.

    Of several connectors in a row all but one stay; those at the start stay, and so does the last character whatever
    it is. A text of connectors alone ends with one more.

    Upstream: huandu/xstrings convert.go ToPascalCase
    """
    chars = unicode.repair(text)
    start = 0
    while start < len(chars) and _connects(chars[start]):
        start += 1
    if start == len(chars):
        return chars + chars[-1:]
    out = [chars[:start]]
    # Capitals that follow a capital at a word's start are its lower case: GOLANG is Golang, and gOLANG is GOLANG.
    in_capitals = unicode.is_upper(chars[start])
    before = unicode.to_upper(chars[start])
    for char in chars[start + 1 :]:
        if _connects(before):
            if _connects(char):
                out.append(before)
                before = char
                continue
            in_capitals = unicode.is_upper(char)
            before = unicode.to_upper(char)
            continue
        out.append(before)
        in_capitals = in_capitals and unicode.is_upper(char)
        before = unicode.to_lower(char) if in_capitals else char
    return "".join([*out, before])


def snakecase(text: str) -> str:
    """Return the words of ``text`` in lower case, joined by ``_``: ``HTTPServer`` is ``http_server``.

    Upstream: huandu/xstrings convert.go ToSnakeCase
    """
    return _joined_words(text, "_")


def kebabcase(text: str) -> str:
    """Return the words of ``text`` in lower case, joined by ``-``.

    Upstream: huandu/xstrings convert.go ToKebabCase
    """
    return _joined_words(text, "-")


class _Word(Enum):
    """Kinds of stretches that a text is cut into."""

    INVALID = auto()
    NUMBER = auto()
    UPPER = auto()
    ALPHABET = auto()
    CONNECTOR = auto()
    PUNCTUATION = auto()
    OTHER = auto()


#: Before these, no connector is put.
_APART = (_Word.INVALID, _Word.CONNECTOR, _Word.PUNCTUATION)


def _joined_words(text: str, connector: str) -> str:
    """Return the words of ``text`` in lower case with ``connector`` between them.

    A number belongs to the word before it, unless a word in small letters follows: ``Bld4Floor3rd`` is
    ``bld4_floor_3rd``.

    Upstream: huandu/xstrings convert.go camelCaseToLowerCase
    """
    words = _Words(unicode.canonical(text))
    out: list[str] = []

    def write(kind: _Word, word: str) -> None:
        out.append(_lowered(word, connector) if kind in (_Word.UPPER, _Word.CONNECTOR) else word)

    def write_small_words(kind: _Word, word: str) -> tuple[_Word, str]:
        """Write what belongs to a number: all small words and numbers from here on."""
        while kind in (_Word.ALPHABET, _Word.NUMBER):
            write(kind, word)
            kind, word = words.next()
        if kind not in _APART:
            out.append(connector)
        return kind, word

    kind, word = words.next()
    while words.remain():
        if kind is not _Word.CONNECTOR:
            write(kind, word)
        before, last = kind, word
        kind, word = words.next()
        if before is _Word.NUMBER:
            kind, word = write_small_words(kind, word)
        elif before is _Word.CONNECTOR:
            write(before, last)
        elif before is _Word.PUNCTUATION:
            pass
        elif kind is not _Word.NUMBER:
            if kind not in (_Word.CONNECTOR, _Word.PUNCTUATION):
                out.append(connector)
        elif words.remain():
            number = word
            kind, word = words.next()
            if kind is _Word.ALPHABET:
                out.append(connector)
                write(_Word.NUMBER, number)
                kind, word = write_small_words(kind, word)
            else:
                write(_Word.NUMBER, number)
                if kind not in (_Word.CONNECTOR, _Word.PUNCTUATION):
                    out.append(connector)
    write(kind, word)
    return unicode.canonical("".join(out))


def _lowered(word: str, connector: str) -> str:
    return "".join(connector if _connects(char) else unicode.to_lower(char) for char in unicode.repair(word))


class _Words:
    """Cuts a text into stretches of one kind. What is no character belongs to the stretch before or after it.

    Upstream: huandu/xstrings convert.go nextWord
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def remain(self) -> bool:
        """Return whether anything is left."""
        return self._at < len(self._text)

    def next(self) -> tuple[_Word, str]:
        """Return the next stretch and its kind; at the end an empty one, which is invalid."""
        start = self._at
        char, width = self._peek("")
        self._at += width
        if not char:
            return _Word.INVALID, self._text[start : self._at]
        if _connects(char):
            kind = _Word.CONNECTOR
            self._skip(char, _connects)
        elif unicode.is_punct(char):
            kind = _Word.PUNCTUATION
            self._skip(char, unicode.is_punct)
        elif unicode.is_upper(char):
            kind = _Word.UPPER
            self._skip_capitals(char)
        elif _is_alphabet(char):
            kind = _Word.ALPHABET
            self._skip(char, _is_small)
        elif unicode.is_number(char):
            kind = _Word.NUMBER
            self._skip(char, unicode.is_number)
        else:
            kind = _Word.OTHER
            self._skip(char, _is_other)
        return kind, self._text[start : self._at]

    def _peek(self, before: str) -> tuple[str, int]:
        """Return the next character and how far it reaches with what is no character before it.

        Where none is left, that is the character ``before``.
        """
        for index in range(self._at, len(self._text)):
            if not _is_error(self._text[index]):
                return self._text[index], index + 1 - self._at
        return before, len(self._text) - self._at

    def _skip(self, char: str, belongs: Callable[[str], bool]) -> None:
        """Go on to the first character that does not belong."""
        while self.remain():
            char, width = self._peek(char)
            if not belongs(char):
                return
            self._at += width

    def _skip_capitals(self, char: str) -> None:
        """Go on to the end of a word that begins with a capital.

        Of several capitals the last one begins the next word where a small letter follows: ``HTTPServer``.
        """
        if not self.remain():
            return
        char, width = self._peek(char)
        if not unicode.is_upper(char):
            if _is_alphabet(char):
                self._at += width
                self._skip(char, _is_small)
            return
        last = width
        self._at += width
        while self.remain():
            char, width = self._peek(char)
            if not unicode.is_upper(char):
                break
            last = width
            self._at += width
        if self.remain() and _is_alphabet(char):
            self._at -= last


def _connects(char: str) -> bool:
    return char in "-_" or unicode.is_space(char)


def _is_error(char: str) -> bool:
    """Return whether Go's loop over a string sees U+FFFD at ``char``."""
    return char == unicode.REPLACEMENT or "\udc80" <= char <= "\udcff"


#: Han characters, which are letters but do not make words with their neighbours.
_HAN = (("\u3400", "\u4d85"), ("\u4e00", "\u9fcc"), ("\U00020000", "\U0002b81d"))


def _is_alphabet(char: str) -> bool:
    """Return whether ``char`` is a letter, but not a Han character.

    Upstream: huandu/xstrings count.go isAlphabet
    """
    if char.isascii():
        return char.isalpha()
    return unicode.is_letter(char) and not any(first <= char <= last for first, last in _HAN)


def _is_small(char: str) -> bool:
    return _is_alphabet(char) and not unicode.is_upper(char)


def _is_other(char: str) -> bool:
    return not (_connects(char) or _is_alphabet(char) or unicode.is_number(char) or unicode.is_punct(char))


FUNCTIONS: dict[str, Callable[..., object]] = {
    "upper": upper,
    "lower": lower,
    "title": title,
    "untitle": untitle,
    "swapcase": swapcase,
    "camelcase": camelcase,
    "snakecase": snakecase,
    "kebabcase": kebabcase,
}
