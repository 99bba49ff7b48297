"""Versions and ranges against tables of what Masterminds/semver makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import pytest
import yaml

from chartkit.errors import SemverError
from chartkit.semver import V3_3, V3_5, Constraint, parse, parse_strict

_FOLDER = Path(__file__).parent / "cases"
_RULES = {"v3.3.0": V3_3, "v3.5.0": V3_5}


@dataclass(frozen=True, slots=True)
class Row:
    """A text, and what the library's ``release`` makes of it."""

    text: str
    release: str
    #: What a loose and a strict reading give: the version, or the error.
    loose: str = ""
    strict: str = ""
    #: What is wrong with a range; or for versions why they are not in it (nothing: they are).
    error: str = ""
    reasons: dict[str, list[str]] | None = None

    @property
    def name(self) -> str:
        """What the row is called."""
        return f"{self.text} in {self.release}"


def _rows(name: str) -> list[Row]:
    return [Row(**row) for row in yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))["rows"]]


@pytest.mark.parametrize("row", _rows("versions.yaml"), ids=attrgetter("name"))
def test_a_version_is_read_as_the_library_reads_it(row: Row) -> None:
    rules = _RULES[row.release]
    for read, want in ((parse, row.loose), (parse_strict, row.strict)):
        try:
            found = str(read(row.text, rules))
        except SemverError as error:
            found = f"error: {error.message}"
        assert found == want


@pytest.mark.parametrize("row", _rows("constraints.yaml"), ids=attrgetter("name"))
def test_a_range_holds_what_it_holds_for_the_library(row: Row) -> None:
    rules = _RULES[row.release]
    if row.error:
        with pytest.raises(SemverError) as caught:
            Constraint.parse(row.text, rules)
        assert caught.value.message == row.error
        return
    constraint = Constraint.parse(row.text, rules)
    assert row.reasons
    assert {text: constraint.validate(parse(text, rules)) for text in row.reasons} == row.reasons


def test_a_range_is_written_with_its_parts_apart() -> None:
    assert str(Constraint.parse(">=1,<2 ||  1.x - 3.*")) == ">=1 <2 || >=1.x <=3.*"
