"""Format strings: literal text, directives, and which argument each directive takes.

Upstream: fmt print.go (*pp).doPrintf
"""

from __future__ import annotations

import re
from functools import lru_cache

from chartkit.errors import LimitError

from . import unicode
from .fmt_values import print_argument
from .fmt_verbs import PLAIN, Directive
from .kinds import type_of
from .strconv_float import shortest

__all__ = ["sprintf"]

#: Go: a width or precision beyond this is no number.
_LARGEST_NUMBER = 1_000_000
#: Characters that one call may write; widths make it easy to ask for more than any machine has.
_MAX_OUTPUT = 1 << 28

_SIMPLE_VERB = re.compile("%([a-z%])")
_FLAGS = re.compile("[#0+\\- ]*")
_NUMBER = re.compile("[0-9]*")


def sprintf(template: str, *values: object) -> str:
    """Return ``template`` with its directives replaced by ``values``; mistakes are complained about in the text.

    Raises:
        LimitError: The text would be too long.

    Upstream: fmt print.go Sprintf
    """
    simple = _simple(template)
    if simple is not None and len(simple[1]) == len(values):
        literals, directives = simple
        out = [literals[0]]
        for literal, directive, value in zip(literals[1:], directives, values, strict=True):
            kind = value.__class__
            if kind is str and (directive is PLAIN or directive is _STRING):
                out.append(value)  # type: ignore[arg-type] # It is of class str.
            elif kind is float and directive is PLAIN:
                out.append(shortest(value))  # type: ignore[arg-type] # It is of class float.
            elif kind is int and (directive is PLAIN or directive is _DECIMAL):
                out.append(int.__repr__(value))
            else:
                out.append(print_argument(value, directive))
            out.append(literal)
        return unicode.canonical("".join(out))
    return unicode.canonical(_Formatter(unicode.canonical(template), values).run())


_STRING = Directive("s")
_DECIMAL = Directive("d")
_SHARED = {"v": PLAIN, "s": _STRING, "d": _DECIMAL}


@lru_cache(maxsize=1024)
def _simple(template: str) -> tuple[list[str], list[Directive]] | None:
    """Return literals and the directives between them, None where a directive is more than a small letter.

    PERF: nearly all format strings of charts are of this form.
    """
    parts = _SIMPLE_VERB.split(template)
    literals = [parts[0]]
    directives: list[Directive] = []
    for verb, literal in zip(parts[1::2], parts[2::2], strict=True):
        if verb == "%":
            literals[-1] += "%" + literal
        else:
            directives.append(_SHARED.get(verb) or Directive(verb))
            literals.append(literal)
    percents = template.count("%")
    if percents != len(directives) + 2 * template.count("%%"):
        return None
    return literals, directives


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
        minus, zero = "-" in flags, "0" in flags
        after_index = self._take_index()
        if template.startswith("*", self.position):
            width = self._take_star("%!(BADWIDTH)")
            after_index = False
            if width is not None and width < 0:
                width, minus, zero = -width, True, False
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
            plus, sharp = "+" in flags, "#" in flags
            generic = verb in {"v", "w"}  # For these two flags have another meaning.
            directive = Directive(
                verb,
                minus=minus,
                plus=plus and not generic,
                sharp=sharp and not generic,
                space=" " in flags,
                zero=zero,
                plus_v=plus and generic,
                sharp_v=sharp and generic,
                width=width,
                precision=precision,
            )
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
