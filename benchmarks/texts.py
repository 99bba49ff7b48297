"""How long Go's fmt, strconv and encoding/json take on what charts are made of.

Run: python benchmarks/texts.py
"""

from __future__ import annotations

import json
from collections.abc import Callable
from timeit import Timer

from chartkit.gostd import encoding_json, fmt, strconv

VALUES: dict[str, object] = {
    f"service{number}": {
        "name": f"web-{number}",
        "port": 8080.0,
        "enabled": True,
        "weight": 0.25,
        "labels": {"app.kubernetes.io/name": "web", "tier": "front"},
        "arguments": ["--listen", ":8080", "--cache=<none>", None, 3],
    }
    for number in range(20)
}
TEXT = json.dumps(VALUES)

CASES: dict[str, Callable[[], object]] = {
    "fmt.text str": lambda: fmt.text("nginx"),
    "fmt.text float": lambda: fmt.text(8080.0),
    "fmt.text large float": lambda: fmt.text(12345678.0),
    "fmt.text int": lambda: fmt.text(3),
    "fmt.text bool": lambda: fmt.text(True),
    "fmt.text map": lambda: fmt.text(VALUES),
    'sprintf "%s-%s"': lambda: fmt.sprintf("%s-%s", "release", "web"),
    'sprintf "%d"': lambda: fmt.sprintf("%d", 5),
    'sprintf "%05.1f"': lambda: fmt.sprintf("%05.1f", 3.14159),
    "strconv.quote plain": lambda: strconv.quote("registry.k8s.io/pause:3.9"),
    "strconv.quote escaped": lambda: strconv.quote('say "hi"\n'),
    "marshal": lambda: encoding_json.marshal(VALUES),
    "marshal indented": lambda: encoding_json.marshal(VALUES, indent="  "),
    "unmarshal": lambda: encoding_json.unmarshal(TEXT),
    "json.dumps (for comparison)": lambda: json.dumps(VALUES, sort_keys=True),
    "json.loads (for comparison)": lambda: json.loads(TEXT),
}


def main() -> None:
    """Print nanoseconds a call, the best of five runs."""
    for name, case in CASES.items():
        timer = Timer(case)
        count, _ = timer.autorange()
        count = max(count // 10, 1)
        print(f"{name:30} {min(timer.repeat(5, count)) / count * 1e9:12,.0f} ns")


if __name__ == "__main__":
    main()
