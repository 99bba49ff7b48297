"""Laws of gostd's texts: the fast ways say what the plain ways say, and Go says so too."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import starmap

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartkit.errors import JSONError
from chartkit.gostd import (
    encoding_json,
    fmt,
    fmt_format,
    fmt_values,
    json_text,
    json_write,
    strconv,
    strconv_float,
    unicode,
)
from chartkit.gostd.encoding_json import Numbers
from chartkit.gostd.fmt_verbs import PLAIN
from tests.gostd import text_strategies as some
from tests.gostd.go_text import GoText, our_answer, question

law = settings(deadline=None, max_examples=100)


def same(one: object, other: object) -> bool:
    """Return whether two values are equal and of one class, NaN being equal to itself."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(starmap(same, zip(one, other, strict=True)))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(item, other[key]) for key, item in one.items())
    return one.__class__ is other.__class__ and repr(one) == repr(other)


def outcome(call: Callable[..., object], *arguments: object, **options: object) -> object:
    """Return what ``call`` returns, or the text of its error."""
    try:
        return call(*arguments, **options)
    except JSONError as error:
        return error.message


@law
@given(some.json_texts, st.sampled_from(["float", "int", "json"]))
def test_json_is_read_fast_as_it_is_read_plainly(text: str, numbers: Numbers) -> None:
    plain = outcome(encoding_json._unmarshal_plain, text, numbers)
    assert same(outcome(encoding_json.unmarshal, text, numbers=numbers), plain)


@law
@given(some.json_texts, st.sampled_from(["", " ", "]", ",1", ".", "\udcff"]), st.sampled_from(["float", "json"]))
def test_the_first_value_is_read_fast_as_it_is_read_plainly(text: str, rest: str, numbers: Numbers) -> None:
    if text.strip(" \t\r\n"):
        plain = outcome(encoding_json._unmarshal_prefix_plain, text + rest, numbers)
        found = outcome(encoding_json.unmarshal_prefix, text + rest, numbers=numbers)
        assert same(
            list(found) if isinstance(found, tuple) else found, list(plain) if isinstance(plain, tuple) else plain
        )


@law
@given(some.documents, st.sampled_from(["float", "int", "json"]), st.booleans())
def test_written_json_is_read_fast_as_it_is_read_plainly(value: object, numbers: Numbers, escape_html: bool) -> None:
    text = str(outcome(encoding_json.marshal, value, escape_html=escape_html))
    plain = outcome(encoding_json._unmarshal_plain, text, numbers)
    assert same(outcome(encoding_json.unmarshal, text, numbers=numbers), plain)


@law
@given(some.documents | some.values, st.booleans())
def test_json_is_written_fast_as_it_is_written_plainly(value: object, escape_html: bool) -> None:
    plain = outcome(json_write._Writer(escape_html=escape_html, indent="").write, value)
    assert outcome(encoding_json.marshal, value, escape_html=escape_html) == plain


@law
@given(some.documents | some.values)
def test_values_print_fast_as_they_print_plainly(value: object) -> None:
    assert fmt.text(value) == fmt_values.print_argument(value, PLAIN)


@law
@given(some.formats, st.lists(some.documents, max_size=3))
def test_a_compiled_format_prints_what_the_plain_formatter_prints(template: str, values: list[object]) -> None:
    plain = fmt_format._Formatter(template, tuple(values)).run()
    assert fmt.sprintf(template, *values) == unicode.canonical(plain)


@law
@given(some.floats)
def test_the_shortest_text_is_cut_from_reprs(value: float) -> None:
    sign = "-" if math.copysign(1, value) < 0 else ""
    if math.isfinite(value):
        digits, point = strconv_float._shortest_digits64(abs(value))
        assert strconv_float.shortest(value) == sign + strconv_float._layout(digits, point, "g")
    assert math.isnan(value) or strconv.format_float(value, "g") == strconv_float.shortest(value)


@law
@given(some.floats.filter(math.isfinite))
def test_json_numbers_are_cut_from_reprs(value: float) -> None:
    verb = "f" if value == 0 or 1e-6 <= abs(value) < 1e21 else "e"
    assert json_text.float_text(value) == strconv.format_float(value, verb).replace("e-0", "e-")


@law
@given(some.texts)
def test_plain_strings_are_quoted_without_translation(text: str) -> None:
    assert strconv.quote(text) == f'"{text.translate(strconv._IN_STRING)}"'
    assert json_text.quote(text) == f'"{text.translate(json_text._HTML)}"'
    assert json_text.quote(text, escape_html=False) == f'"{text.translate(json_text._ALWAYS)}"'


@law
@given(some.texts)
def test_a_quoted_string_unquotes_to_itself(text: str) -> None:
    assert strconv.unquote(strconv.quote(text)) == text
    assert strconv.unquote(strconv.quote_to_ascii(text)) == text


questions = st.one_of(
    st.builds(lambda form, values: ("sprintf", form, *values), some.formats, st.lists(some.values, max_size=3)),
    st.builds(lambda values: ("sprint", *values), st.lists(some.values, max_size=3)),
    st.tuples(st.sampled_from(["marshal", "marshal_raw", "marshal_indent"]), some.values),
    st.tuples(st.sampled_from(["unmarshal", "unmarshal_object", "unmarshal_list"]), some.json_texts),
    st.tuples(
        st.sampled_from(["quote", "quote_to_ascii", "can_backquote", "to_upper", "to_lower", "title", "trim_space"]),
        some.texts,
    ),
    st.tuples(st.sampled_from(["runes", "html", "js"]), some.texts),
    st.tuples(st.just("equal_fold"), some.texts, some.texts),
    st.tuples(st.just("unquote"), some.literals),
    st.tuples(st.sampled_from(["atoi", "parse_float"]), some.number_texts),
    st.tuples(
        st.sampled_from(["parse_int", "parse_uint"]),
        some.number_texts,
        st.sampled_from([0, 2, 8, 10, 16, 36]),
        st.sampled_from([0, 8, 16, 32, 64]),
    ),
    st.tuples(
        st.just("format_float"),
        some.floats | some.float32s.map(float),
        st.sampled_from("beEfgGxX"),
        st.integers(-1, 20),
        st.sampled_from([32, 64]),
    ),
)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(questions, min_size=20, max_size=40))
def test_go_answers_random_questions_alike(go_text: GoText, asked: list[tuple[str, ...]]) -> None:
    answers = go_text.ask_all(question(*one) for one in asked)
    assert [our_answer(*one) for one in asked] == answers


v1_questions = st.tuples(st.sampled_from(["v1_marshal", "v1_marshal_indent"]), some.values) | st.tuples(
    st.sampled_from(["v1_unmarshal", "v1_unmarshal_object", "v1_unmarshal_list"]), some.json_texts
)


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(v1_questions, min_size=20, max_size=40))
def test_go_before_1_27_answers_random_questions_alike(go_text_v1: GoText, asked: list[tuple[str, ...]]) -> None:
    answers = go_text_v1.ask_all(question(*one) for one in asked)
    assert [our_answer(*one) for one in asked] == answers
