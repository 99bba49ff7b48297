"""Random templates by a grammar: what families of functions are fussy about, and actions within each other.

``templates.grammar`` holds the rules: a name, and below it what may stand for it, one a line. ``«name»`` is replaced by
something that the rule allows, ``«"name"»`` by that as a string of Go, ``«call»`` by a random call of any function.
``ε`` is nothing, ``⏎`` a line break, ``→`` a tab. A seed always gives the same template.
"""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from chartkit.gostd.strconv import quote
from tests.differential.random_expressions import random_call

__all__ = ["FAMILIES", "random_template"]

_CHARACTERS = str.maketrans({"ε": "", "⏎": "\n", "→": "\t", "␣": " "})
_SYMBOL = re.compile('«("?)([a-z-]+)"?»')
#: From this depth on the first alternative is taken, which is the simplest one.
_DEPTH = 9


def _rules(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if line[:1].strip() and line[0] != "#":
            name = line.strip()
        elif line.strip() and line[0] != "#":
            found.setdefault(name, []).append(line.strip().translate(_CHARACTERS))
    return found


_RULES = _rules(Path(__file__).with_name("templates.grammar").read_text("utf-8"))

#: The rules that stand for whole templates.
FAMILIES = [name.removeprefix("all-") for name in _RULES if name.startswith("all-")]


def random_template(seed: int, family: str = "") -> str:
    """Return the template number ``seed``, of a family that the number chooses if none is named."""
    random = Random(seed)  # noqa: S311 - a repeatable choice is wanted
    return _expanded(random, f"all-{family or FAMILIES[seed % len(FAMILIES)]}", 0)


def _expanded(random: Random, name: str, depth: int) -> str:
    if name == "call":
        return random_call(random, 2)
    rule = _RULES[name]
    chosen = rule[0] if depth > _DEPTH else random.choice(rule)

    def replaced(symbol: re.Match[str]) -> str:
        text = _expanded(random, symbol[2], depth + 1)
        return quote(text) if symbol[1] else text

    return _SYMBOL.sub(replaced, chosen)
