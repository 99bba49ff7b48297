"""Laws of gostd's world: fast ways do what plain ways do, and what is written can be read."""

from __future__ import annotations

import contextlib
import time as clock
from collections.abc import Callable
from datetime import UTC as PYTHON_UTC
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import FunctionError
from chartkit.gostd import glob, path, regexp, time, url
from chartkit.gostd.kinds import Duration

law = settings(deadline=None, max_examples=100)

_EXPRESSIONS = st.sampled_from(
    [
        "a",
        "a+",
        "(a|b)c?",
        "[^a]b",
        "\\w+",
        "(?i)é+",
        ".",
        "(?s).",
        "\\Bb",
        "a{2}",
        "x|yz",
        "\\pL\\d*",
        "(a)(b)",
        "\\Bé",
    ]
)
_TEXTS = st.text(st.sampled_from([*"abcxyz1 é\n-", "\udcff"]), max_size=20)


@law
@given(_EXPRESSIONS, _TEXTS)
def test_expressions_without_empty_matches_are_iterated_alike(pattern: str, text: str) -> None:
    compiled = regexp.compile(pattern)
    assert compiled._translation.consumes
    # An alternative that never matches and consumes nothing takes the way for empty matches.
    plain = regexp.compile(f"(?:{pattern}|\\b\\B)")
    assert not plain._translation.consumes
    assert compiled.find_all(text, -1) == plain.find_all(text, -1)
    assert compiled.replace_all(text, "<$0>") == plain.replace_all(text, "<$0>")


@law
@given(_EXPRESSIONS, _TEXTS)
def test_pieces_and_matches_make_the_text(pattern: str, text: str) -> None:
    compiled = regexp.compile(pattern)
    if not text:
        return
    pieces, matches = compiled.split(text, -1), compiled.find_all(text, -1)
    whole = "".join(piece + match for piece, match in zip(pieces, [*matches, ""], strict=True))
    assert whole == text


@law
@given(st.text(max_size=20))
def test_a_quoted_text_matches_itself_alone(text: str) -> None:
    compiled = regexp.compile(f"^(?:{regexp.quote_meta(text)})$")
    assert compiled.match(text)
    assert not compiled.match(text + "x")


def test_a_name_of_a_group_may_be_anything_but_what_it_must_not() -> None:
    assert regexp.compile("(?P<a1>x)(y)(?<b_>z)").replace_all("xyz", "${b_}$2${a1}") == "zyx"


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|a)*b", "(a|aa)+$", "(.*)*x", "a?" * 30 + "a" * 30, "(x+x+)+y"])
def test_hostile_expressions_take_linear_time(pattern: str) -> None:
    started = clock.process_time()
    regexp.compile(pattern).match("a" * 100_000)
    regexp.compile(pattern).match("x" * 100_000)
    assert clock.process_time() - started < 5


@pytest.mark.parametrize(
    "pattern",
    ["(" * 100_000, "(" * 20_000 + ")" * 20_000, "[" * 50_000, "(?:a{1000}b{1000}){1}" * 300, "\\pL{1000}" * 200],
)
def test_a_hostile_expression_is_read_or_refused(pattern: str) -> None:
    started = clock.process_time()
    with contextlib.suppress(regexp.RegexpError):
        regexp.compile(pattern)
    assert clock.process_time() - started < 10


@law
@given(st.text(st.sampled_from([*"ab(|)[]^*+?{},1\\pLW"]), max_size=12))
def test_an_expression_is_checked_as_it_is_compiled(pattern: str) -> None:
    assert _verdict(regexp.check, pattern) == _verdict(regexp.compile, pattern)


