"""The tables of what Go answers about the world (cases/world_*.yaml): reading them, and writing them anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from chartkit.gostd import unicode

FOLDER = Path(__file__).parent / "cases"

_YAMLText = str | dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A question and Go's answer."""

    ask: str
    given: tuple[str, ...]
    want: str

    @property
    def name(self) -> str:
        """What the row is called: its question."""
        return ascii(f"{self.ask}{list(self.given)}")


def files() -> list[Path]:
    """Return the tables."""
    return sorted(FOLDER.glob("world_*.yaml"))


def read(path: Path) -> list[Row]:
    """Return the rows of a table; texts that are not UTF-8 stand in it as hexadecimal bytes."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Row(row["ask"], tuple(map(_from_yaml, row["given"])), _from_yaml(row.get("want", ""))) for row in table["rows"]
    ]


def write(path: Path, rows: list[Row]) -> None:
    """Write a table."""
    table = [{"ask": row.ask, "given": list(map(_to_yaml, row.given)), "want": _to_yaml(row.want)} for row in rows]
    text = yaml.safe_dump({"origin": "go", "rows": table}, sort_keys=False, allow_unicode=True, width=1000)
    path.write_text(text, encoding="utf-8")


def _to_yaml(text: str) -> _YAMLText:
    return text if unicode.repair(text) == text else {"hex": unicode.encode(text).hex(" ")}


def _from_yaml(value: _YAMLText) -> str:
    return value if isinstance(value, str) else unicode.decode(bytes.fromhex(value["hex"]))
