"""Random templates through Helm and chartkit side by side; prints those that end differently.

    python tests/differential/fuzz/templates.py [FAMILY...] [--seed N] [--count N] [--helm PATH]

The families are those of ``templates.grammar``, and ``expressions``: calls of all functions, nested in each other. A
template that fails runs alone, and so do those that define templates; the others share runs of Helm.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.differential.harness import Harness
from tests.differential.helm_binary import find
from tests.differential.random_expressions import VALUES, random_expression
from tests.differential.random_templates import FAMILIES, random_template
from tests.differential.test_functions import ours

_BATCH = 100


def compare(helm: Path, maker: Callable[[int], str], seeds: range, *, alone: bool) -> int:
    """Print what differs and return how many templates that are."""
    templates = [maker(seed) for seed in seeds]
    found = [ours(template) for template in templates]
    failing = {number for number, outcome in enumerate(found) if alone or not outcome.ok}
    wanted = Harness(helm, VALUES, batch=_BATCH).evaluate(templates, failing)
    differing = [row for row in zip(seeds, templates, wanted, found, strict=True) if row[2] != row[3]]
    for seed, template, theirs, mine in differing:
        print(f"{seed}: {template}\n  helm:     {theirs}\n  chartkit: {mine}", flush=True)  # noqa: T201 # a script
    return len(differing)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", metavar="FAMILY", choices=[[], "expressions", *FAMILIES])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300, help="templates of each family")
    parser.add_argument("--helm", type=Path)
    given = parser.parse_args()
    helm = given.helm or find("helm")
    total = 0
    for family in given.families or ["expressions", *FAMILIES]:
        maker = random_expression if family == "expressions" else partial(random_template, family=family)
        for start in range(given.seed, given.seed + given.count, _BATCH):
            seeds = range(start, min(start + _BATCH, given.seed + given.count))
            total += compare(helm, maker, seeds, alone=family == "actions")
    print(f"{total} differences")  # noqa: T201 # a script
    return total > 0


if __name__ == "__main__":
    raise SystemExit(main())
