from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.validation import Document, validate
from chartkit.validation.rules import RULES
from tests.validation.manifests import CASES, bases, brief, changed, check

PAGES = Path(__file__).parents[2] / "docs" / "rules"
ROWS = yaml.safe_load((CASES / "rules.yaml").read_text())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}"[:90])
def test_the_server_s_rules(row: tuple[str, dict[str, object], list[str]]) -> None:
    base, changes, want = row
    report = check(changed(base, changes))
    assert sorted(map(brief, report.findings)) == sorted(want)
    assert report.failed is any(not line.startswith("?") for line in want)


@pytest.mark.parametrize("base", bases())
def test_the_bases_are_valid_in_every_release(base: str) -> None:
    assert not check(bases()[base], kube_version="1.25..1.37").findings


@pytest.mark.parametrize("code", RULES)
def test_the_page_of_a_check_shows_it(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text()
    rule = RULES[code]
    assert page.startswith(f"# {code} {rule.name}\n\n{rule.summary} (")
    examples = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    if examples:
        wrong, right = examples
        assert {finding.code for finding in validate([Document(wrong)]).findings} == {code}
        assert not validate([Document(right)]).findings


def test_every_rule_with_a_module_has_rows_or_is_about_renderings() -> None:
    shown = {want.lstrip("?").split()[0] for _, _, wanted in ROWS for want in wanted}
    paged = {path.stem for path in PAGES.glob("CK*.md") if "```yaml" in path.read_text()}
    untested = {code for code, rule in RULES.items() if rule.module and rule.kinds != frozenset()} - shown - paged
    assert not untested


@pytest.mark.parametrize("rubbish", [None, True, 1, "x", [], [None], [[]], {}, {"x": None}])
@pytest.mark.parametrize("base", bases())
def test_rules_stand_any_value_anywhere(base: str, rubbish: Any) -> None:
    """Every part of every base is replaced by rubbish in turn; nothing but findings may come of it."""
    for pointer in _pointers(bases()[base]):
        check(_set(bases()[base], pointer, rubbish))


def _pointers(value: object, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    return [above] * bool(above) + [path for key, item in inner for path in _pointers(item, (*above, key))]


def _set(value: Any, path: tuple[str | int, ...], new: object) -> Any:
    copied = value.copy()
    copied[path[0]] = new if len(path) == 1 else _set(value[path[0]], path[1:], new)
    return copied
