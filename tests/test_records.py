"""Data classes of our own do what those of the standard library do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import ClassVar

import pytest

from chartkit import records


@records.dataclass(frozen=True, slots=True, order=True)
class Place:
    line: int
    column: int = 1
    note: str = records.field(default="", compare=False, repr=False)
    known: ClassVar[int] = 3


@records.dataclass(slots=True)
class Base:
    pos: int = records.field(compare=False)


@records.dataclass(slots=True)
class Leaf(Base):
    text: str
    parts: list[str] = records.field(default_factory=list)
    seen: int = records.field(default=7, init=False)


@records.dataclass
class Open:
    size: int = 2

    def __post_init__(self) -> None:
        self.size *= 2


@dataclasses.dataclass
class Mixed(Open):
    more: int = 5


def test_a_frozen_class_compares_orders_hashes_and_prints() -> None:
    place = Place(3, note="x")
    assert place == Place(3, 1, "y")
    assert hash(place) == hash(Place(3))
    assert Place(2, 9) < place < Place(3, 2)
    assert place.__eq__(3) is NotImplemented
    assert repr(place) == "Place(line=3, column=1)"
    assert Place.known == 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        place.line = 4  # type: ignore[misc]  # it is what must fail
    with pytest.raises(dataclasses.FrozenInstanceError):
        del place.line
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'line'"):
        Place()  # type: ignore[call-arg]  # it is what must fail


def test_a_frozen_class_is_copied_and_pickled() -> None:
    place = Place(3, 4, "x")
    assert copy.copy(place).note == "x"
    assert pickle.loads(pickle.dumps(place)).note == "x"  # noqa: S301 - our own text


def test_fields_are_inherited_and_begin_afresh() -> None:
    leaf, other = Leaf(1, "a"), Leaf(2, "a")
    assert leaf == other
    leaf.parts.append("b")
    assert not other.parts
    assert leaf != other
    assert leaf.seen == 7
    assert not hasattr(leaf, "__dict__")
    with pytest.raises(TypeError):
        hash(leaf)
    assert Leaf.__match_args__ == ("pos", "text", "parts")


def test_the_standard_library_takes_them_for_its_own() -> None:
    assert dataclasses.replace(Place(1), column=5) == records.replace(Place(1), column=5) == Place(1, 5)
    assert dataclasses.asdict(Leaf(1, "a")) == {"pos": 1, "text": "a", "parts": [], "seen": 7}
    assert [field.name for field in dataclasses.fields(Place)] == ["line", "column", "note"]
    assert "size" in Mixed.__dataclass_fields__
    assert Open(1).size == 2
    assert Mixed(more=6) == Mixed(2, 6)


def fresh() -> type:
    """Return a class of which nothing is compiled yet."""

    @records.dataclass(frozen=True, slots=True)
    class Fresh:
        name: str
        parts: list[str] = records.field(default_factory=list)
        size: int = 2
        seen: int = records.field(default=7, init=False)

    return Fresh


def test_the_first_calls_and_those_that_are_compiled_do_the_same() -> None:
    made = fresh()
    for number in range(30):
        assert made("a", size=number) == made("a", [], number)
        assert made(name="a").parts is not made("a").parts
        assert (made("a").size, made("a").seen) == (2, 7)
    assert [Open(size).size for size in range(30)] == [2 * size for size in range(30)]


@pytest.mark.parametrize("calls", [0, 30])
@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        ((), {}, "missing 1 required positional argument: 'name'"),
        (("a", [], 1, 2), {}, "takes from 2 to 4 positional arguments but 5 were given"),
        (("a",), {"name": "b"}, "got multiple values for argument 'name'"),
        (("a",), {"other": 1}, "got an unexpected keyword argument 'other'"),
        (("a",), {"seen": 1}, "got an unexpected keyword argument 'seen'"),
    ],
)
def test_a_wrong_call_is_refused_as_by_dataclasses(
    arguments: tuple[object, ...], keywords: dict[str, object], message: str, calls: int
) -> None:
    made = fresh()
    for _ in range(calls):
        made("a")
    with pytest.raises(TypeError, match=message):
        made(*arguments, **keywords)
