"""Go's regexp package over RE2: an expression and a text in, matches and replaced texts out.

Texts are searched as UTF-8. Go takes a byte that is not UTF-8 for one character, U+FFFD; RE2 would never match it, so
texts with such bytes are searched with U+FFFD in their place, and what was found is cut from the original.

Upstream: regexp regexp.go
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from time import thread_time
from typing import Protocol

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern

from . import unicode
from .kinds import NilStringList, StringList
from .regexp_syntax import RegexpError, Translation, translate

__all__ = ["Regexp", "RegexpError", "check", "compile", "quote_meta"]

#: What RE2 may use for one expression, program and automaton together. Go's bound is on the program alone.
_MEMORY = 64 << 20

#: Longest text that a replacement makes, and most matches that one call looks for: far above what charts need.
_MAX_LENGTH = 1 << 26
_MAX_MATCHES = 500_000
#: Seconds of processor time that one call may take: each of many matches may cost a look at the whole rest of the text.
_MAX_SECONDS, _SECONDS_EVERY = 5.0, 256
_HINT = "chartkit bounds what a regular expression makes, so that a template cannot fill the memory, or run on."

#: Longest expression that is kept compiled.
_KEPT_LENGTH = 1000

_Spans = tuple[tuple[int, int], ...]


class _Match(Protocol):
    """The part that is used here of what re2 returns."""

    def start(self, group: int = 0) -> int: ...
    def end(self, group: int = 0) -> int: ...
    def span(self, group: int = 0) -> tuple[int, int]: ...


class _Searcher(Protocol):
    """The part that is used here of an expression that re2 has compiled."""

    def search(self, text: bytes, pos: int = 0) -> _Match | None: ...
    def finditer(self, text: bytes) -> Iterator[_Match]: ...


class Regexp:
    """A compiled regular expression (Go's ``*regexp.Regexp``). Make one with :func:`compile`."""

    __slots__ = ("_bare", "_full", "_translation", "pattern")

    def __init__(self, pattern: str, translation: Translation) -> None:
        self.pattern = pattern
        self._translation = translation
        # Without groups to report, RE2 finds a match by its automaton alone.
        self._bare = _compile_re2(translation.text, pattern, capture=False)
        self._full = self._bare

    def match(self, text: str) -> bool:
        """Return whether ``text`` contains a match (Go's MatchString)."""
        return self._bare.search(_Subject(text).data) is not None

    def find(self, text: str) -> str:
        """Return the first match, or nothing (Go's FindString)."""
        subject = _Subject(text)
        for (start, end), *_ in self._matches(subject, self._bare):
            return subject.cut(start, end)
        return ""

    def find_all(self, text: str, count: int) -> StringList:
        """Return the first ``count`` matches, all of them where it is negative; nil if there are none.

        Upstream: regexp regexp.go FindAllString
        """
        subject = _Subject(text)
        found = [subject.cut(start, end) for start, end in self._find_spans(subject, count)]
        return StringList(found) if found else NilStringList()

    def split(self, text: str, count: int) -> StringList:
        """Return the pieces between matches, at most ``count`` if that is positive; nil if it is 0.

        Upstream: regexp regexp.go (*Regexp).Split
        """
        if count == 0:
            return NilStringList()
        if self.pattern and not text:
            return StringList([""])
        subject = _Subject(text)
        pieces: list[str] = []
        begin = end = 0
        for start, stop in self._find_spans(subject, count):
            if count > 0 and len(pieces) == count - 1:
                break
            end = start
            if stop != 0:
                pieces.append(subject.cut(begin, end))
            begin = stop
        if end != len(subject.data):
            pieces.append(subject.cut(begin, len(subject.data)))
        return StringList(pieces)

    def replace_all(self, text: str, replacement: str) -> str:
        """Return ``text`` with ``replacement``, in which ``$1`` and ``${name}`` stand for groups, for each match.

        Upstream: regexp regexp.go (*Regexp).ReplaceAllString, expand
        """
        if "$" not in replacement:
            return self.replace_all_literal(text, replacement)
        parts = _replacement_parts(replacement, self._translation.names)
        subject = _Subject(text)

        def expand(spans: _Spans) -> str:
            pieces = []
            for part in parts:
                if isinstance(part, str):
                    pieces.append(part)
                    continue
                group = next((group for group in part if spans[group][0] >= 0), None)
                if group is not None:
                    pieces.append(subject.cut(*spans[group]))
            return "".join(pieces)

        return self._replace(subject, self._searcher(), expand)

    def replace_all_literal(self, text: str, replacement: str) -> str:
        """Return ``text`` with ``replacement`` as it stands for each match (Go's ReplaceAllLiteralString)."""
        return self._replace(_Subject(text), self._bare, lambda _: replacement)

    def _searcher(self) -> _Searcher:
        """Return the expression compiled with its groups."""
        if self._full is self._bare and len(self._translation.names) > 1:
            self._full = _compile_re2(self._translation.text, self.pattern, capture=True)
        return self._full

    def _find_spans(self, subject: _Subject, count: int) -> Iterator[tuple[int, int]]:
        """Yield the places of the first ``count`` matches; negative: of all."""
        for found, spans in enumerate(self._matches(subject, self._bare)):
            if found == count:
                return
            yield spans[0]

    def _replace(self, subject: _Subject, searcher: _Searcher, expand: Callable[[_Spans], str]) -> str:
        pieces: list[str] = []
        last = length = 0
        for spans in self._matches(subject, searcher):
            start, end = spans[0]
            pieces.append(subject.cut(last, start))
            expanded = expand(spans)
            pieces.append(expanded)
            length += len(expanded)
            if length > _MAX_LENGTH:
                raise FunctionError(f"the result would have more than {_MAX_LENGTH} characters", hint=_HINT)
            last = end
        if not pieces:
            return subject.text
        pieces.append(subject.cut(last, len(subject.data)))
        return "".join(pieces)

    def _matches(self, subject: _Subject, searcher: _Searcher) -> Iterator[_Spans]:
        """Yield successive matches.

        Raises:
            FunctionError: There are too many, or looking for them takes too long.
        """
        begun = thread_time()
        for found, spans in enumerate(self._all_matches(subject, searcher)):
            if found == _MAX_MATCHES:
                raise FunctionError(f"there are more than {_MAX_MATCHES} matches", hint=_HINT)
            if not found % _SECONDS_EVERY and thread_time() - begun > _MAX_SECONDS:
                raise FunctionError(f"looking for matches takes more than {_MAX_SECONDS:g} seconds", hint=_HINT)
            yield spans

    def _all_matches(self, subject: _Subject, searcher: _Searcher) -> Iterator[_Spans]:
        """Yield successive matches, none of them empty and next to the one before it.

        Upstream: regexp regexp.go (*Regexp).allMatches
        """
        data = subject.data
        groups = range(len(self._translation.names) if searcher is not self._bare else 1)
        if self._translation.consumes:
            # PERF: without empty matches RE2's own iteration is Go's.
            for match in searcher.finditer(data):
                yield tuple([match.span(group) for group in groups])
            return
        position = 0
        previous_end = -1
        while position <= len(data):
            found = self._search(data, position, searcher)
            if found is None:
                return
            start, end = found.span()
            accept = True
            if end == position:
                accept = start != previous_end
                position += _width(data, position)
            else:
                position = end
            previous_end = end
            if accept:
                yield tuple([found.span(group) for group in groups])

    @staticmethod
    def _search(data: bytes, position: int, searcher: _Searcher) -> _Match | None:
        """Return the first match from ``position`` on that begins at a character.

        RE2 tries every byte, and finds a place that is no word boundary within a character.
        """
        while True:
            found = searcher.search(data, position)
            if found is None or found.start() >= len(data) or data[found.start()] & 0xC0 != 0x80:
                return found
            position = found.start() + 1


class _Subject:
    """A text that is searched: its bytes as RE2 sees them, and pieces of the original by offsets into these."""

    __slots__ = ("_offsets", "_plain", "data", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._offsets: dict[int, int] | None = None
        self._plain = text.isascii()
        try:
            self.data = text.encode()
        except UnicodeEncodeError:
            seen = _INVALID.sub("\ufffd", text)
            self.data = seen.encode()
            self._offsets = _character_offsets(seen)

    def cut(self, start: int, end: int) -> str:
        """Return the original characters of the bytes from ``start`` to ``end``."""
        if self._plain:
            return self.text[start:end]
        if self._offsets is None:
            return self.data[start:end].decode()
        return self.text[self._offsets[start] : self._offsets[end]]


#: Bytes that are not UTF-8, as ``surrogateescape`` holds them.
_INVALID = late_pattern("[\ud800-\udfff]")


def _character_offsets(text: str) -> dict[int, int]:
    """Return the number of characters before each byte offset at which one begins, and before the end."""
    offsets = {0: 0}
    offset = 0
    for count, character in enumerate(text, start=1):
        offset += len(character.encode())
        offsets[offset] = count
    return offsets


def _width(data: bytes, position: int) -> int:
    """Return the length of the character at ``position``; 1 at the end."""
    lead = data[position] if position < len(data) else 0
    return 1 if lead < 0xC0 else 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4


def compile(pattern: str) -> Regexp:  # noqa: A001 - Go's name; used as regexp.compile
    """Return ``pattern`` compiled; equal patterns are compiled once, but for very long ones.

    Raises:
        RegexpError: Go refuses the pattern, or RE2 would need too much memory for it.
    """
    return _kept(pattern) if len(pattern) <= _KEPT_LENGTH else Regexp(pattern, translate(pattern))


@lru_cache(maxsize=512)
def _kept(pattern: str) -> Regexp:
    return Regexp(pattern, translate(pattern))


def check(pattern: str) -> None:
    """Accept ``pattern`` where :func:`compile` does.

    PERF: RE2 is loaded for large patterns only; of the others it accepts all that Go's rules do.

    Raises:
        RegexpError: As :func:`compile`.
    """
    if _SURELY_SMALL.fullmatch(pattern):
        translate(pattern)
    else:
        compile(pattern)


#: Patterns that are far from what RE2 can hold: short, with one small counted repetition at most.
_SURELY_SMALL = late_pattern(r"[^{]{0,400}|[^{]{0,60}\{[0-9]{0,2},?[0-9]{0,2}\}[^{]{0,60}")


def quote_meta(text: str) -> str:
    """Return ``text`` with every character escaped that means something in an expression (Go's QuoteMeta)."""
    return _META.sub(r"\\\g<0>", text)


_META = late_pattern(r"[\\.+*?()|\[\]{}^$]")


def _compile_re2(text: str, pattern: str, *, capture: bool) -> _Searcher:
    import re2  # A C++ library: loaded by the first expression that is used

    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MEMORY
    options.never_capture = not capture
    try:
        # Invalid UTF-8 has been refused; what is left of surrogates are escapes.
        searcher: _Searcher = re2.compile(text.encode(), options)
    except re2.error as error:
        # The text is one that Go accepts, so what is left is its size.
        raise RegexpError.of("expression too large", pattern) from error
    return searcher


def _replacement_parts(template: str, names: tuple[str, ...]) -> list[str | list[int]]:
    """Return the literal texts of a replacement and, between them, the candidates for each group it names.

    Upstream: regexp regexp.go extract
    """
    before, *rest = template.split("$")
    parts: list[str | list[int]] = [before]
    pending = iter(rest)
    for piece in pending:
        if not piece:
            # "$$" is a dollar sign; the text after it has no "$" of its own before it. A last "$" is itself.
            parts.append("$" + next(pending, ""))
            continue
        name, length = _reference(piece)
        if not name:
            parts.append("$" + piece)
            continue
        if _NUMBER.fullmatch(name):
            parts.append([int(name)] if int(name) < len(names) else [])
        else:
            parts.append([group for group, known in enumerate(names) if known == name])
        parts.append(piece[length:])
    return parts


def _reference(piece: str) -> tuple[str, int]:
    """Return the name at the start of what follows a dollar sign and how much it takes up; "" if none is there."""
    start = 1 if piece.startswith("{") else 0
    end = start
    # Go: letters and digits are those of Unicode's categories L and Nd.
    while end < len(piece) and (piece[end] == "_" or unicode.is_letter(piece[end]) or unicode.is_digit(piece[end])):
        end += 1
    if start and not piece.startswith("}", end):
        return "", 0
    return piece[start:end], end + start


_NUMBER = late_pattern(r"0|[1-9][0-9]{0,8}")
