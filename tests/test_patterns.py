"""Regular expressions that are compiled late: that all of ours are regular expressions, and behave like them."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest

import chartkit
from chartkit.patterns import late_pattern

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(chartkit.__path__, "chartkit.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_pattern_compiles(name: str) -> None:
    late = type(late_pattern("a"))
    for value in vars(import_module(name)).values():
        held = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
        for one in held:
            if type(one) is late:
                assert isinstance(re.compile(one.pattern, one.flags), re.Pattern)  # type: ignore[attr-defined]  # late


def test_the_methods_are_those_of_the_compiled_pattern() -> None:
    words = late_pattern(r"(?P<first>\w)\w*", re.ASCII)
    found = words.fullmatch("name")
    assert found is not None
    assert found["first"] == "n"
    assert words.sub("x", "a bc") == "x x"
    assert words.findall("ab cd") == ["a", "c"]
    assert words.groups == 1
    assert words.flags & re.ASCII
    assert late_pattern(rb"[0-9]+").split(b"a1b") == [b"a", b"b"]


def test_a_wrong_pattern_is_told_at_its_first_use() -> None:
    wrong = late_pattern("(")
    with pytest.raises(re.error, match="missing"):
        wrong.match("")
    with pytest.raises(AttributeError):
        _ = late_pattern("a").no_such_thing  # type: ignore[attr-defined]  # that is the point
