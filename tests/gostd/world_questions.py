"""Random questions about the world, put together from pieces that mean something or nearly do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from tests.gostd.go_world import Question

__all__ = ["MAKERS", "SEED", "Random"]

SEED = 20240229


def _joined(random: Random, pieces: Sequence[str], most: int) -> str:
    return "".join(random.choice(pieces) for _ in range(random.randint(0, most)))


_ATOMS = (
    r"a b A 0 _ . ^ $ é ß \d \D \w \W \s \S \b \B \A \z \pL \PL \p{Greek} \p{^Lu} \p{LC} \P{LC} \p{any} \P{ASCII} "
    r"\p{letter} \Qa.b\E \x41 \x{e9} \012 \n \_ [a-c] [^a] [[:alpha:]] [[:^digit:]] []a] [a-] [\d\pL] [^é] (?i) (?s) "
    r"(?m) (?U) (?-i) (?i:k) (?i)ſ (?i)\w (?i)\P{Lu} (|a) (a|) (a*) (a*)+ (|a)* (|a)+ (a?)??"
).split(" ")
_BROKEN = (
    r"( (?: (?P<n> (?<m> ) [ ] { } * + ? | \ {2} {2,} {0,3} {1001} {3,2} {,2} {01} *? ?? \C \Z \1 \xg \x{110000} "
    r"\p{Foo} [b-a] (?= (?< (?P<1-> [[:foo:]] \Q \E"
).split(" ")
_OPENINGS = ("(", "(?:", "(?i:", "(?P<n>", "(?m:", "(?s:", "(?U:")
_REPETITIONS = ("*", "+", "?", "{2}", "{0,3}", "{2,}", "*?", "+?", "??", "{1,2}?", "{0}")
_TEXTS = (*"abcABkK019_ -.\néñßſKΛλ", "\udcff", "\udcc3", "aa", "ab", "\0")
_REPLACEMENTS = ("", "x", "$1", "${1}", "$0", "$$", "[$n]", "${n}", "$1W", "${1", "$", "$é", "${²}", "$01", "a$2b$1")


def _pattern(random: Random, depth: int = 0) -> str:
    pieces = []
    for _ in range(random.randint(1, 4)):
        if random.random() < 0.25 and depth < 4:
            pieces.append(random.choice(_OPENINGS) + _pattern(random, depth + 1) + ")")
        else:
            pieces.append(random.choice(_ATOMS))
        if random.random() < 0.35:
            pieces.append(random.choice(_REPETITIONS))
        if random.random() < 0.15:
            pieces.append("|")
    return "".join(pieces)


def expressions(random: Random) -> Question:
    """Ask for matches, pieces or replacements."""
    pattern = _pattern(random) if random.random() < 0.6 else _joined(random, (*_ATOMS, *_BROKEN), 6)
    text = _joined(random, _TEXTS, 8)
    count = str(random.choice([-1, -1, 0, 1, 2, 3]))
    replacement = _joined(random, _REPLACEMENTS, 2)
    return random.choice(
        [
            ("regexp match", pattern, text),
            ("regexp find", pattern, text),
            ("regexp find all", pattern, text, count),
            ("regexp split", pattern, text, count),
            ("regexp replace", pattern, text, replacement),
            ("regexp replace literal", pattern, text, replacement),
            ("regexp quote", pattern),
        ]
    )


_ELEMENTS = (
    "January|Jan|1|01|Monday|Mon|2|_2|02|__2|002|15|3|03|4|04|5|05|2006|06|PM|pm|MST|Z0700|Z070000|Z07|Z07:00|Z07:00:00|"
    "-0700|-070000|-07|-07:00|-07:00:00|.000|.999|,000000|.9|.0|-| |  |:|/|T|_|Month|Janet|_2006|x|é|006|,|0000|"
    "15:04:05|2006-01-02|2006-01-02T15:04:05Z07:00|2006-01-02T15:04:05.999999999Z07:00"
).split("|")
_ZONES = (
    "UTC Europe/Berlin America/New_York Asia/Kolkata Australia/Sydney Etc/GMT+5 America/St_Johns Europe/Dublin "
    "Africa/Casablanca Pacific/Apia Antarctica/Troll Asia/Kathmandu Bad/Zone EST5EDT"
).split()
_NOISE = (*"0123456789+-:. ZTé", "", "99", "GMT+3", "ABCD", "WITA", "UTC", "PM", "Feb")


def _seconds(random: Random) -> str:
    bound = random.choice([10**9, 4 * 10**9, 10**12, 2**63 - 1])
    return str(random.randint(-bound, bound))


def moments(random: Random) -> Question:
    """Ask for a moment's text or fields, or for other moments reached from it."""
    zone, seconds = random.choice(_ZONES), _seconds(random)
    nanosecond = str(random.choice([0, 1, 120_000_000, 999_999_999]))
    if random.random() < 0.6:
        return ("time format", zone, seconds, nanosecond, _joined(random, _ELEMENTS, 5))
    if random.random() < 0.5:
        return ("time fields", zone, seconds, nanosecond)
    seconds = str(int(seconds) % 10**11)
    step = str(random.choice([0, 1, 7, 10**9, 3600 * 10**9, random.randint(-(10**15), 10**15)]))
    return ("time move", zone, seconds, nanosecond, step, str(random.randint(-2000, 2000)))


