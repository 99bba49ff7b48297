"""Numbers and strings as the verbs of a Go format string write them.

A :class:`Directive` is one ``%...`` of a format string; each function returns what it writes for a value, padded.

Upstream: fmt format.go, print.go
"""

from __future__ import annotations

from chartkit.records import dataclass, replace

from . import strconv, unicode
from .kinds import is_nil

__all__ = [
    "PLAIN",
    "Directive",
    "format_bool",
    "format_bytes",
    "format_complex",
    "format_float",
    "format_hex",
    "format_integer",
    "format_string",
    "pad",
]


@dataclass(frozen=True, slots=True)
class Directive:
    """A verb with its flags, width and precision."""

    verb: str
    minus: bool = False
    plus: bool = False
    sharp: bool = False
    space: bool = False
    zero: bool = False
    #: ``%+v``: with the names of fields.
    plus_v: bool = False
    #: ``%#v``: Go syntax.
    sharp_v: bool = False
    width: int | None = None
    precision: int | None = None

    def with_verb(self, verb: str) -> Directive:
        """Return this directive with another verb."""
        return self if verb == self.verb else replace(self, verb=verb)

    def without_zero(self) -> Directive:
        """Return this directive padding with spaces."""
        return replace(self, zero=False) if self.zero else self


PLAIN = Directive("v")


def pad(text: str, directive: Directive) -> str:
    """Return ``text`` filled up to the width, counted in characters.

    Upstream: fmt format.go (*fmt).pad
    """
    if not directive.width:
        return text
    if directive.minus:
        return text.ljust(directive.width)
    return text.rjust(directive.width, "0" if directive.zero else " ")


def format_bool(value: bool, directive: Directive) -> str | None:
    """Return ``value`` as ``%t`` and ``%v`` write it; None: the verb is not for it."""
    if directive.verb not in {"t", "v"}:
        return None
    return pad("true" if value else "false", directive)


