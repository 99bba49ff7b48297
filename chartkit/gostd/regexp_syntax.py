r"""A Go regular expression to the text that RE2 compiles, or to Go's error.

RE2 and Go's regexp share one ancestor and match alike, but they do not accept quite the same texts (``\C``, repeated
group names, names of Unicode classes), and their errors read differently. So the expression is read here by Go's
rules and written out in a form that RE2 cannot understand in another way: every atom carries its own flags.

Upstream: regexp/syntax parse.go
"""

from __future__ import annotations

import re

from chartkit.errors import FunctionError
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, field

from .regexp_classes import unicode_set

__all__ = ["RegexpError", "Translation", "translate"]

#: Limits of Go's parser: count in a repetition (and product of nested ones), height of the tree, instructions.
_MAX_REPEAT = 1000
_MAX_HEIGHT = 1000
_MAX_SIZE = (128 << 20) // 40


class RegexpError(FunctionError):
    """A regular expression is not one of Go's; the message is that of Go's ``regexp.Compile``."""

    code = "regexp"

    @classmethod
    def of(cls, reason: str, expression: str) -> RegexpError:
        """Return the error for ``reason`` found at ``expression``, the part of the pattern that Go quotes."""
        return cls(f"error parsing regexp: {reason}: `{expression}`")


@dataclass(frozen=True, slots=True)
class Translation:
    """What RE2 needs to know of a Go regular expression."""

    #: The expression in RE2's syntax; its groups have no names.
    text: str
    #: Names of the groups, from the whole match (0) on; empty where a group has none.
    names: tuple[str, ...]
    #: Whether no match can be empty.
    consumes: bool


@dataclass(slots=True)
class _Atom:
    """A parsed piece of an expression: its RE2 text, and the figures that Go's limits are about."""

    text: str
    #: Literal under (?i); runs of these are wrapped together when they are written.
    folded: bool = False
    #: Whether the piece is a concatenation or an alternation and needs a group to be repeated.
    compound: bool = False
    height: int = 1
    size: int = 1
    #: Largest product of counts of nested repetitions.
    copies: int = 1
    consumes: bool = True


@dataclass(slots=True)
class _Group:
    """An open parenthesis (or the whole expression): what has been read since."""

    #: Flags to restore at the closing parenthesis.
    flags: frozenset[str]
    captures: bool = False
    branches: list[_Atom] = field(default_factory=list)
    atoms: list[_Atom] = field(default_factory=list)

    def end_branch(self) -> None:
        """Make one branch of the atoms read so far."""
        self.branches.append(_concatenate(self.atoms))
        self.atoms = []


def translate(pattern: str) -> Translation:
    """Return ``pattern`` as RE2 reads it.

    Raises:
        RegexpError: Go refuses the pattern.
    """
    return _Parser(pattern).parse()


def _concatenate(atoms: list[_Atom]) -> _Atom:
    if len(atoms) == 1:
        return atoms[0]
    if not atoms:
        return _Atom("(?:)", consumes=False)
    pieces: list[str] = []
    folded: list[str] = []
    height = size = copies = 0
    consumes = False
    for atom in atoms:
        if folded and not atom.folded:
            pieces.append(f"(?i:{''.join(folded)})")
            folded.clear()
        (folded if atom.folded else pieces).append(atom.text)
        height = max(height, atom.height)
        size += atom.size
        copies = max(copies, atom.copies)
        consumes = consumes or atom.consumes
    if folded:
        pieces.append(f"(?i:{''.join(folded)})")
    return _Atom("".join(pieces), compound=True, height=1 + height, size=size, copies=copies, consumes=consumes)


def _alternate(branches: list[_Atom]) -> _Atom:
    if len(branches) == 1:
        return branches[0]
    return _Atom(
        "(?:" + "|".join(map(_standing_alone, branches)) + ")",
        height=1 + max(branch.height for branch in branches),
        size=sum(branch.size for branch in branches) + len(branches) - 1,
        copies=max(branch.copies for branch in branches),
        consumes=all(branch.consumes for branch in branches),
    )


