"""How long checking values against a values.schema.json takes: by the verdict alone, and by compiling the schema.

Run: python benchmarks/values_schemas.py [CHART_DIRECTORY]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from timeit import Timer

from chartkit.gostd import encoding_json
from chartkit.values import read_table
from chartkit.values.json_schema import compile_schema, evaluate, read

#: A schema of some 700 keywords, and values that meet it, if none are given.
_SCHEMA = json.dumps(
    {
        "$schema": "http://json-schema.org/schema#",
        "type": "object",
        "properties": {
            f"service{number}": {
                "type": "object",
                "properties": {
                    "image": {"type": "string", "title": "Image", "pattern": "^[a-z/]+$"},
                    "replicas": {"type": "integer", "minimum": 0},
                    "policy": {"enum": ["Always", "Never", None]},
                },
            }
            for number in range(50)
        },
    }
)
_VALUES = "".join(f"service{number}: {{image: web, replicas: 1, policy: Never}}\n" for number in range(20))


def cases(schema: str, values: object) -> dict[str, Callable[[], object]]:
    """Return what is measured."""
    verdict = read(schema)

    def decoded() -> object:
        return encoding_json.unmarshal(schema, numbers="json")

    compiled = compile_schema(decoded())
    return {
        "decode": decoded,
        "read": lambda: read(schema),
        "verdict": lambda: verdict is not None and verdict.accepts(values),
        "compile": lambda: compile_schema(decoded()),
        "evaluate": lambda: evaluate(compiled, values),
    }


def main() -> None:
    """Print microseconds a call, the best of five runs."""
    schema, values = _SCHEMA, _VALUES
    if len(sys.argv) > 1:
        chart = Path(sys.argv[1])
        schema = chart.joinpath("values.schema.json").read_text(encoding="utf-8")
        values = chart.joinpath("values.yaml").read_text(encoding="utf-8")
    for name, case in cases(schema, read_table(values.encode())).items():
        timer = Timer(case)
        count, _ = timer.autorange()
        count = max(count // 10, 1)
        print(f"{name:10} {min(timer.repeat(5, count)) / count * 1e6:12,.1f} µs")


if __name__ == "__main__":
    main()
