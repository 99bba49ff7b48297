"""Upper and lower case, and the ways to write several words as one name.

Case changes character for character, as in Go: ``ß`` has no upper case, and a byte that is not UTF-8 becomes U+FFFD.

Upstream: sprig functions.go; Masterminds/goutils wordutils.go; huandu/xstrings convert.go
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from chartkit.gostd import unicode
from chartkit.patterns import late_pattern

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


class _Word(StrEnum):
    """Kinds of stretches that a text is cut into."""

    INVALID = "invalid"
    NUMBER = "number"
    UPPER = "upper"
    ALPHABET = "alphabet"
    CONNECTOR = "connector"
    PUNCTUATION = "punctuation"
    OTHER = "other"


_KINDS = {str(kind): kind for kind in _Word}

#: Before these, no connector is put.
_APART = (_Word.INVALID, _Word.CONNECTOR, _Word.PUNCTUATION)


def _joined_words(text: str, connector: str) -> str:
    """Return the words of ``text`` in lower case with ``connector`` between them.

    A number belongs to the word before it, unless a word in small letters follows: ``Bld4Floor3rd`` is
    ``bld4_floor_3rd``.

    Upstream: huandu/xstrings convert.go camelCaseToLowerCase
    """
    words = _Words(unicode.canonical(text))
    lowering = _Lowering(connector)
    out: list[str] = []

    def write(kind: _Word, word: str) -> None:
        out.append(unicode.repair(word).translate(lowering) if kind in (_Word.UPPER, _Word.CONNECTOR) else word)

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


class _Lowering(dict[int, str]):
    """Characters in lower case, and connectors as the one that is wanted; each is looked up when it is first met."""

    def __init__(self, connector: str) -> None:
        super().__init__()
        self._connector = connector

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = found = self._connector if _connects(char) else unicode.to_lower(char)
        return found


class _Sorting(dict[int, str]):
    """Characters to the letters of their kinds, which the pattern of words is about."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if _is_error(char):
            kind = "E"
        elif _connects(char):
            # - and _ are connectors, and go on with punctuation as well.
            kind = "D" if unicode.is_punct(char) else "C"
        elif unicode.is_punct(char):
            kind = "P"
        elif unicode.is_upper(char):
            kind = "U"
        elif _is_alphabet(char):
            kind = "a"
        else:
            kind = "N" if unicode.is_number(char) else "O"
        self[code] = kind
        return kind


#: A stretch of one kind in a text of kinds. What is no character (E) belongs to the stretch after it, at the end of the
#: text to that before it. Of several capitals the last one begins the next word where a small letter follows it:
#: ``HTTPServer``. Nothing is ever given back, which would take memory for every character.
_WORD = late_pattern(
    r"(?P<connector>E*+[CD](?:E*+[CD])*+(?:E*+\Z)?)"
    r"|(?P<punctuation>E*+P(?:E*+[PD])*+(?:E*+\Z)?)"
    r"|(?P<upper>E*+U(?:(?:E*+a)++|(?:E*+U(?!E*+a))*+)(?:E*+\Z)?)"
    r"|(?P<alphabet>E*+a(?:E*+a)*+(?:E*+\Z)?)"
    r"|(?P<number>E*+N(?:E*+N)*+(?:E*+\Z)?)"
    r"|(?P<other>E*+O(?:E*+O)*+(?:E*+\Z)?)"
    r"|(?P<invalid>E++)"
)


class _Words:
    """Cuts a text into stretches of one kind.

    Upstream: huandu/xstrings convert.go nextWord
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = _WORD.finditer(text.translate(_Sorting()))
        self._at = 0

    def remain(self) -> bool:
        """Return whether anything is left."""
        return self._at < len(self._text)

    def next(self) -> tuple[_Word, str]:
        """Return the next stretch and its kind; at the end an empty one, which is invalid."""
        found = next(self._found, None)
        if found is None:
            return _Word.INVALID, ""
        start, self._at = self._at, found.end()
        return _KINDS[found.lastgroup or ""], self._text[start : self._at]


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
