"""A comparison of two sides to text, JSON (schemas/comparison-report.schema.json), or a page of HTML by itself."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from chartkit.convert import CaseResult, Difference, Verification

__all__ = ["FORMATS", "write"]

#: More differences than these are counted, not shown, in text.
_SHOWN_CASES = 20
_SHOWN_LINES = 40


def write(found: Verification, format_name: str, stream: TextIO) -> None:
    """Write ``found`` to ``stream`` in the format ``format_name``, one of ``FORMATS``."""
    text = FORMATS[format_name](found)
    # Bytes of manifests that are no UTF-8 are shown as such.
    stream.write(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _text(found: Verification) -> str:
    return "".join(f"{line}\n" for line in _lines(found))


def _lines(found: Verification) -> Iterator[str]:
    yield f"A: {found.a}"
    yield f"B: {found.b}"
    differing = [case for case in found.cases if case.differences]
    for case in differing[:_SHOWN_CASES]:
        yield f"\n{case.label}" if case.label else ""
        for difference in case.differences:
            yield f"  {difference}"
            yield from (f"    {line}" for line in _details(difference))
    if len(differing) > _SHOWN_CASES:
        yield f"\n... and {len(differing) - _SHOWN_CASES} more cases that differ"
    for case in [case for case in found.cases if case.both_fail and not case.is_trial][:_SHOWN_CASES]:
        yield f"\n{case.label}: fails on both sides"
        yield f"  A: {case.a_error}"
        if not case.fail_alike:
            yield f"  B: {case.b_error}"
    yield f"\n{found.summary()}"


def _details(difference: Difference) -> Iterator[str]:
    if difference.changes:
        lines = [f"{change.path}: {_shown(change.a)} -> {_shown(change.b)}" for change in difference.changes]
    elif difference.a_text and difference.b_text:
        lines = list(
            difflib.unified_diff(difference.a_text.splitlines(), difference.b_text.splitlines(), "A", "B", lineterm="")
        )
    else:
        lines = []
    yield from lines[:_SHOWN_LINES]
    if len(lines) > _SHOWN_LINES:
        yield f"... and {len(lines) - _SHOWN_LINES} more lines"


def _shown(value: str | None) -> str:
    return "(absent)" if value is None else value


def _json(found: Verification) -> str:
    listing = {
        "version": 1,
        "a": found.a,
        "b": found.b,
        "clean": found.clean,
        "summary": found.summary(),
        "values_found": dict(found.found),
        "cases": [_case(case) for case in found.cases],
    }
    return f"{json.dumps(listing, indent=2, ensure_ascii=True)}\n"


def _case(case: CaseResult) -> dict[str, object]:
    return {
        "case": case.label,
        "variables": dict(case.variables),
        "objects": case.objects,
        "by_chance": case.by_chance,
        "errors": {"a": case.a_error, "b": case.b_error},
        "differences": [
            {**asdict(difference), "kind": difference.kind.value, "changes": [asdict(c) for c in difference.changes]}
            for difference in case.differences
        ],
    }


def _html(found: Verification) -> str:
    from jinja2 import Environment

    template = (Path(__file__).parent / "comparison.html.j2").read_text("utf-8")
    page = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(template)
    return page.render(found=found, rows=_rows)


def _rows(difference: Difference) -> list[tuple[str, str, str]]:
    """Return the lines of both texts side by side, each pair with what it is: same, changed, left, right."""
    a, b = difference.a_text.splitlines(), difference.b_text.splitlines()
    rows: list[tuple[str, str, str]] = []
    for tag, start, end, other_start, other_end in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        left, right = a[start:end], b[other_start:other_end]
        height = max(len(left), len(right))
        left += [""] * (height - len(left))
        right += [""] * (height - len(right))
        rows += [(tag, one, other) for one, other in zip(left, right, strict=True)]
    return rows


#: How a comparison can be written.
FORMATS: dict[str, Callable[[Verification], str]] = {"text": _text, "json": _json, "html": _html}
