"""Small languages: quantities, schedules, names, formats."""

# ruff: noqa: E501 - a row of a table is a line

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chartkit.validation import names, quantity
from chartkit.validation.cron import schedule_problem
from chartkit.validation.formats import FORMATS, is_base64, is_time


# origin: k8s.io/apimachinery pkg/api/resource quantity_test.go and quantity.go
@pytest.mark.parametrize(
    ("text", "want"),
    [("100m", Fraction(1, 10)), ("0.5", Fraction(1, 2)), ("1Ki", Fraction(1024)), ("1k", Fraction(1000)), ("1e3", Fraction(1000)),
     ("1E3", Fraction(1000)), ("1E", Fraction(10**18)), ("-1", Fraction(-1)), ("+5", Fraction(5)), (".5", Fraction(1, 2)),
     ("1.", Fraction(1)), (" 1 ", Fraction(1)), ("Ki", Fraction(0)), ("1n", Fraction(1, 10**9)), ("0.1n", Fraction(1, 10**9)), (1.5, Fraction(3, 2)), (3, Fraction(3))],
)  # fmt: skip
def test_quantities(text: object, want: Fraction) -> None:
    assert quantity.parse(text) == want * quantity.ONE


@pytest.mark.parametrize(
    "text", ["", "1MB", "1mi", "1 Gi", "1,5", "1e", "1K", "abc", "1.5.5", "--1", "1Gib", "0x10", True, None, [], {}]
)
def test_no_quantities(text: object) -> None:
    assert quantity.parse(text) is None


def test_exponents_cannot_exhaust_memory() -> None:
    assert quantity.parse("1e2000000000") is not None
    assert quantity.parse("1e99999999999") is None


@given(st.text(max_size=12))
def test_any_text_is_a_quantity_or_not(text: str) -> None:
    assert quantity.parse(text) is None or isinstance(quantity.parse(text), int)


# origin: github.com/robfig/cron/v3 parser_test.go
@pytest.mark.parametrize(
    "schedule",
    ["* * * * *", "*/5 0-6,22 1 JAN-MAR sun", "0 0 ? * ?", "@daily", "@every 1h30m", "5/15 * * * *", "0 0 1 1 6"],
)
def test_schedules(schedule: str) -> None:
    assert not schedule_problem(schedule)


@pytest.mark.parametrize(
    "schedule",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "*/0 * * * *", "5-1 * * * *",
     "a * * * *", "1-2-3 * * * *", "@sometimes", "@every", "@every day", "TZ=UTC * * * * *", "CRON_TZ=UTC * * * * *", "* * * * mo"],
)  # fmt: skip
def test_no_schedules(schedule: str) -> None:
    assert schedule_problem(schedule)


# origin: k8s.io/apimachinery pkg/util/validation validation_test.go
@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (names.dns_label, ["a", "ab", "a-b", "0", "a" * 63], ["", "A", "a.b", "-a", "a-", "a_b", "a" * 64, "a\n"]),
        (names.dns_subdomain, ["a.b", "a" * 253], ["", "a..b", ".a", "a.", "A.b", "a" * 254, "a\n"]),
        (names.dns_1035_label, ["a", "a-1"], ["1a", "a.b", "", "A"]),
        (names.qualified_name, ["a", "A.b_c-d", "x.y/a", "1"], ["", "/a", "x.y/", "X/a", "a/b/c", "-a", "a" * 64, "a b"]),
        (names.label_value, ["", "a", "A.b_c"], ["-a", "a b", "a" * 64, "a/b", "ä"]),
        (names.env_name, ["A", "a.b-c", "1", "a b"], ["", "A=B", "ä", "a\tb"]),
        (names.config_key, ["a.txt", ".a", "..".join("ab")], ["", ".", "..", "..a", "a/b", "a b", "a" * 254]),
        (names.port_name, ["http", "a-1", "1a"], ["", "http_x", "-a", "a-", "a--b", "12", "a" * 16, "HTTP"]),
        (names.header_name, ["X-Y"], ["", "a b", "a:b"]),
        (names.wildcard_subdomain, ["*.a.b"], ["*", "a.*", "*.A", "*.*.a"]),
        (names.c_identifier, ["_a1"], ["1a", "a-b", ""]),
    ],
)  # fmt: skip
def test_names(kind: object, good: list[str], bad: list[str]) -> None:
    assert [name for name in good if kind(name)] == []  # type: ignore[operator] # a function
    assert [name for name in bad if not kind(name)] == []  # type: ignore[operator] # as above


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("date-time", ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05.6+01:00"], ["2020-01-02", "x", "2020-13-02T03:04:05Z"]),
        ("date", ["2020-01-02"], ["2020-1-2", "2020-02-30", "x"]),
        ("duration", ["5m", "1h30m", "P1D", "PT5M", "3 days", "0"], ["5x", "", "P", "five"]),
        ("hostname", ["a.b", "A"], ["", "-a", "a..b"]),
        ("ipv4", ["1.2.3.4"], ["1.2.3", "::1", "01.2.3.4"]),
        ("ipv6", ["::1"], ["1.2.3.4", "x"]),
        ("cidr", ["10.0.0.0/8", "::/0"], ["10.0.0.0", "x/1"]),
        ("uri", ["http://a/b", "/a"], ["a b", "x"]),
        ("email", ["a@b.c"], ["a", "@b"]),
        ("uuid", ["0b5e2f6e-0000-0000-0000-000000000000"], ["x"]),
        ("mac", ["01:23:45:67:89:ab"], ["01:23"]),
        ("hexcolor", ["#fff", "a0b0c0"], ["#ff"]),
        ("byte", ["aGk="], ["a"]),
    ],
)  # fmt: skip
def test_formats(name: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not FORMATS[name](text)] == []
    assert [text for text in bad if FORMATS[name](text)] == []


def test_times_and_base64_of_built_in_types() -> None:
    assert is_time("2020-01-02T03:04:05Z")
    assert not is_time("2020-01-02t03:04:05z")
    assert is_base64("aG\nk=")
    assert not is_base64("aGk")
