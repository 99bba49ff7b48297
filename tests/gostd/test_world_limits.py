"""Bounds and small promises of regexp, glob and url that the tables of Go's answers do not hold."""

from __future__ import annotations

import pytest

from chartkit.errors import FunctionError
from chartkit.gostd import glob, regexp, url


def test_matches_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexp, "_MAX_MATCHES", 10)
    compiled = regexp.compile("")
    assert len(compiled.find_all("a" * 9, -1)) == 10
    with pytest.raises(FunctionError, match="more than 10 matches"):
        compiled.find_all("a" * 10, -1)
    with pytest.raises(FunctionError, match="more than 10 matches"):
        compiled.split("a" * 11, 50)
    with pytest.raises(FunctionError, match="more than 10 matches"):
        regexp.compile("a").replace_all_literal("a" * 11, "b")


def test_matches_that_each_look_at_the_whole_rest_take_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexp, "_MAX_SECONDS", 0.01)
    with pytest.raises(FunctionError, match="takes more than"):
        regexp.compile("a.*c|a").find_all("a" * 20_000, -1)


def test_a_very_long_expression_is_compiled_anew() -> None:
    assert regexp.compile("a" * 1000) is regexp.compile("a" * 1000)
    assert regexp.compile("a" * 1001) is not regexp.compile("a" * 1001)


def test_an_expression_that_re2_finds_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexp, "_MEMORY", 1 << 12)
    with pytest.raises(regexp.RegexpError) as caught:
        regexp.compile("[a-z]{900}x")
    assert caught.value.message == "error parsing regexp: expression too large: `[a-z]{900}x`"


def test_a_pattern_that_is_too_deep_is_no_glob() -> None:
    with pytest.raises(glob.GlobError, match="expression nests too deeply"):
        glob.compile("{a," * 3000)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("::1", ""),
        ("1.2.3.4", "ipv4 address is not an ipv6 address"),
        ("fe80::1%eth0", "zone id is not a part of ipv6 address"),
        ("x", 'ParseAddr("x"): unable to parse IP'),
    ],
)
def test_an_ipv6_address_has_no_zone(text: str, want: str) -> None:
    assert url.check_ipv6(text) == want


def test_a_path_is_not_taken_for_an_authority() -> None:
    assert str(url.URL(scheme="s", path="//x", omit_host=True)) == "s:%2F/x"
    assert str(url.URL(path="a:b")) == "./a:b"


def test_a_path_is_written_as_it_was_while_that_is_right() -> None:
    parsed = url.parse("http://h/a%2Fb#c%2Fd")
    assert (parsed.escaped_path(), parsed.escaped_fragment()) == ("/a%2Fb", "c%2Fd")
    for raw in ("a%2", "ä", "other"):
        assert url.URL(path="/x", raw_path=raw).escaped_path() == "/x"
