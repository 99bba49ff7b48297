"""Random values for real charts, rendered by Helm and by chartkit side by side; what differs is made small and kept.

    python tests/differential/fuzz/charts.py FOLDER_OF_CHARTS [--seed N] [--count N] [--keep FOLDER]

Each round takes a chart, changes a few of its values (other kinds, nulls, switches turned around) and some flags.
Differences that Helm shows against itself do not count. A case that differs is made smaller by leaving changes out,
and written to the folder to keep: the values file, the arguments, and both outputs.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from helm_binary import find  # type: ignore[import-not-found] # beside this folder, found by the line above

Path_ = tuple[str, ...]

ODD: list[object] = [
    *(None, "", 0, 1, -1, 3.5, 1000000, 12345678901, True, False),
    *("yes", "1e3", "0123", "null", "a\nb\n", " x: y", "{{ .Release.Name }}", "é😀", "10Gi", "v1.2.3"),
    *([], {}, ["a", "b"], {"a": "b", "c": {"d": 1}}, [{"name": "x", "value": "y"}]),
]
FLAGS = [
    *(
        ["--kube-version", "1.21.3"],
        ["--kube-version", "v1.16.0"],
        ["--is-upgrade"],
        ["--no-hooks"],
        ["--include-crds"],
    ),
    *(["--skip-tests"], ["--set", "fullnameOverride=abc,nameOverride=x\\,y"], ["--set-string", "replicaCount=3"]),
    *(["--set-json", 'resources={"limits":{"cpu":1}}'], ["--set", "image.tag=null"], ["--set", "global.x.y={a,b}"]),
    ["--api-versions", "monitoring.coreos.com/v1,policy/v1/PodDisruptionBudget"],
]


def places(values: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    if isinstance(values, dict):
        for key, value in values.items():
            if isinstance(key, str):
                yield (*path, key), value
                yield from places(value, (*path, key))


def changes(chance: random.Random, values: object) -> dict[Path_, object]:
    """Return new values for a few places."""
    found = list(places(values))
    kind = chance.choice(("switch", "odd", "odd", "null", "nothing"))
    if kind == "switch":
        found = [(path, value) for path, value in found if isinstance(value, bool)]
    chosen = chance.sample(found, min(len(found), chance.randint(1, 6))) if kind != "nothing" else []
    new = {"switch": lambda value: not value, "odd": lambda _: chance.choice(ODD), "null": lambda _: None}
    return {path: new[kind](value) for path, value in chosen}


def as_table(changed: dict[Path_, object]) -> dict[str, object]:
    table: dict[str, object] = {}
    for path, value in sorted(changed.items()):
        holder: object = table
        for key in path[:-1]:
            holder = holder.setdefault(key, {}) if isinstance(holder, dict) else None
        if isinstance(holder, dict):
            holder[path[-1]] = value
    return table


class Sides:
    """Helm and chartkit, asked the same."""

    def __init__(self, charts: Path) -> None:
        self._helm = find("helm")
        self._charts = charts
        self._environment = {**os.environ, "TZ": "UTC"}

    def differ(
        self, chart: str, changed: dict[Path_, object], flags: list[str], scratch: Path
    ) -> tuple[str, str] | None:
        """Return both outputs where they differ and Helm agrees with itself."""
        scratch.write_text(yaml.safe_dump(as_table(changed), allow_unicode=True), "utf-8")
        arguments = ["template", "rel", str(self._charts / chart), "-f", str(scratch), *flags]
        ours = self._run([sys.executable, "-m", "chartkit", *arguments])
        theirs = self._run([str(self._helm), *arguments])
        if ours == theirs or theirs != self._run([str(self._helm), *arguments]):
            return None
        return ours, theirs

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(command, capture_output=True, check=False, env=self._environment, timeout=300)
        said = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if not line.startswith("level=")]
        return f"{done.returncode}\n{done.stdout.decode('utf-8', 'replace')}\n" + "\n".join(said)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("charts", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-differences"))
    given = parser.parse_args()
    chance, sides = random.Random(given.seed), Sides(given.charts)  # noqa: S311 # nothing secret
    names = sorted(path.name for path in given.charts.iterdir() if (path / "Chart.yaml").is_file())
    given.keep.mkdir(parents=True, exist_ok=True)
    scratch = given.keep / "values.yaml"
    found = 0
    for number in range(given.count):
        chart = chance.choice(names)
        values = given.charts / chart / "values.yaml"
        changed = changes(chance, yaml.safe_load(values.read_text("utf-8")) if values.is_file() else {})
        flags = chance.choice(FLAGS) if chance.random() < 0.4 else []
        if sides.differ(chart, changed, flags, scratch) is None:
            continue
        for path in list(changed):
            fewer = {other: value for other, value in changed.items() if other != path}
            if sides.differ(chart, fewer, flags, scratch):
                changed = fewer
        both = sides.differ(chart, changed, flags, scratch)
        if both is None:
            continue
        found += 1
        case = given.keep / f"{given.seed}-{number}-{chart}"
        case.mkdir(exist_ok=True)
        (case / "values.yaml").write_text(scratch.read_text("utf-8"), "utf-8")
        (case / "arguments.txt").write_text("\n".join(flags), "utf-8")
        for name, text in zip(("chartkit.txt", "helm.txt"), both, strict=True):
            (case / name).write_text(text, "utf-8")
    scratch.unlink(missing_ok=True)
    print(f"{given.count} cases, {found} differences")  # noqa: T201 # a script
    return found > 0


if __name__ == "__main__":
    raise SystemExit(main())
