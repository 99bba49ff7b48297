"""The tables of charts, and how a row is compared with what was seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from tests.chart.seen import Seen

__all__ = ["LINES", "rows", "told"]

LINES = ("4.3", "3.17")

_CASES = Path(__file__).parent / "cases"


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of all tables, each with a name of its own."""
    for table in ("coalescing", "dependencies", "loading", "metadata"):
        for row in yaml.safe_load((_CASES / f"{table}.yaml").read_text(encoding="utf-8")):
            yield f"{table}: {row['name']}", row


def told(seen: Seen, row: dict[str, Any], line: str) -> tuple[dict[str, object], dict[str, object]]:
    """Return those parts of ``seen`` that ``row`` tells for a line of Helm, and what it tells.

    A row tells ``error`` and ``log`` always, the latter as a set: Go's maps decide the order and how often.
    """
    wanted = {"error": "", "log": []} | (row["both"] if "both" in row else row[line])
    found = asdict(seen)
    found["log"] = sorted(set(seen.log))
    return {name: found[name] for name in wanted}, wanted
