"""Values that hold one another many times over: small in memory, endless in print."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chartkit.errors import LimitError
from chartkit.gostd import encoding_json, fmt
from chartkit.goyaml import dump, dump_pretty

WRITERS: dict[str, Callable[[object], object]] = {
    "print": fmt.sprint,
    "json": encoding_json.marshal,
    "yaml": dump,
    "pretty yaml": dump_pretty,
}


def doubled(value: object, times: int) -> object:
    """Return a list that holds ``value`` 2 to the power of ``times`` times over."""
    for _ in range(times):
        value = [value, value]
    return value


def mapped(value: object, times: int) -> object:
    """Return a map that holds ``value`` 100 to the power of ``times`` times over."""
    for _ in range(times):
        value = {str(number): value for number in range(100)}
    return value


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize(
    "value",
    [doubled(1, 40), doubled("x" * 100_000, 15), doubled("a b " * 25_000, 15), mapped("y" * 1_000_000, 2)],
    ids=["deep", "long words", "long texts", "maps"],
)
def test_writing_ends(name: str, value: object) -> None:
    with pytest.raises(LimitError, match="too large"):
        WRITERS[name](value)


@pytest.mark.parametrize("name", WRITERS)
def test_large_values_are_written(name: str) -> None:
    assert len(str(WRITERS[name]([f"text number {number}" for number in range(100_000)]))) > 1_000_000