# What Python's format() calls the bases, by verb.
_BASES = {"v": "d", "d": "d", "b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}


def format_integer(value: int, directive: Directive, *, signed: bool = True) -> str | None:
    """Return ``value`` as the verb writes an integer; None: the verb is not for it.

    Upstream: fmt print.go (*pp).fmtInteger
    """
    verb = directive.verb
    if verb in _BASES:
        if verb == "v" and directive.sharp_v and not signed:
            return _digits(value, "x", replace(directive, sharp=True))
        return _digits(value, _BASES[verb], directive)
    char = value & 0xFFFF_FFFF_FFFF_FFFF
    if verb == "c":
        return pad(chr(char) if _is_rune(char) else unicode.REPLACEMENT, directive)
    if verb == "q":
        char = min(char, 0x110000)  # Whatever is no code point is quoted as U+FFFD.
        return pad(strconv.quote_rune_to_ascii(char) if directive.plus else strconv.quote_rune(char), directive)
    if verb == "U":
        return _code_point(char, directive)
    return None


def _digits(value: int, base: str, directive: Directive) -> str:
    """Return the digits of ``value`` with sign, prefix and padding.

    Upstream: fmt format.go (*fmt).fmtInteger
    """
    sign = "-" if value < 0 else "+" if directive.plus else " " if directive.space else ""
    least = 0
    if directive.precision is not None:
        least = directive.precision
        if least == 0 and value == 0:
            return " " * (directive.width or 0)
    elif directive.zero and not directive.minus and directive.width is not None:
        least = directive.width - len(sign)
    digits = format(abs(value), base).zfill(least)
    prefix = ""
    if directive.verb == "O":
        prefix = "0o"
    if directive.sharp:
        if base == "b":
            prefix = "0b"
        elif base == "o":
            prefix += "" if digits[0] == "0" else "0"
        elif base != "d":
            prefix = "0" + base
    return pad(sign + prefix + digits, directive.without_zero())


def _is_rune(char: int) -> bool:
    return char < 0xD800 or 0xDFFF < char <= 0x10FFFF


def _code_point(char: int, directive: Directive) -> str:
    """Return ``U+0078``, or with the flag ``#`` ``U+0078 'x'``.

    Upstream: fmt format.go (*fmt).fmtUnicode
    """
    text = f"U+{char:0{max(4, directive.precision or 0)}X}"
    if directive.sharp and _is_rune(char) and strconv.is_print(chr(char)):
        text += f" '{chr(char)}'"
    return pad(text, directive.without_zero())


_FLOAT_VERBS = {
    "v": ("g", -1),
    "b": ("b", -1),
    "g": ("g", -1),
    "G": ("G", -1),
    "x": ("x", -1),
    "X": ("X", -1),
    "f": ("f", 6),
    "F": ("f", 6),
    "e": ("e", 6),
    "E": ("E", 6),
}


def format_float(value: float, directive: Directive, *, bits: int = 64) -> str | None:
    """Return ``value`` as the verb writes a float; None: the verb is not for it.

    Upstream: fmt format.go (*fmt).fmtFloat
    """
    if directive.verb not in _FLOAT_VERBS:
        return None
    verb, precision = _FLOAT_VERBS[directive.verb]
    if directive.precision is not None:
        precision = directive.precision
    number = strconv.format_float(value, verb, precision, bits)
    sign, number = (number[0], number[1:]) if number[0] in "+-" else ("+", number)
    if sign == "+" and not directive.plus:
        sign = " " if directive.space else "+" if number == "Inf" else ""
    if number in {"Inf", "NaN"}:
        return pad(sign + number, directive.without_zero())
    if directive.sharp and verb != "b":
        number = _with_point(number, verb, precision)
    if directive.zero and not directive.minus and directive.width is not None:
        return sign + number.rjust(directive.width - len(sign), "0")
    return pad(sign + number, directive)


def _with_point(number: str, verb: str, precision: int) -> str:
    """Return ``number`` with a decimal point, and for ``g`` and ``x`` with the zeros that the precision asks for."""
    wanted = 0
    if verb in {"g", "G", "x"}:
        wanted = 6 if precision == -1 else precision
    letter = "p" if verb == "x" else "P" if verb == "X" else "E" if verb in {"E", "G"} else "e"
    number, letter, exponent = number.partition(letter)
    wanted -= len(number.replace(".", "").lstrip("0"))
    if "." not in number:
        if number == "0":
            wanted -= 1
        number += "."
    return number + "0" * wanted + letter + exponent


def format_complex(value: complex, directive: Directive) -> str | None:
    """Return ``value`` as ``(1+2i)``; None: the verb is not for it.

    Upstream: fmt print.go (*pp).fmtComplex
    """
    real = format_float(value.real, directive)
    imaginary = format_float(value.imag, replace(directive, plus=True))
    return None if real is None or imaginary is None else f"({real}{imaginary}i)"


def format_string(value: str, directive: Directive) -> str | None:
    """Return ``value`` as the verb writes a string; None: the verb is not for it.

    Upstream: fmt print.go (*pp).fmtString
    """
    verb = directive.verb
    if verb == "s" or (verb == "v" and not directive.sharp_v):
        return pad(_cut(value, directive), directive)
    if verb in {"q", "v"}:
        return _quoted(_cut(value, directive), directive)
    if verb in {"x", "X"}:
        return format_hex(unicode.encode(value), directive)
    return None


def _cut(value: str, directive: Directive) -> str:
    """Return as many characters of ``value`` as the precision allows."""
    if not value.isascii():
        value = unicode.canonical(value)
    return value if directive.precision is None else value[: directive.precision]


def _quoted(value: str, directive: Directive) -> str:
    """Return ``value`` as a Go literal.

    Upstream: fmt format.go (*fmt).fmtQ
    """
    if directive.sharp and strconv.can_backquote(value):
        return pad(f"`{value}`", directive)
    return pad(strconv.quote_to_ascii(value) if directive.plus else strconv.quote(value), directive)


def format_hex(value: bytes, directive: Directive) -> str:
    """Return the bytes in hexadecimal; the precision is their number, the flag space parts them.

    Upstream: fmt format.go (*fmt).fmtSbx
    """
    if directive.precision is not None:
        value = value[: directive.precision]
    prefix = "0x" if directive.sharp and value else ""
    text = prefix + (value.hex(" ").replace(" ", " " + prefix) if directive.space else value.hex())
    return pad(text.upper() if directive.verb == "X" else text, directive)


def format_bytes(value: bytes, directive: Directive, type_name: str) -> str | None:
    """Return ``value`` as the verb writes a byte slice; None: the verb is for its elements.

    Upstream: fmt print.go (*pp).fmtBytes
    """
    verb = directive.verb
    if verb in {"v", "d"}:
        if directive.sharp_v:
            if is_nil(value):
                return f"{type_name}(nil)"
            as_hex = replace(directive, sharp=True)
            return f"{type_name}{{{', '.join(_digits(byte, 'x', as_hex) for byte in value)}}}"
        return f"[{' '.join(_digits(byte, 'd', directive) for byte in value)}]"
    if verb == "q":
        return _quoted(_cut(unicode.decode(value), directive), directive)
    if verb == "s":
        return pad(_cut(unicode.decode(value), directive), directive)
    return format_hex(value, directive) if verb in {"x", "X"} else None
