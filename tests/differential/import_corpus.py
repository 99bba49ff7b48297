"""Imports every chart of a corpus and verifies every case against the real helm; prints figures by class.

``python -m tests.differential.import_corpus [CORPUS] [--charts WORD] [--every N] [--samples N]``. The corpus is laid
out as in its README: charts/, values/ and cases.json. What a class of differences holds is printed as it is found.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from chartkit.cli.import_helm import command as import_helm
from chartkit.cli.verify import command as verify
from chartkit.errors import ChartkitError
from tests.differential.helm_binary import find

__all__ = ["main"]

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said."""

    status: int
    output: str
    error: str = ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; the status is 1 if something differs or cannot be imported."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("CHARTKIT_SHARED", _ROOT.parent / "shared"))
    parser.add_argument("corpus", nargs="?", type=Path, default=shared / "corpus")
    parser.add_argument("--charts", default="", help="only charts whose name contains this")
    parser.add_argument("--every", type=int, default=1, help="only every so-many-th chart")
    parser.add_argument("--samples", default="10", help="cases that vary values, at each import")
    options = parser.parse_args(arguments)
    os.environ["PATH"] = f"{find('helm').parent}{os.pathsep}{os.environ['PATH']}"
    listing = json.loads((options.corpus / "cases.json").read_text("utf-8"))
    cases: dict[str, list[dict[str, Any]]] = {}
    for case in listing["cases"] if isinstance(listing, dict) else listing:
        cases.setdefault(case["chart"], []).append(case)
    names = sorted(name for name in cases if options.charts in name)[:: options.every]
    imports: Counter[str] = Counter()
    verified: Counter[str] = Counter()
    start = time.process_time()
    with contextlib.chdir(options.corpus), tempfile.TemporaryDirectory() as scratch:
        for name in names:
            folder = Path(scratch) / name
            imports[_imported(name, folder, cases[name], options.samples)] += 1
            if folder.is_dir():
                verified.update(_verified(name, folder, cases[name]))
    _print("charts", imports)
    _print("cases", verified)
    sys.stdout.write(f"{time.process_time() - start:.0f} s of processor time, helm not counted\n")
    return int(any(found.startswith("BAD") for found in (*imports, *verified)))


def _imported(name: str, folder: Path, cases: Sequence[dict[str, Any]], samples: str) -> str:
    """Import a chart, with the values of its first case that renders if it does not without; return the class."""
    plain = [f"charts/{name}", "-o", folder, "--against", "helm", "--samples", samples, "--name", "rel", "-n", "ns1"]
    answer = _run(import_helm, plain)
    if answer.status == 0:
        kind = (
            "imported"
            if "nothing could be compared" not in answer.error + answer.output
            else "imported, renders nothing"
        )
        return kind if "edited" not in answer.output else "BAD: edited"
    sys.stdout.write(f"BAD import {name}: {answer.error[:700]}\n")
    good = next((case["args"] for case in cases if case["rc"] == 0), None)
    if good and _run(import_helm, [*plain, *_of_import(good)]).status == 0:
        return "BAD: imported with the values of a case only"
    _run(import_helm, [*plain, "--no-verify"])
    return "BAD: not imported"


def _of_import(words: Sequence[str]) -> Iterator[str]:
    """Yield the flags of a case that an import has, too."""
    taken = iter(words)
    for word in taken:
        if word in ("-s", "--show-only"):
            next(taken)
        else:
            yield word


def _verified(name: str, folder: Path, cases: Sequence[dict[str, Any]]) -> Iterator[str]:
    for case in cases:
        release = [] if case["name"] is None else ["--name", case["name"]]
        words = [folder, f"charts/{name}", "--against", "helm", "--samples", "0", "-e", "", "-o", "json", "-n", "ns1"]
        answer = _run(verify, [*words, *release, *case["args"]])
        kind = _class(answer)
        if kind.startswith("BAD"):
            sys.stdout.write(f"{kind} {case['id']} {case['args']}: {(answer.error or _shown(answer.output))[:1500]}\n")
            sys.stdout.flush()
        yield kind


def _class(answer: Answer) -> str:
    if not answer.output:
        return "BAD: error"
    [case] = json.loads(answer.output)["cases"]
    if case["differences"]:
        return "BAD: differs"
    if case["errors"]["a"] and case["errors"]["b"]:
        return "both fail for the same reason" if answer.status == 0 else "BAD: both fail, for other reasons"
    return "equal but for chance and time" if case["by_chance"] else "equal"


def _shown(output: str) -> str:
    [case] = json.loads(output)["cases"]
    return json.dumps([case["errors"], *(found | {"a_text": "", "b_text": ""} for found in case["differences"])])


def _run(command: Any, words: Sequence[object]) -> Answer:
    result = CliRunner().invoke(command, [str(word) for word in words])
    if isinstance(result.exception, ChartkitError):
        return Answer(1, result.stdout, f"{result.exception.message} ({result.exception.hint})")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)


def _print(title: str, found: Counter[str]) -> None:
    sys.stdout.write(f"{sum(found.values())} {title}\n")
    for kind, count in found.most_common():
        sys.stdout.write(f"  {count:5} {kind}\n")


if __name__ == "__main__":
    sys.exit(main())
