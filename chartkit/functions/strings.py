"""Texts: cutting, joining, quoting, indenting and wrapping.

Go's strings are bytes, and lengths and offsets count them: a cut can fall inside a character. The pieces survive as
lone surrogates, one for each byte, which the output encoder writes back as bytes.

Upstream: sprig strings.go, functions.go; Masterminds/goutils stringutils.go, wordutils.go, cryptorandomstringutils.go
"""

from __future__ import annotations

from collections.abc import Callable

from chartkit.errors import FunctionError
from chartkit.gostd import fmt, strconv, unicode
from chartkit.gostd.kinds import StringList, StringMap
from chartkit.gostd.unicode import canonical, decode, encode
from chartkit.helm_versions import HelmBehaviour

from .cast import to_string, to_strings
from .environment import Environment
from .limits import check_items, check_length

__all__ = ["FUNCTIONS", "functions"]


def hello() -> str:
    """Return a greeting."""
    return "Hello!"


def trim(text: str) -> str:
    """Return ``text`` without white space at both ends."""
    return text.strip(unicode.SPACE)


def trim_all(cutset: str, text: str) -> str:
    """Return ``text`` without the characters of ``cutset`` at both ends.

    Upstream: strings strings.go Trim
    """
    if not cutset.isascii() and unicode.REPLACEMENT in unicode.repair(cutset):
        # Go: a byte that is not UTF-8 counts as U+FFFD, so one of them stands for all.
        cutset += unicode.REPLACEMENT + "".join(map(chr, range(0xDC80, 0xDD00)))
    return text.strip(cutset)


def trim_suffix(suffix: str, text: str) -> str:
    """Return ``text`` without ``suffix`` at its end, once."""
    if _has_stray_bytes(suffix):
        return decode(encode(text).removesuffix(encode(suffix)))
    return text.removesuffix(suffix)


def trim_prefix(prefix: str, text: str) -> str:
    """Return ``text`` without ``prefix`` at its start, once."""
    if _has_stray_bytes(prefix):
        return decode(encode(text).removeprefix(encode(prefix)))
    return text.removeprefix(prefix)


def _has_stray_bytes(text: str) -> bool:
    """Return whether ``text`` holds bytes that are not UTF-8; only then do bytes have to be searched."""
    return not text.isascii() and unicode.repair(text) is not text


def contains(part: str, text: str) -> bool:
    """Return whether ``part`` is somewhere in ``text``."""
    return encode(part) in encode(text) if _has_stray_bytes(part) else part in text


def has_prefix(prefix: str, text: str) -> bool:
    """Return whether ``text`` begins with ``prefix``."""
    return encode(text).startswith(encode(prefix)) if _has_stray_bytes(prefix) else text.startswith(prefix)


def has_suffix(suffix: str, text: str) -> bool:
    """Return whether ``text`` ends with ``suffix``."""
    return encode(text).endswith(encode(suffix)) if _has_stray_bytes(suffix) else text.endswith(suffix)


def nospace(text: str) -> str:
    """Return ``text`` without white space.

    Go: the loop takes each byte for a character of Latin-1. Where there was white space, or the byte 85 or A0, which
    are white space in Latin-1, what is not ASCII comes out mangled.

    Upstream: Masterminds/goutils stringutils.go DeleteWhiteSpace
    """
    kept = _latin1(text).translate(_NO_SPACE)
    return text if len(kept) == unicode.byte_length(text) else kept


def initials(text: str) -> str:
    """Return the first byte of each word, taken for a character of Latin-1.

    Upstream: Masterminds/goutils wordutils.go Initials
    """
    return "".join(word[0] for word in _latin1(text).translate(_PLAIN_SPACE).split(" ") if word)


_NO_SPACE = dict.fromkeys(map(ord, unicode.SPACE))
_PLAIN_SPACE = dict.fromkeys(map(ord, unicode.SPACE), " ")


def _latin1(text: str) -> str:
    return text if text.isascii() else encode(text).decode("latin-1")


def repeat(count: int, text: str) -> str:
    """Return ``text`` ``count`` times.

    Upstream: strings strings.go Repeat
    """
    _check_repeat(count, text)
    return canonical(text * count)


def _check_repeat(count: int, text: str) -> None:
    """Refuse what Go's Repeat cannot do, in its words, and what would fill the memory."""
    length = count * unicode.byte_length(text)
    if count < 0:
        raise FunctionError("strings: negative Repeat count")
    if length >= 1 << 63:
        raise FunctionError("strings: Repeat output length overflow")
    if length > 1 << 48:  # Go: more than any machine can address.
        raise FunctionError("runtime error: makeslice: len out of range")
    check_length(length)


