"""Random charts and command lines through Helm and chartkit side by side; keeps the cases that end differently.

    python tests/differential/fuzz/trees.py [--seed N] [--count N] [--helm PATH] [--line 3.17|4.3] [--keep FOLDER]

All that is printed counts, and the exit status. Where Helm differs from itself (the order of Go's maps), any of its
answers will do.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from chartkit.cli.template import command
from tests.differential.helm_binary import find
from tests.differential.random_charts import RandomCase
from tests.differential.random_trees import random_tree

_ATTEMPTS = 6
_PROPERTIES = re.compile(r"additional properties .* not allowed")
#: When a line was logged.
_TIME = re.compile(r"^(time=\S+ |\d{4}/\d\d/\d\d \d\d:\d\d:\d\d )", re.MULTILINE)


def by_chartkit(words: Sequence[str]) -> str:
    output, complaint = (io.TextIOWrapper(io.BytesIO(), "utf-8", "surrogateescape", newline="\n") for _ in range(2))
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(complaint):
        try:
            status = command.run(words)
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            status = -1
            complaint.write(f"{type(error).__name__}: {error}")
    output.flush()
    complaint.flush()
    return _told(status, output.buffer.getvalue(), complaint.buffer.getvalue())


def by_helm(helm: Path, words: Sequence[str]) -> str:
    world = {"TZ": "UTC", "HOME": str(Path.cwd())}
    done = subprocess.run([helm, "template", *words], capture_output=True, check=False, env=world, timeout=300)
    return _told(done.returncode, done.stdout, done.stderr)


def _told(status: int, output: bytes, complaint: bytes) -> str:
    said = _TIME.sub("", complaint.decode("utf-8", "replace"))
    log = sorted(line for line in said.splitlines() if "level=" in line and "level=DEBUG" not in line)
    # Helm lists what a schema refuses in no fixed order.
    rest = [line for line in said.splitlines() if "level=" not in line]
    first = next((number for number, line in enumerate(rest) if line.lstrip().startswith("- at ")), len(rest))
    rest[first:] = sorted(_PROPERTIES.sub(_sorted_words, line) for line in rest[first:])
    return "\n".join((str(status), output.decode("utf-8", "replace"), *log, *rest))


def _sorted_words(found: re.Match[str]) -> str:
    return " ".join(sorted(found[0].replace(",", "").split()))


def compare(case: RandomCase, helm: Path, line: str) -> tuple[str, str] | None:
    """Return both answers where they differ."""
    words = ["rel", "c", *case.arguments]
    if "--name-template" in words or "--generate-name" in words:
        del words[0]
    for name, text in case.files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
    ours = by_chartkit(["--helm-version", line, *words])
    theirs = ""
    for _ in range(_ATTEMPTS):
        theirs = by_helm(helm, words)
        if ours == theirs:
            return None
    return ours, theirs


def _keep(case: RandomCase, both: tuple[str, str], folder: Path) -> None:
    outputs = {"arguments.txt": "\n".join(case.arguments), "chartkit.out": both[0], "helm.out": both[1]}
    for name, text in {**case.files, **outputs}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogateescape"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--helm", type=Path)
    parser.add_argument("--line", default="4.3", choices=("4.3", "3.17"))
    parser.add_argument("--keep", type=Path, default=Path("fuzz-differences"))
    given = parser.parse_args()
    helm = (given.helm or find("helm")).resolve()
    keep = given.keep.resolve()
    found = 0
    home = Path.cwd()
    for seed in range(given.seed, given.seed + given.count):
        case = random_tree(seed)
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            both = compare(case, helm, given.line)
            os.chdir(home)
        if both:
            found += 1
            _keep(case, both, keep / str(seed))
            told = f"{seed}: {' '.join(case.arguments)}\n--- helm\n{both[1][-600:]}\n--- chartkit\n{both[0][-600:]}"
            print(told, flush=True)  # noqa: T201 # a script
    print(f"{given.count} cases, {found} differences")  # noqa: T201 # a script
    return found > 0


if __name__ == "__main__":
    raise SystemExit(main())