def texts_of_moments(random: Random) -> Question:
    """Ask what a text means by a layout that it may or may not follow."""
    from chartkit.gostd import time

    layout = _joined(random, _ELEMENTS, 5)
    text = time.unix(random.randint(-(10**9), 3 * 10**9), time.UTC, 123_456_789).format(layout)
    if random.random() < 0.5:
        place = random.randint(0, len(text))
        text = text[:place] + random.choice(_NOISE) + text[place + random.randint(0, 1) :]
    return ("time parse", random.choice(_ZONES), layout, text)


_DURATION_PIECES = (
    "1 2.5 0 300 - + . h m s ms us µs ns 1h 30m 9223372036854775807 0.000000001 d é .5 99999999999999999999 2562047h"
).split()


def durations(random: Random) -> Question:
    """Ask what a duration's text means, or what a duration is in units."""
    if random.random() < 0.6:
        return ("time parse duration", _joined(random, _DURATION_PIECES, 4))
    unit = random.choice([0, -5, 1, 7, 1000, 10**9, 3600 * 10**9, 2**63 - 1])
    bound = random.choice([10**6, 10**13, 2**63 - 1])
    return ("time duration", str(random.randint(-bound, bound)), str(unit))


_NAME_PIECES = (*"ab/*?[]^-\\.c", "[a-c]", "[^a]", "\\*", "é", "\udcff", "**", "..", "./")


def names(random: Random) -> Question:
    """Ask for a name's parts, or whether it matches a pattern."""
    if random.random() < 0.3:
        return ("path", _joined(random, _NAME_PIECES, 6))
    return ("path match", _joined(random, _NAME_PIECES, 6), _joined(random, (*"abc/.-*é", "b"), 5))


_URL_PIECES = (
    "http https tcp mailto : / // /// a b.c example.com @ user user:pw p%40w ? # x=1 & % %2 %2F %zz %25 %25en0 [ ] "
    "[::1] [fe80::1%25en0] [1.2.3.4] :80 :: * é %C3%A9 + ; , ! ' ( ) < > ^ ` { | } ~ "
    ".. . ../ ./ = $ %20 %3C HTTP 1 - \udcff "
    '" \\ \t \x7f'
).split(" ")
_IP_PIECES = "1 255 256 01 0 . : :: a ffff 12345 % eth0 1.2.3.4 fe80 g é 1:2:3:4:5:6:7 10.0.0.1".split()


def addresses(random: Random) -> Question:
    """Ask for an address's parts, for the address that a reference means, or for escapes."""
    text = random.choice(["", "", "http://", "tcp://", "//", "ftp://u@"]) + _joined(random, _URL_PIECES, 6)
    kind = random.choice(
        ["parse", "parse", "resolve", "query escape", "path escape", "query unescape", "path unescape"]
    )
    if kind == "resolve":
        return ("url resolve", text, _joined(random, _URL_PIECES, 6))
    if random.random() < 0.2:
        return ("netip parse", _joined(random, _IP_PIECES, 7))
    return (f"url {kind}", text)


MAKERS: tuple[Callable[[Random], Question], ...] = (
    expressions,
    moments,
    texts_of_moments,
    durations,
    names,
    addresses,
)