def substr(start: int, end: int, text: str) -> str:
    """Return the bytes from ``start`` up to, not including, ``end``.

    A negative ``start`` means from the first one, a negative or too large ``end`` means to the last one.

    Upstream: sprig strings.go substring
    """
    raw = encode(text)
    length = len(raw)
    if start < 0:
        if end < 0:
            raise FunctionError(f"runtime error: slice bounds out of range [:{end}]")
        if end > length:
            raise FunctionError(f"runtime error: slice bounds out of range [:{end}] with length {length}")
        return decode(raw[:end])
    if end < 0 or end > length:
        end = length
    if start > end:
        raise FunctionError(f"runtime error: slice bounds out of range [{start}:{end}]")
    return decode(raw[start:end])


def trunc(count: int, text: str) -> str:
    """Return the first ``count`` bytes of ``text``, or the last ones where ``count`` is negative.

    Upstream: sprig strings.go trunc
    """
    if text.isascii():
        return text[count:] if count < 0 else text[:count]
    raw = encode(text)
    return decode(raw[count:] if count < 0 else raw[:count])


def abbrev(width: int, text: str) -> str:
    """Return ``text`` cut to ``width`` bytes, the last three of which are dots; a width below 4 is ignored.

    Upstream: Masterminds/goutils stringutils.go Abbreviate
    """
    raw = encode(text)
    return text if width < 4 or len(raw) <= width else decode(raw[: width - 3]) + "..."


def abbrevboth(offset: int, width: int, text: str) -> str:
    """Return about ``width`` bytes of ``text`` from about ``offset`` on, with dots for what was cut off.

    Upstream: sprig strings.go abbrevboth; Masterminds/goutils stringutils.go AbbreviateFull
    """
    raw = encode(text)
    if width < 4 or (offset > 0 and width < 7) or len(raw) <= width:
        return text
    room = width - 3
    offset = min(offset, len(raw) - room)
    if offset <= 4:
        return decode(raw[:room]) + "..."
    if offset + room < len(raw):
        return "..." + abbrev(room, decode(raw[offset:]))
    return "..." + decode(raw[-room:])


def wrap(width: int, text: str) -> str:
    r"""Return ``text`` with ``\n`` for spaces, so that lines are at most ``width`` bytes long where words allow it."""
    return _wrapped(text, width, "\n", cuts_words=False)


def wrap_with(width: int, separator: str, text: str) -> str:
    """Return ``text`` with ``separator`` for spaces and inside of words longer than ``width`` bytes."""
    return _wrapped(text, width, separator or "\n", cuts_words=True)


def _wrapped(text: str, width: int, separator: str, *, cuts_words: bool) -> str:
    """Return ``text`` in lines of ``width`` bytes, or of one word longer than that.

    Upstream: Masterminds/goutils wordutils.go WrapCustom
    """
    width = max(width, 1)
    raw = encode(text)
    lines: list[bytes] = []
    offset = 0
    while len(raw) - offset > width:
        if raw[offset] == 0x20:
            offset += 1
            continue
        limit = offset + width
        space = raw.rfind(b" ", offset, limit + 1)
        if space < 0 and not cuts_words:
            space = raw.find(b" ", limit)
            if space < 0:
                break
        if space < 0:
            lines.append(raw[offset:limit])
            offset = limit
        else:
            lines.append(raw[offset:space])
            offset = space + 1
    lines.append(raw[offset:])
    check_length(len(raw) + len(lines) * len(separator))
    return decode(encode(separator).join(lines))


def quote(*values: object) -> str:
    """Return ``values``, but the nils, as Go string literals with spaces between them.

    Upstream: sprig strings.go quote
    """
    return " ".join([strconv.quote(to_string(value)) for value in values if value is not None])


def squote(*values: object) -> str:
    """Return ``values``, but the nils, between apostrophes with spaces between them; nothing is escaped.

    Upstream: sprig strings.go squote
    """
    return " ".join([f"'{fmt.text(value)}'" for value in values if value is not None])


def cat(*values: object) -> str:
    """Return ``values``, but the nils, with spaces between them.

    Upstream: sprig strings.go cat
    """
    return " ".join([fmt.text(value) for value in values if value is not None])


def indent(spaces: int, text: str) -> str:
    """Return ``text`` with ``spaces`` spaces before each line, empty ones too.

    Upstream: sprig strings.go indent
    """
    _check_repeat(spaces, " ")
    check_length(len(text) + (text.count("\n") + 1) * spaces)
    pad = " " * spaces
    return pad + text.replace("\n", "\n" + pad)


def nindent(spaces: int, text: str) -> str:
    """Return a line break and ``text`` with ``spaces`` spaces before each line.

    Upstream: sprig strings.go nindent
    """
    return "\n" + indent(spaces, text)


