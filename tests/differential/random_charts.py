"""Random charts, without templates, and command lines to render them with.

A seed always gives the same case. Only what Helm does in a fixed way is made: no two subcharts of one chart share a
name, because Helm visits undeclared ones in any order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random

__all__ = ["RandomCase", "random_case"]

_NAMES = ("a", "b", "d", "e")
_KEYS = ("x", "y", "z", "data", "enabled", "a", "b", "d", "global", "exports")
_VERSIONS = ("1.0.0", "1.2.3", "0.1.0", "2.0.0-rc.1")
_RANGES = ("1.0.0", ">=0.0.0-0", "*", "^1.0.0", "~1.2", ">0.1.0", "1.x", "", "nonsense", ">=2.0.0-0", "0.1.0 || 1.2.3")


@dataclass(frozen=True, slots=True)
class RandomCase:
    """A chart as files, and what to render it with."""

    seed: int
    files: dict[str, str] = field(repr=False)
    #: Arguments after the chart; those of ``-f`` are relative to the case's folder.
    arguments: tuple[str, ...]


def random_case(seed: int) -> RandomCase:
    """Return the case number ``seed``."""
    return _Maker(Random(seed)).case(seed)  # noqa: S311 - a repeatable choice is wanted


class _Maker:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._files: dict[str, str] = {}

    def case(self, seed: int) -> RandomCase:
        self._chart("c", "c", 0)
        arguments: list[str] = []
        for number in range(self._random.choice((0, 0, 1, 1, 2))):
            name = f"user{number}.yaml"
            self._files[name] = self._yaml(self._table(0, 4))
            arguments += ["-f", name]
        for _ in range(self._random.choice((0, 0, 1, 2, 3))):
            arguments += self._set_argument()
        return RandomCase(seed, self._files, tuple(arguments))

    def _maybe(self, probability: float) -> bool:
        return self._random.random() < probability

    def _chart(self, folder: str, name: str, depth: int) -> None:
        """Make the chart ``name`` in ``folder``, and perhaps charts below it."""
        metadata: dict[str, object] = {
            "apiVersion": "v2",
            "name": name,
            "version": self._random.choice(_VERSIONS),
        }
        subcharts = self._random.sample(_NAMES, self._random.choice((0, 1, 2, 3) if depth == 0 else (0, 0, 0, 1, 2)))
        subcharts = [] if depth > 2 else subcharts
        if self._maybe(0.65):
            metadata["dependencies"] = self._dependencies(subcharts)
        self._files[f"{folder}/Chart.yaml"] = self._yaml(metadata)
        if self._maybe(0.9):
            table = self._table(0, 4)
            for subchart in subcharts:
                if self._maybe(0.3):
                    table[subchart] = self._table(1, 4) if self._maybe(0.9) else None
            if self._maybe(0.3):
                table["tags"] = {tag: self._random.choice((True, False, False, "x")) for tag in ("t1", "t2")}
            if self._maybe(0.35):
                table["exports"] = {"e": self._table(2, 4)}
            if self._maybe(0.5):
                table["data"] = self._table(1, 4)
            self._files[f"{folder}/values.yaml"] = self._yaml(table)
        for subchart in subcharts:
            self._chart(f"{folder}/charts/{subchart}", subchart, depth + 1)

    def _dependencies(self, subcharts: list[str]) -> list[object]:
        """Return declared dependencies, most of which are there; no two of one name or alias."""
        chosen: list[object] = []
        used: set[str] = set()
        wanted = [name for name in subcharts if self._maybe(0.85)]
        wanted += [name for name in subcharts if self._maybe(0.2)]
        for name in wanted:
            entry: dict[str, object] = {"name": name, "version": self._random.choice(_RANGES + ("*",) * 12)}
            if self._maybe(0.35) or name in used:
                entry["alias"] = self._random.choice(("p", "q", "r", "x"))
            key = str(entry.get("alias", name))
            if key in used:
                continue
            used.add(key)
            if self._maybe(0.35):
                entry["condition"] = self._random.choice(
                    (f"{key}.enabled", f"{name}.enabled", "enabled", "nope,x", f"{key}.x,{key}.enabled", "data.x", "a.")
                )
            if self._maybe(0.25):
                entry["tags"] = self._random.sample(("t1", "t2", "t3"), self._random.choice((1, 2)))
            if self._maybe(0.4):
                entry["import-values"] = [self._import() for _ in range(self._random.choice((1, 1, 2)))]
            chosen.append(entry)
        return chosen

    def _import(self) -> object:
        return self._random.choice(
            (
                "e",
                "nope",
                "data",
                {"child": "data", "parent": "pd"},
                {"child": "data", "parent": "pd"},
                {"child": "data", "parent": "data"},
                {"child": "data", "parent": "."},
                {"child": "exports.e", "parent": "x.y"},
                {"child": "x", "parent": "global"},
            )
        )

    def _table(self, depth: int, most: int) -> dict[str, object]:
        keys = self._random.sample(_KEYS, self._random.randrange(most + 1))
        return {key: self._value(depth + 1, key) for key in keys}

    def _value(self, depth: int, key: str) -> object:
        kind = self._random.random()
        wants_table = key in {"a", "b", "d", "global", "data"}
        if depth < 4 and kind < (0.85 if wants_table else 0.3):
            return self._table(depth, 3)
        if kind < 0.95 or wants_table:
            return self._random.choice((None, None, True, False, 1, 0, -7, 2.5, "s", "", 10000000, 1e21, "é<&>"))
        return [self._random.choice((1, None, "l", {"k": None})) for _ in range(self._random.randrange(3))]

    def _set_argument(self) -> list[str]:
        path = ".".join(self._random.choice(_KEYS) for _ in range(self._random.choice((1, 1, 2, 2, 3))))
        flag = self._random.choice(("--set", "--set", "--set", "--set-string", "--set-json", "--set-literal"))
        if flag == "--set-json":
            return [flag, f"{path}={json.dumps(self._value(2, 'x'))}"]
        value = self._random.choice(("null", "1", "true", "x", "", "{1,b}", "1.5", "99999999999", "false"))
        return [flag, f"{path}={value}"]

    def _yaml(self, value: object) -> str:
        # JSON is YAML, and both Helms read it the same way.
        return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
