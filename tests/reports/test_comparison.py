"""Comparisons of two sides as text, JSON and HTML: what is shown, and that hostile text stays text."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from chartkit.convert import CaseResult, Difference, Verification
from chartkit.convert.equivalence import Change, Kind
from chartkit.reports import write_comparison
from chartkit.reports.comparison import FORMATS

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "</script></td></textarea>--><script>alert('\"1\"')</script><img src=x onerror=alert(1)>{{ 7 * 7 }}&lt;\x00\udc80"
)

VALUES = Difference(
    Kind.VALUES, "A x", "x.yaml", (Change("a.b", "1", "2"), Change("a.c", None, '"n"')), "a: 1\nz", "a: 2\nz\nq"
)
TEXT = Difference(Kind.TEXT, "A y", "x.yaml", a_text="kind: A\nx: 1\n", b_text="kind: A\nx:  1\n")
ALONE = Difference(Kind.ONLY_A, "A z", "x.yaml", a_text="kind: A\n")
FOUND = Verification(
    "folder",
    "chart",
    (
        CaseResult("defaults", (VALUES, TEXT, ALONE), 3),
        CaseResult("qa", (), 1, by_chance=1),
        CaseResult("defaults, x = 1", (), 0, "no x", "no x", variables={"x": 1}),
        CaseResult("live", (), 0, "no y", "never y"),
    ),
)


def written(found: Verification, format_name: str) -> str:
    stream = io.StringIO()
    write_comparison(found, format_name, stream)
    return stream.getvalue()


def test_text_shows_each_difference() -> None:
    assert written(FOUND, "text") == (
        "A: folder\nB: chart\n\ndefaults\n"
        '  A x (x.yaml): values differ\n    a.b: 1 -> 2\n    a.c: (absent) -> "n"\n'
        "  A y (x.yaml): text differs\n    --- A\n    +++ B\n    @@ -1,2 +1,2 @@\n     kind: A\n    -x: 1\n    +x:  1\n"
        "  A z (x.yaml): only in A\n"
        "\nlive: fails on both sides\n  A: no y\n  B: never y\n"
        "\n1 of 4 cases differs; 1 case fails on both sides for the same reason; "
        "1 case fails on both sides for other reasons; 1 object equal but for chance and time\n"
    )


def test_text_bounds_what_it_shows() -> None:
    many = replace(VALUES, changes=(VALUES.changes[0],) * 100)
    text = written(Verification("a", "b", (CaseResult("c", (many,), 1),) * 30), "text")
    assert "... and 60 more lines" in text
    assert "... and 10 more cases that differ" in text


def test_json_is_as_the_schema_says() -> None:
    schema = json.loads((ROOT / "schemas" / "comparison-report.schema.json").read_text("utf-8"))
    listing = json.loads(written(FOUND, "json"))
    jsonschema.Draft202012Validator(schema).validate(listing)
    assert listing["cases"][0]["differences"][0]["changes"][1] == {"path": "a.c", "a": None, "b": '"n"'}
    assert [case["variables"] for case in listing["cases"]] == [{}, {}, {"x": 1}, {}]
    kinds = schema["$defs"]["difference"]["properties"]["kind"]["enum"]
    assert kinds == [kind.value for kind in Kind]


class _Page(HTMLParser):
    """Collects the elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile() -> Verification:
    change = Change(HOSTILE, HOSTILE, HOSTILE)
    difference = Difference(Kind.VALUES, HOSTILE, HOSTILE, (change,), HOSTILE, f"{HOSTILE}2")
    results = (CaseResult(HOSTILE, (difference,), 1), CaseResult(HOSTILE, (), 0, HOSTILE, f"{HOSTILE}2"))
    return Verification(HOSTILE, HOSTILE, results)


def test_hostile_text_stays_text_in_a_page() -> None:
    text = written(hostile(), "html")
    page, harmless = _Page(text), _Page(written(FOUND, "html"))
    assert page.tags == harmless.tags | {"pre"}
    assert page.tags.isdisjoint({"script", "img", "textarea"})
    assert page.attributes == harmless.attributes
    assert HOSTILE.split("&", maxsplit=1)[0] in page.text
    text.encode()


def test_a_page_needs_nothing_beside_it() -> None:
    page = written(FOUND, "html")
    for word in ("http://", "https://", "<link", "<script", "src="):
        assert word not in page
    assert "no y" in page
    assert "never y" in page


@pytest.mark.parametrize("format_name", FORMATS)
def test_hostile_text_can_be_written(format_name: str) -> None:
    written(hostile(), format_name).encode()