def replace(old: str, new: str, text: str) -> str:
    """Return ``text`` with ``new`` for each ``old``; an empty ``old`` is found around each character.

    Upstream: strings strings.go Replace
    """
    if len(new) > len(old):
        check_length(len(text) + (len(new) - len(old)) * text.count(old))
    if _has_stray_bytes(old):
        return decode(encode(text).replace(encode(old), encode(new)))
    return canonical(text.replace(old, new))


def plural(one: str, many: str, count: int) -> str:
    """Return ``one`` where ``count`` is 1, else ``many``."""
    return one if count == 1 else many


def join(separator: str, values: object) -> str:
    """Return the elements of a list, but its nils, as texts with ``separator`` between them.

    Upstream: sprig strings.go join
    """
    texts = to_strings(values)
    check_length(sum(map(len, texts)) + len(texts) * len(separator))
    return canonical(separator.join(texts))


def split_list(separator: str, text: str) -> StringList:
    """Return the parts of ``text``; an empty ``separator`` parts all characters.

    Upstream: strings strings.go Split
    """
    return StringList(_parts(text, separator, -1))


def split(separator: str, text: str) -> StringMap:
    """Return the parts of ``text`` under the keys ``_0``, ``_1`` and so on.

    Upstream: sprig strings.go split
    """
    return _numbered(_parts(text, separator, -1))


def splitn(separator: str, count: int, text: str) -> StringMap:
    """Return at most ``count`` parts of ``text``, the last one unparted; all where ``count`` is negative.

    Upstream: sprig strings.go splitn
    """
    return _numbered(_parts(text, separator, count))


def _parts(text: str, separator: str, count: int) -> list[str]:
    """Return what strings.SplitN returns.

    Upstream: strings strings.go genSplit, explode
    """
    if count == 0:
        return []
    if not separator:
        check_items(len(text))
        if 0 < count < len(text):
            return [*text[: count - 1], text[count - 1 :]]
        return list(text)
    check_items(text.count(separator))
    if _has_stray_bytes(separator):
        return [decode(part) for part in encode(text).split(encode(separator), count - 1 if count > 0 else -1)]
    return text.split(separator, count - 1 if count > 0 else -1)


def _numbered(parts: list[str]) -> StringMap:
    return StringMap({f"_{index}": part for index, part in enumerate(parts)})


FUNCTIONS: dict[str, Callable[..., object]] = {
    "hello": hello,
    "trim": trim,
    "trimAll": trim_all,
    "trimall": trim_all,
    "trimSuffix": trim_suffix,
    "trimPrefix": trim_prefix,
    "contains": contains,
    "hasPrefix": has_prefix,
    "hasSuffix": has_suffix,
    "nospace": nospace,
    "initials": initials,
    "repeat": repeat,
    "substr": substr,
    "trunc": trunc,
    "abbrev": abbrev,
    "abbrevboth": abbrevboth,
    "wrap": wrap,
    "wrapWith": wrap_with,
    "quote": quote,
    "squote": squote,
    "cat": cat,
    "indent": indent,
    "nindent": nindent,
    "replace": replace,
    "plural": plural,
    "toString": to_string,
    "toStrings": to_strings,
    "join": join,
    "splitList": split_list,
    "split": split,
    "splitn": splitn,
}

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PRINTABLE = "".join(map(chr, range(32, 127)))


def functions(environment: Environment, _behaviour: HelmBehaviour) -> dict[str, Callable[..., object]]:
    """Return the functions that make texts at random."""
    random = environment.random

    def pick(count: int, alphabet: str) -> str:
        check_length(count)
        return "".join([alphabet[random.below(len(alphabet))] for _ in range(count)])

    def rand_alpha(count: int) -> str:
        """Return ``count`` random letters."""
        return pick(count, _LETTERS)

    def rand_alpha_num(count: int) -> str:
        """Return ``count`` random letters and digits."""
        return pick(count, _LETTERS + _DIGITS)

    def rand_ascii(count: int) -> str:
        """Return ``count`` random printable characters of ASCII."""
        return pick(count, _PRINTABLE)

    def rand_numeric(count: int) -> str:
        """Return ``count`` random digits."""
        return pick(count, _DIGITS)

    def shuffle(text: str) -> str:
        """Return the characters of ``text`` in random order.

        Upstream: huandu/xstrings convert.go Shuffle
        """
        chars = list(unicode.repair(text))
        for index in range(len(chars) - 1, 0, -1):
            other = random.below(index + 1)
            chars[index], chars[other] = chars[other], chars[index]
        return "".join(chars)

    return {
        "randAlpha": rand_alpha,
        "randAlphaNum": rand_alpha_num,
        "randAscii": rand_ascii,
        "randNumeric": rand_numeric,
        "shuffle": shuffle,
    }
