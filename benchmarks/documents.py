"""How long reading and writing YAML takes, in the fast ways and in the plain ones.

Run: python benchmarks/documents.py [VALUES_FILE]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from timeit import Timer

from chartkit.goyaml import compose, dump, dump_pretty, load
from chartkit.goyaml.direct import load_directly
from chartkit.goyaml.dump import _dump_by_json
from chartkit.goyaml.json_scalars import KEYS, SCALARS
from chartkit.goyaml.lines import LineReader, load_by_lines
from chartkit.goyaml.plain import load_plainly

#: A values file of some 1400 lines, if none is given.
_TEXT = "".join(
    f"""\
# Service {number} and what it is made of.
service{number}:
  enabled: true
  image: {{repository: "registry.example/web", tag: ''}}
  replicas: {number}
  labels: {{}}
  env:
    - name: URL
      value: http://web-{number}:8080/
  resources:
    limits:
      cpu: 100m
      memory: 128Mi
"""
    for number in range(100)
)
_LABELS = {"app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "release", "helm.sh/chart": "web-1.2.3"}


def cases(text: str) -> dict[str, Callable[[], object]]:
    """Return what is measured."""
    value = load(text)
    return {
        "load": lambda: load(text),
        "load line by line": lambda: load_by_lines(text),
        "the same, lines unseen": lambda: LineReader(SCALARS, KEYS).load(text, strict=False),
        "load through libyaml": lambda: load_directly(text),
        "load in the plain way": lambda: load_plainly(text),
        "compose": lambda: compose(text),
        "dump": lambda: dump(value),
        "dump by JSON": lambda: _dump_by_json(value),
        "dump_pretty": lambda: dump_pretty(value),
        "dump three labels": lambda: dump(_LABELS),
    }


def main() -> None:
    """Print microseconds of processor time a call, the best of five runs."""
    text = Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else _TEXT
    for name, case in cases(text).items():
        timer = Timer(case, timer=process_time)
        count, _ = timer.autorange()
        count = max(count // 10, 1)
        print(f"{name:24} {min(timer.repeat(5, count)) / count * 1e6:12,.1f} µs")


if __name__ == "__main__":
    main()
