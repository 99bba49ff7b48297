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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from chartkit.cli.import_helm import command as import_helm
from chartkit.cli.release_options import facts_given, values_given
from chartkit.cli.verify import command as verify_command
from chartkit.convert import Verification, VerifyOptions, open_side, verify
from chartkit.errors import ChartkitError
from tests.differential.helm_binary import find

__all__ = ["main"]

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said."""

    status: int
    error: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; the status is 1 if something differs or cannot be imported."""
    parser = argparse.ArgumentParser(description=__doc__)
    shared = Path(os.environ.get("CHARTKIT_SHARED", _ROOT.parent / "shared"))
    parser.add_argument("corpus", nargs="?", type=Path, default=shared / "corpus")
    parser.add_argument("--charts", default="", help="only charts whose name contains this")
    parser.add_argument("--without", default="\0", help="not the charts whose name contains this")
    parser.add_argument("--every", type=int, default=1, help="only every so-many-th chart")
    parser.add_argument("--samples", default="10", help="cases that vary values, at each import")
    parser.add_argument("--verbose", action="store_true", help="name every chart")
    options = parser.parse_args(arguments)
    os.environ["PATH"] = f"{find('helm').parent}{os.pathsep}{os.environ['PATH']}"
    listing = json.loads((options.corpus / "cases.json").read_text("utf-8"))
    cases: dict[str, list[dict[str, Any]]] = {}
    for case in listing["cases"] if isinstance(listing, dict) else listing:
        cases.setdefault(case["chart"], []).append(case)
    names = sorted(name for name in cases if options.charts in name and options.without not in name)[:: options.every]
    imports: Counter[str] = Counter()
    verified: Counter[str] = Counter()
    start = time.process_time()
    with contextlib.chdir(options.corpus), tempfile.TemporaryDirectory() as scratch:
        for name in names:
            folder = Path(scratch) / name
            kind = _imported(name, folder, cases[name], options.samples)
            imports[kind] += 1
            if options.verbose:
                _say(f"{name}: {kind} ({time.process_time() - start:.0f} s)")
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
        if "no values make the chart render" in answer.error:
            return "imported, and refuses whatever the values are, as the chart"
        return "imported, proven with values that were found" if "; proven with" in answer.error else "imported"
    good = next((case["args"] for case in cases if case["rc"] == 0), None)
    is_with_values = bool(good) and _run(import_helm, [*plain, *_of_import(good or [])]).status == 0
    if is_with_values and "so nothing is proven" in answer.error:
        return "imported with the values of a case: none were found"
    _say(f"BAD import {name}: {answer.error[:700]}")
    if is_with_values:
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
    sides = open_side(str(folder)), open_side(f"charts/{name}", find("helm"))
    for case in cases:
        release = [] if case["name"] is None else ["--name", case["name"]]
        words = [str(folder), f"charts/{name}", "-e", "", "--namespace", "ns1", *release, *case["args"]]
        # The command line is read as the command reads it; both sides are kept, because loading takes the time.
        given = verify_command.make_context("verify", words).params
        facts = replace(facts_given(given), show_only=given["show_only"])
        try:
            options = VerifyOptions([""], samples=0, variables=values_given(given), facts=facts)
            found = verify(*sides, options)
            kind, shown = _class(found), "\n".join(_shown(found))
        except ChartkitError as error:
            kind, shown = "BAD: error", error.message
        if kind.startswith("BAD"):
            _say(f"{kind} {case['id']} {case['args']}: {shown[:1500]}")
        yield kind


def _class(found: Verification) -> str:
    [case] = found.cases
    if case.differences:
        return "BAD: differs"
    if case.both_fail:
        return "both fail for the same reason" if found.clean else "BAD: both fail, for other reasons"
    return "equal but for chance and time" if case.by_chance else "equal"


def _shown(found: Verification) -> Iterator[str]:
    [case] = found.cases
    yield from filter(None, (case.a_error, case.b_error))
    for difference in case.differences:
        yield f"{difference} {difference.changes}"


def _run(command: Any, words: Sequence[object]) -> Answer:
    result = CliRunner().invoke(command, [str(word) for word in words])
    if isinstance(result.exception, ChartkitError):
        return Answer(1, f"{result.exception.message} ({result.exception.hint})")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Answer(result.exit_code, result.stderr)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _print(title: str, found: Counter[str]) -> None:
    sys.stdout.write(f"{sum(found.values())} {title}\n")
    for kind, count in found.most_common():
        sys.stdout.write(f"  {count:5} {kind}\n")


if __name__ == "__main__":
    sys.exit(main())