@pytest.mark.parametrize("atom", ["\\W", "\\pL", "(?i)k", "[^a]", "\\PL*"])
def test_the_largest_expressions_that_are_not_compiled_to_be_checked(atom: str) -> None:
    for pattern in (f"({atom * (56 // len(atom))}){{99}}{atom * (60 // len(atom))}", atom * (400 // len(atom))):
        assert regexp._SURELY_SMALL.fullmatch(pattern)
        assert _verdict(regexp.check, pattern) == _verdict(regexp.compile, pattern)


def _verdict(reader: Callable[[str], object], pattern: str) -> str:
    try:
        reader(pattern)
    except regexp.RegexpError as error:
        return error.message
    return ""


def test_a_replacement_cannot_fill_the_memory() -> None:
    with pytest.raises(FunctionError, match="more than 67108864 characters"):
        regexp.compile("").replace_all("a" * 100_000, "b" * 10_000)


_MOMENTS = st.integers(-62135596800, 253402300799)
_ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "Asia/Tehran"]
)


@law
@given(_MOMENTS, _ZONES)
def test_clocks_show_what_pythons_clocks_show(seconds: int, zone: str) -> None:
    # Before the first change of a zone Python goes on with another offset than Go; years 1 and 9999 have no neighbours.
    seconds = max(seconds, 0)
    seconds = min(seconds, 253402300799 - 86400)
    moment = datetime.fromtimestamp(0, PYTHON_UTC) + timedelta(seconds=seconds)
    shown = moment.astimezone(ZoneInfo(zone))
    at = time.unix(seconds, time.load_location(zone)).civil()
    assert (at.year, at.month, at.day, at.hour, at.minute, at.second) == shown.timetuple()[:6]
    assert (at.zone, at.offset) == (shown.tzname(), (shown.utcoffset() or timedelta()).total_seconds())


@law
@given(_MOMENTS, st.integers(0, 999_999_999), _ZONES)
def test_a_moment_is_read_from_its_text(seconds: int, nanosecond: int, zone: str) -> None:
    moment = time.unix(seconds, time.load_location(zone), nanosecond)
    layout = "2006-01-02T15:04:05.999999999Z07:00:00"
    if 0 <= moment.civil().year <= 9999:
        assert time.parse(layout, moment.format(layout)).instant == moment.instant


@law
@given(st.integers(-(1 << 63), (1 << 63) - 1))
def test_a_duration_is_read_from_its_text(nanoseconds: int) -> None:
    assert time.parse_duration(time.duration_string(Duration(nanoseconds))) == nanoseconds


@law
@given(st.text(st.sampled_from("ab./"), max_size=12))
def test_a_clean_name_stays_as_it_is(name: str) -> None:
    assert path.clean(path.clean(name)) == path.clean(name)
    assert path.join(path.dir(name), path.base(name)) in {path.clean(name), path.clean(f"{path.dir(name)}/{name}")} or (
        name.endswith("/")
    )


@law
@given(st.text(st.sampled_from([*"ab /?#%&+é", "\udcff"]), max_size=12))
def test_what_is_escaped_can_be_read(text: str) -> None:
    assert url.query_unescape(url.query_escape(text)) == text
    assert url.path_unescape(url.path_escape(text)) == text


@pytest.mark.parametrize(
    ("pattern", "name", "want"),
    [
        ("*", "a", True),
        ("*", "a/b", False),
        ("**", "a/b", True),
        ("a/**/c", "a/b/b/c", True),
        ("a/**/c", "a/c", False),
        ("*.{yaml,yml}", "x.yml", True),
        ("{a,b}/*", "b/c", True),
        ("[a-c]?", "bé", True),
        ("[!a]", "a", False),
        ("\\*", "*", True),
        ("\\*", "a", False),
        ("{a,b", "b", True),
        ("a}", "a}", True),
        ("a,b", "a,b", True),
        ("", "", True),
    ],
)
def test_globs_match_as_gobwas_does(pattern: str, name: str, want: bool) -> None:
    assert glob.compile(pattern).match(name) is want


@pytest.mark.parametrize(
    ("pattern", "want"),
    [
        ("[a", "unexpected end of input"),
        ("[]", "could not parse range"),
        ("[a-]", "unexpected end of input"),
        ("[a-bc]", "expected close range character"),
        ("[b-a]", "hi character 'a' should be greater than lo 'b'"),
    ],
)
def test_globs_that_are_none(pattern: str, want: str) -> None:
    with pytest.raises(glob.GlobError) as caught:
        glob.compile(pattern)
    assert caught.value.message == want