def _standing_alone(atom: _Atom) -> str:
    """Return the text of ``atom`` with its own flags."""
    return f"(?i:{atom.text})" if atom.folded else atom.text


_PLAIN_RUN = late_pattern(r"[A-Za-z0-9_ \-/:,;=@%&~#<>!'\"]+")
_REPEAT = late_pattern(r"\{(0|[1-9][0-9]*)(?:(,)(0|[1-9][0-9]*)?)?\}")
_COUNTS = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}
_GROUP_NAME = late_pattern(r"[A-Za-z0-9_]+")
_POSIX_CLASSES = frozenset(
    "alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit".split()
)
_CONTROL_ESCAPES = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_HEX_DIGITS = frozenset("0123456789abcdefABCDEF")
_ASCII_ALNUM = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class _Parser:
    """Reads one expression from left to right, as Go's parser does, so that the first error is Go's."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        #: Flags in force, by their letters.
        self.flags: frozenset[str] = frozenset()
        self.names = [""]
        self.groups = [_Group(self.flags)]

    def parse(self) -> Translation:
        """Read expression = branch { "|" branch }; branch = { atom [ repetition ] }."""
        pattern = self.pattern
        position = 0
        repetition = -1  # where the repetition operator that has just been read begins
        while position < len(pattern):
            character = pattern[position]
            repeated_at = -1
            if character in "(|)":
                position = self._structure(character, position)
            elif character in "^$.":
                self._push(self._simple(character))
                position += 1
            elif character == "[":
                position = self._class(position)
            elif character in "*+?":
                repeated_at = position
                position = self._repeat(position, position + 1, character, _COUNTS[character], repetition)
            elif character == "{" and (counts := _REPEAT.match(pattern, position)):
                repeated_at = position
                position = self._count(counts, repetition)
            elif character == "\\":
                position = self._backslash(position)
            else:
                position = self._literal_run(position)
            repetition = repeated_at
        if len(self.groups) > 1:
            raise RegexpError.of("missing closing )", pattern)
        whole = self._finish(self.groups.pop())
        return Translation(_standing_alone(whole), tuple(self.names), whole.consumes)

    # Groups

    def _structure(self, character: str, position: int) -> int:
        """Read a parenthesis or a bar."""
        if character == "(":
            return self._open(position)
        if character == "|":
            self.groups[-1].end_branch()
        else:
            self._close()
        return position + 1

    def _open(self, start: int) -> int:
        """Read group = "(" | "(?P<" name ">" | "(?<" name ">" | "(?" flags ":" | "(?" flags ")"."""
        pattern = self.pattern
        if not pattern.startswith("(?", start):
            self.groups.append(_Group(self.flags, captures=True))
            self.names.append("")
            return start + 1
        for opening, least in (("(?P<", 5), ("(?<", 4)):
            if pattern.startswith(opening, start) and len(pattern) - start >= least:
                return self._open_named(start, start + len(opening))
        return self._open_flags(start)

    def _open_named(self, start: int, name_start: int) -> int:
        end = self.pattern.find(">", start)
        if end < 0:
            self._check_utf8(start, len(self.pattern))
            raise RegexpError.of("invalid named capture", self.pattern[start:])
        self._check_utf8(name_start, end)
        name = self.pattern[name_start:end]
        if not _GROUP_NAME.fullmatch(name):
            raise RegexpError.of("invalid named capture", self.pattern[start : end + 1])
        self.groups.append(_Group(self.flags, captures=True))
        self.names.append(name)
        return end + 1

    def _open_flags(self, start: int) -> int:
        flags = set(self.flags)
        negative = seen = False
        position = start + 2
        while position < len(self.pattern):
            character = self._rune(position)
            position += 1
            if character in "imsU":
                (flags.discard if negative else flags.add)(character)
                seen = True
            elif character == "-" and not negative:
                negative, seen = True, False
            elif character in ":)" and (seen or not negative):
                if character == ":":
                    self.groups.append(_Group(self.flags))
                self.flags = frozenset(flags)
                return position
            else:
                break
        raise RegexpError.of("invalid or unsupported Perl syntax", self.pattern[start:position])

    def _close(self) -> None:
        if len(self.groups) < 2:
            raise RegexpError.of("unexpected )", self.pattern)
        group = self.groups.pop()
        inner = self._finish(group)
        self.flags = group.flags
        if group.captures:
            inner = _Atom(
                f"({_standing_alone(inner)})",
                height=1 + inner.height,
                size=2 + inner.size,
                copies=inner.copies,
                consumes=inner.consumes,
            )
        else:
            inner.text, inner.folded, inner.compound = f"(?:{_standing_alone(inner)})", False, False
        self._push(inner)

    def _finish(self, group: _Group) -> _Atom:
        group.end_branch()
        whole = _alternate(group.branches)
        self._check_limits(whole)
        return whole

    # Atoms

    def _push(self, atom: _Atom) -> None:
        self._check_limits(atom)
        self.groups[-1].atoms.append(atom)

    def _check_limits(self, atom: _Atom) -> None:
        if atom.size > _MAX_SIZE:
            raise RegexpError.of("expression too large", self.pattern)
        if atom.height > _MAX_HEIGHT:
            raise RegexpError.of("expression nests too deeply", self.pattern)

    def _simple(self, character: str) -> _Atom:
        if character == ".":
            return _Atom("(?s:.)" if "s" in self.flags else "(?-s:.)")
        if "m" in self.flags:
            return _Atom(f"(?m:{character})", consumes=False)
        return _Atom("\\A" if character == "^" else "\\z", consumes=False)

    def _literal(self, rune: int) -> None:
        # RE2 folds what has a fold; everything else is the same with and without (?i).
        self._push(_Atom(_escape(rune), folded="i" in self.flags))

    def _literal_run(self, position: int) -> int:
        # PERF: a run of characters without meaning is one atom; its last character alone can be repeated.
        run = _PLAIN_RUN.match(self.pattern, position)
        if run is None or run.end() - position < 2:
            self._literal(ord(self._rune(position)))
            return position + 1
        end = run.end() - 1
        size = end - position
        text = self.pattern[position:end]
        self._push(_Atom(text, folded="i" in self.flags, size=size))
        self._literal(ord(self.pattern[end]))
        return end + 1

    def _backslash(self, position: int) -> int:
        r"""Read escape = "\A" | "\b" | "\B" | "\z" | "\Q" text "\E" | class | character."""
        pattern = self.pattern
        after = pattern[position + 1 : position + 2]
        if after in ("A", "b", "B", "z"):
            self._push(_Atom("\\" + after, consumes=False))
            return position + 2
        if after == "C":
            raise RegexpError.of("invalid escape sequence", "\\C")
        if after == "Q":
            end = pattern.find("\\E", position + 2)
            for index in range(position + 2, len(pattern) if end < 0 else end):
                self._literal(ord(self._rune(index)))
            return len(pattern) if end < 0 else end + 2
        found = self._class_escape(position)
        if found is not None:
            text, position = found
            self._push_class(f"[{text}]")
            return position
        rune, position = self._escape(position)
        self._literal(rune)
        return position

    # Repetition

    def _count(self, counts: re.Match[str], previous: int) -> int:
        least = _integer(counts[1])
        most = least if counts[2] is None else _integer(counts[3]) if counts[3] else -1
        if least > _MAX_REPEAT or most > _MAX_REPEAT or 0 <= most < least:
            raise RegexpError.of("invalid repeat count", counts[0])
        operator = f"{{{least}}}" if counts[2] is None else f"{{{least},{'' if most < 0 else most}}}"
        return self._repeat(counts.start(), counts.end(), operator, (least, most), previous)

    def _repeat(self, start: int, end: int, operator: str, counts: tuple[int, int], previous: int) -> int:
        """Apply a repetition operator to the last atom; ``previous`` is where one stands directly before, or -1."""
        lazy = "U" in self.flags
        if self.pattern.startswith("?", end):
            end += 1
            lazy = not lazy
        if previous >= 0:
            raise RegexpError.of("invalid nested repetition operator", self.pattern[previous:end])
        atoms = self.groups[-1].atoms
        if not atoms:
            raise RegexpError.of("missing argument to repetition operator", self.pattern[start:end])
        least, most = counts
        counted = operator[0] == "{"
        item = atoms.pop()
        times = (most if most >= 0 else least) if counted else 1
        repeated = _Atom(
            (f"(?:{item.text})" if item.compound else _standing_alone(item)) + operator + ("?" if lazy else ""),
            compound=True,
            height=1 + item.height,
            size=_repeated_size(item.size, least, most, counted=counted),
            copies=0 if times == 0 and most == 0 else item.copies * max(times, 1),
            consumes=item.consumes and least > 0,
        )
        self._push(repeated)
        if counted and max(counts) >= 2 and repeated.copies > _MAX_REPEAT:
            raise RegexpError.of("invalid repeat count", self.pattern[start:end])
        return end

    # Escapes

    def _escape(self, start: int) -> tuple[int, int]:
        r"""Read character = "\" ( octal | "x" hex hex | "x{" hex { hex } "}" | "n" | ... | punctuation )."""
        pattern = self.pattern
        if start + 1 >= len(pattern):
            raise RegexpError.of("trailing backslash at end of expression", "")
        character = self._rune(start + 1)
        position = start + 2
        if character in "01234567":
            digits = pattern[start + 1 : start + 4]
            digits = digits[: len(digits) - len(digits.lstrip("01234567"))]
            # A digit alone would be a reference to a group, which RE2 does not have.
            if character == "0" or len(digits) > 1:
                return int(digits, 8), start + 1 + len(digits)
        elif character == "x":
            return self._hexadecimal(start)
        elif character in _CONTROL_ESCAPES:
            return _CONTROL_ESCAPES[character], position
        elif character.isascii() and character not in _ASCII_ALNUM:
            return ord(character), position
        raise RegexpError.of("invalid escape sequence", pattern[start:position])

    def _hexadecimal(self, start: int) -> tuple[int, int]:
        r"""Read ``\xff`` or ``\x{10ffff}``; the error quotes as far as Go has read."""
        position = start + 2
        if position >= len(self.pattern):
            raise RegexpError.of("invalid escape sequence", self.pattern[start:])
        first = self._rune(position)
        position += 1
        if first != "{":
            second = self._rune(position)
            position = min(position + 1, len(self.pattern))
            if first in _HEX_DIGITS and second in _HEX_DIGITS:
                return int(first + second, 16), position
            raise RegexpError.of("invalid escape sequence", self.pattern[start:position])
        value = digits = 0
        while position < len(self.pattern):
            character = self._rune(position)
            position += 1
            if character == "}" and digits:
                return value, position
            if character not in _HEX_DIGITS:
                break
            value = value * 16 + int(character, 16)
            digits += 1
            if value > 0x10FFFF:
                break
        raise RegexpError.of("invalid escape sequence", self.pattern[start:position])

    # Classes

    def _push_class(self, text: str) -> None:
        self._push(_Atom(text, folded="i" in self.flags))

    def _class(self, start: int) -> int:
        """Read class = "[" [ "^" ] item { item } "]"; item = range | "[:" name ":]" | class escape."""
        pattern = self.pattern
        position = start + 1
        items = ["["]
        if pattern.startswith("^", position):
            items.append("^")
            position += 1
        first = True
        while first or not pattern.startswith("]", position):
            first = False
            if pattern.startswith("[:", position) and len(pattern) - position > 2:
                end = pattern.find(":]", position + 2)
                if end >= 0:
                    name = pattern[position : end + 2]
                    if name[2:-2].removeprefix("^") not in _POSIX_CLASSES:
                        raise RegexpError.of("invalid character class range", name)
                    items.append(name)
                    position = end + 2
                    continue
            found = self._class_escape(position)
            if found is not None:
                text, position = found
                items.append(text)
                continue
            text, position = self._range(position, start)
            items.append(text)
        items.append("]")
        self._push_class("".join(items))
        return position + 1

    def _range(self, start: int, class_start: int) -> tuple[str, int]:
        """Read range = character [ "-" character ]."""
        pattern = self.pattern
        low, position = self._class_character(start, class_start)
        high = low
        if pattern.startswith("-", position) and position + 1 < len(pattern) and pattern[position + 1] != "]":
            high, position = self._class_character(position + 1, class_start)
            if high < low:
                raise RegexpError.of("invalid character class range", pattern[start:position])
        text = f"\\x{{{low:X}}}"
        return (text if low == high else f"{text}-\\x{{{high:X}}}"), position

    def _class_character(self, position: int, class_start: int) -> tuple[int, int]:
        if position >= len(self.pattern):
            raise RegexpError.of("missing closing ]", self.pattern[class_start:])
        if self.pattern[position] == "\\":
            return self._escape(position)
        return ord(self._rune(position)), position + 1

    def _class_escape(self, start: int) -> tuple[str, int] | None:
        r"""Return what stands inside brackets for ``\d`` or ``\p{Greek}`` at ``start``, or nothing."""
        if not self.pattern.startswith("\\", start):
            return None
        after = self.pattern[start + 1 : start + 2]
        if after and after in "dDsSwW":
            return "\\" + after, start + 2
        if after and after in "pP":
            return self._unicode_class(start)
        return None

    def _unicode_class(self, start: int) -> tuple[str, int]:
        pattern = self.pattern
        if start + 2 >= len(pattern):
            raise RegexpError.of("invalid character class range", pattern[start:])
        if self._rune(start + 2) == "{":
            end = pattern.find("}", start) + 1
            if end == 0:
                self._check_utf8(start, len(pattern))
                raise RegexpError.of("invalid character class range", pattern[start:])
            self._check_utf8(start + 3, end - 1)
            name = pattern[start + 3 : end - 1]
        else:
            end = start + 3
            name = pattern[start + 2]
        positive = pattern[start + 1] == "p"
        if name.startswith("^"):
            positive, name = not positive, name[1:]
        text = unicode_set(name, positive=positive, folded="i" in self.flags)
        if not text:
            raise RegexpError.of("invalid character class range", pattern[start:end])
        return text, end

    # UTF-8

    def _rune(self, position: int) -> str:
        """Return the character at ``position`` (U+FFFD at the end, as Go decodes nothing)."""
        if position >= len(self.pattern):
            return "\ufffd"
        character = self.pattern[position]
        if "\udc80" <= character <= "\udcff":
            raise RegexpError.of("invalid UTF-8", self.pattern[position:])
        return character

    def _check_utf8(self, start: int, end: int) -> None:
        for position in range(start, end):
            if "\udc80" <= self.pattern[position] <= "\udcff":
                raise RegexpError.of("invalid UTF-8", self.pattern[position:end])


def _integer(digits: str) -> int:
    """Return the number, cut short where only its excess over the limit matters."""
    return int(digits[:9])


def _repeated_size(size: int, least: int, most: int, *, counted: bool) -> int:
    if not counted:
        return size + (2 if (least, most) == (0, -1) else 1)
    if most < 0:
        return 2 + size if least == 0 else 1 + least * size
    return max(1, most * size + most - least)


def _escape(rune: int) -> str:
    """Return ``rune`` as a literal of RE2's syntax."""
    character = chr(rune)
    if character in _ASCII_ALNUM or (rune > 0xA0 and not 0xD800 <= rune <= 0xDFFF):
        return character
    if 0x20 < rune < 0x7F:
        return "\\" + character
    return f"\\x{{{rune:X}}}"
