"""The tables of what Go answers about texts (cases/text_*.yaml): reading them, and writing them anew."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from chartkit.gostd import kinds, unicode
from tests.gostd import go_text

FOLDER = Path(__file__).parent / "cases"

_NAMES = {name: getattr(kinds, name) for name in kinds.__all__} | {
    name: getattr(go_text, name) for name in ("Point", "PointPointer", "NilPointPointer", "Speaker")
}
_NAMES |= {"inf": float("inf"), "nan": float("nan")}


@dataclass(frozen=True, slots=True)
class Row:
    """A question and Go's answer."""

    ask: str
    #: The arguments, as Python writes them.
    given: str
    want: str

    @property
    def name(self) -> str:
        """What the row is called: its question."""
        return ascii(f"{self.ask}({self.given})")

    def arguments(self) -> tuple[object, ...]:
        """Return the arguments as Go values."""
        return tuple(eval(f"[{self.given}]", dict(_NAMES)))  # noqa: S307 - the tables are ours


def files() -> list[Path]:
    """Return the tables."""
    return sorted(FOLDER.glob("text_*.yaml"))


def read(path: Path) -> list[Row]:
    """Return the rows of a table; a byte that is not UTF-8 stands in it as ``\\udcXX``."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [Row(row["ask"], row["given"], _from_yaml(row["want"])) for row in table["rows"]]


def write(path: Path, rows: list[Row]) -> None:
    """Write a table."""
    table = [{"ask": row.ask, "given": row.given, "want": _to_yaml(row.want)} for row in rows]
    text = yaml.safe_dump({"origin": "go", "rows": table}, sort_keys=False, allow_unicode=True, width=1000)
    path.write_text(text, encoding="utf-8")


def _to_yaml(text: str) -> str | dict[str, str]:
    return text if unicode.repair(text) == text else {"hex": unicode.encode(text).hex(" ")}


def _from_yaml(value: str | dict[str, str]) -> str:
    return value if isinstance(value, str) else unicode.decode(bytes.fromhex(value["hex"]))
