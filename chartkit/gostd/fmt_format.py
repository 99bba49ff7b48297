"""Format strings: literal text, directives, and which argument each directive takes.

Upstream: fmt print.go (*pp).doPrintf
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from chartkit.errors import LimitError
from chartkit.patterns import late_pattern

from . import unicode
from .fmt_values import print_argument
from .fmt_verbs import PLAIN, Directive
from .kinds import type_of
from .strconv_float import shortest

__all__ = ["sprintf"]

#: Go: a width or precision beyond this is no number.
_LARGEST_NUMBER = 1_000_000
#: Directives that a format string may have, and the length up to which it is kept compiled.
_MAX_DIRECTIVES, _KEPT_LENGTH = 100_000, 10_000
#: Characters that one call may write; widths make it easy to ask for more than any machine has.
_MAX_OUTPUT = 1 << 28
#: Width and precision that directives may have together for their text's length not to be watched.
_MAX_ROOM = 1 << 16

_STATIC_DIRECTIVE = late_pattern(
    r"%(?:%|(?P<flags>[#0+\- ]*)(?P<width>[1-9][0-9]{0,5})?(?:\.(?P<precision>[0-9]{0,6}))?(?P<verb>[a-zA-Z]))"
)
_FLAGS = late_pattern("[#0+\\- ]*")
_NUMBER = late_pattern("[0-9]*")


def sprintf(template: str, *values: object) -> str:
    """Return ``template`` with its directives replaced by ``values``; mistakes are complained about in the text.

    Raises:
        LimitError: The text would be too long, or the format string has too many directives.

    Upstream: fmt print.go Sprintf
    """
    if len(template) <= _KEPT_LENGTH:
        compiled = _compile(template)
    elif template.count("%") <= _MAX_DIRECTIVES:
        compiled = None
    else:
        raise LimitError("format string has too many directives")
    if compiled is not None and len(compiled[1]) == len(values):
        text = compiled[0] % tuple(map(_write, compiled[1], values))
        return text if text.isascii() else unicode.canonical(text)
    return unicode.canonical(_Formatter(unicode.canonical(template), values).run())


class _Static(NamedTuple):
    """A directive that takes the next argument and no other."""

    directive: Directive
    #: PERF: how values of the commonest classes are written.
    common: Mapping[type, Callable[..., str]]


def _write(static: _Static, value: object) -> str:
    common = static.common.get(value.__class__)
    return common(value) if common is not None else print_argument(value, static.directive)


_COMMON: dict[str, Mapping[type, Callable[..., str]]] = {
    "%v": {str: str, float: shortest, int: int.__repr__},
    "%s": {str: str},
    "%d": {int: int.__repr__},
}


@lru_cache(maxsize=1024)
def _compile(template: str) -> tuple[str, list[_Static]] | None:
    """Return ``template`` with ``%s`` for each directive, as Python's operator wants it, and the directives.

    PERF: nearly all format strings of charts are of this form. None for those with numbered arguments, stars, verbs
    that are no letters, what is no directive at all, or very large widths.
    """
    directives: list[_Static] = []
    pieces: list[str] = []
    end = room = 0
    for found in _STATIC_DIRECTIVE.finditer(template):
        pieces.append(template[end : found.start()])
        end = found.end()
        verb = found["verb"]
        if verb is None:
            pieces.append("%%")
            continue
        width = None if found["width"] is None else int(found["width"])
        precision = None if found["precision"] is None else int(found["precision"] or "0")
        room += (width or 0) + (precision or 0)
        directive = _directive(verb, found["flags"], width=width, precision=precision)
        directives.append(_Static(PLAIN if directive == PLAIN else directive, _COMMON.get(found[0], {})))
        pieces.append("%s")
    pieces.append(template[end:])
    if room > _MAX_ROOM or "%" in "".join(pieces[::2]):
        return None
    return "".join(pieces), directives


def _directive(verb: str, flags: str, *, width: int | None, precision: int | None, minus: bool = False) -> Directive:
    """Return the directive that is written so; ``minus``: the width was negative."""
    plus, sharp = "+" in flags, "#" in flags
    generic = verb in {"v", "w"}  # For these two flags have another meaning.
    return Directive(
        verb,
        minus=minus or "-" in flags,
        plus=plus and not generic,
        sharp=sharp and not generic,
        space=" " in flags,
        zero="0" in flags and not minus,
        plus_v=plus and generic,
        sharp_v=sharp and generic,
        width=width,
        precision=precision,
    )


class _Formatter:
    """One call of Sprintf: where it stands in the format string, and which argument comes next."""

    def __init__(self, template: str, values: tuple[object, ...]) -> None:
        self.template = template
        self.values = values
        self.position = 0
        self.next_value = 0
        #: Whether an argument was named by its number anywhere; unused arguments are then not complained about.
        self.reordered = False
        #: Whether the directive being read names arguments that exist, in places where it may.
        self.good_index = True
        self.out: list[str] = []

    def run(self) -> str:
        """Return the whole text."""
        template = self.template
        size = 0
        while (percent := template.find("%", self.position)) >= 0:
            self.out.append(template[self.position : percent])
            self.position = percent + 1
            self._write_directive()
            size += len(self.out[-1])
            if size > _MAX_OUTPUT:
                raise LimitError("formatted text is too long")
        self.out.append(template[self.position :])
        if not self.reordered and self.next_value < len(self.values):
            self.out.append(f"%!(EXTRA {', '.join(map(_describe, self.values[self.next_value :]))})")
        return "".join(self.out)

    def _write_directive(self) -> None:
        """Write one: ``"%" flags [ index ] [ width ] [ "." [ index ] precision ] [ index ] verb``."""
        template = self.template
        self.good_index = True
        flags = self._take(_FLAGS)
        minus = False
        after_index = self._take_index()
        if template.startswith("*", self.position):
            width = self._take_star("%!(BADWIDTH)")
            after_index = False
            if width is not None and width < 0:
                width, minus = -width, True
        else:
            width = self._take_number()
            if after_index and width is not None:  # "%[3]2d"
                self.good_index = False
        precision = None
        if template.startswith(".", self.position) and self.position + 1 < len(template):
            self.position += 1
            if after_index:  # "%[3].2d"
                self.good_index = False
            after_index = self._take_index()
            if template.startswith("*", self.position):
                precision = self._take_star("%!(BADPREC)", negative=False)
                after_index = False
            else:
                precision = self._take_number() or 0
        if not after_index:
            self._take_index()
        if self.position >= len(template):
            self.out.append("%!(NOVERB)")
            return
        verb = unicode.repair(template[self.position])
        self.position += 1
        if verb == "%":
            self.out.append("%")
        elif not self.good_index:
            self.out.append(f"%!{verb}(BADINDEX)")
        elif self.next_value >= len(self.values):
            self.out.append(f"%!{verb}(MISSING)")
        else:
            directive = _directive(verb, flags, width=width, precision=precision, minus=minus)
            self.out.append(print_argument(self.values[self.next_value], directive))
            self.next_value += 1

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Return what ``pattern``, which may be empty, matches here, and step over it."""
        found = pattern.match(self.template, self.position)
        text = found[0] if found else ""
        self.position += len(text)
        return text

    def _take_number(self) -> int | None:
        """Step over ``{ digit }``; a number that is far too large swallows the rest of the format.

        Upstream: fmt print.go parsenum
        """
        digits = self._take(_NUMBER)
        if not digits:
            return None
        number = _number(digits)
        if number is None:
            self.position = len(self.template)
        return number

    def _take_index(self) -> bool:
        """Step over ``"[" number "]"``; return whether it names a number, of an argument or not.

        Upstream: fmt print.go (*pp).argNumber, parseArgNumber
        """
        template, start = self.template, self.position
        if not template.startswith("[", start):
            return False
        self.reordered = True
        end = template.find("]", start) if len(template) - start >= 3 else -1
        if end < 0:
            self.position += 1
            self.good_index = False
            return False
        self.position = end + 1
        digits = template[start + 1 : end]
        number = _number(digits) if _NUMBER.fullmatch(digits) else None
        if number is None:
            self.good_index = False
            return False
        if 1 <= number <= len(self.values):
            self.next_value = number - 1
        else:
            self.good_index = False
        return True

    def _take_star(self, complaint: str, *, negative: bool = True) -> int | None:
        """Return the argument that is the width or precision; where it is none, complain.

        Upstream: fmt print.go intFromArg
        """
        self.position += 1
        number = None
        if self.next_value < len(self.values):
            value = self.values[self.next_value]
            self.next_value += 1
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _LARGEST_NUMBER:
                number = int(value)
        if number is None or (number < 0 and not negative):
            self.out.append(complaint)
            return None
        return number


def _number(digits: str) -> int | None:
    """Return the number that ``digits`` are, None where Go gives up: it does when a digit follows beyond a million."""
    significant = digits.lstrip("0")
    if not digits or len(significant) > 8 or int(significant[:-1] or "0") > _LARGEST_NUMBER:
        return None
    return int(digits[-9:])


def _describe(value: object) -> str:
    """Return a surplus argument with its type."""
    return "<nil>" if value is None else f"{type_of(value).name}={print_argument(value, PLAIN)}"
