"""The fast checkers against the walk that explains, and recall over mutations of every kind of object.

A valid object is drawn from the catalogue itself, then one mistake is made in it. The checker must refuse the object,
and the findings must name the place of the mistake.
"""

# ruff: noqa: E501 - a row of a table is a line

from __future__ import annotations

import collections
import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chartkit.validation.catalogue import Catalogue, Field, Type, built_in
from chartkit.validation.checkers import Checkers
from chartkit.validation.explain import explain
from chartkit.validation.findings import FieldPath

CATALOGUE: Catalogue = built_in()
NEWEST = 1 << (len(CATALOGUE.versions) - 1)
CHECKERS = Checkers(CATALOGUE, NEWEST, strict=True)
KINDS = [
    (api_version, kind)
    for api_version in CATALOGUE.api_versions()
    for kind, mask in CATALOGUE.kinds(api_version).items()
    if mask & NEWEST and not kind.endswith("List") and kind not in ("WatchEvent", "DeleteOptions", "Status")
]
SCALARS: dict[str, object] = {
    "s": "x", "i": 3.0, "l": 3.0, "n": 1.5, "b": True, "t": "2026-01-02T03:04:05Z", "y": "aGk=", "p": "25%", "q": "100m",
    "o": {"any": 1.0}, "a": "anything",
}  # fmt: skip


def valid_object(api_version: str, kind: str, draw: random.Random) -> dict[str, Any]:
    definition = CATALOGUE.definition(api_version, kind, NEWEST)
    value = _members(definition, draw, 0)
    return {**value, "apiVersion": api_version, "kind": kind}


def _members(definition: str, draw: random.Random, depth: int) -> dict[str, Any]:
    result = {}
    for field in CATALOGUE.fields(definition).values():
        if field.exists & NEWEST and (field.required & NEWEST or draw.random() < 0.6 / (depth + 1)):
            result[field.name] = _field(field, definition, draw, depth)
    return result


def _field(field: Field, definition: str, draw: random.Random, depth: int) -> Any:
    wanted = field.type_in(NEWEST)
    if field.enum is not None:
        word = draw.choice([value for value, mask in field.enum.items() if mask & NEWEST])
        return [word] if wanted.letter == "[" else word
    return _typed(wanted, draw, depth)


def _typed(wanted: Type, draw: random.Random, depth: int) -> Any:
    if wanted.letter == "@":
        return _members(wanted.name, draw, depth + 1)
    if wanted.inner is None:
        return copy.copy(SCALARS[wanted.letter])
    inner = _typed(wanted.inner, draw, depth + 1)
    return [inner] if wanted.letter == "[" else {"key": inner}


def places(value: Any, definition: str, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Field, str]]:
    """Yield every field of an object with its path."""
    for name, item in value.items():
        field = CATALOGUE.fields(definition)[name]
        yield (*path, name), field, definition
        wanted = field.type_in(NEWEST)
        inner = wanted.inner or wanted
        if inner.letter == "@":
            held = enumerate(item) if wanted.letter == "[" else item.items() if wanted.letter == "{" else [(None, item)]
            for key, member in held:
                yield from places(member, inner.name, (*path, name) if key is None else (*path, name, key))


def _parent(value: Any, path: FieldPath) -> Any:
    for part in path[:-1]:
        value = value[part]
    return value


def unknown(value: Any, path: FieldPath, field: Field, definition: str, draw: random.Random) -> FieldPath | None:
    holder = _parent(value, path)
    holder[f"{path[-1]}x"] = holder[path[-1]]
    return (*path[:-1], f"{path[-1]}x")


def wrong_type(value: Any, path: FieldPath, field: Field, definition: str, draw: random.Random) -> FieldPath | None:
    wanted = field.type_in(NEWEST).letter
    if wanted == "a":
        return None
    wrong: dict[str, list[Any]] = {
        "s": [1.0, True, [], {}], "b": ["true", 1.0], "p": [1.5, [], True], "q": [True, [], {}, "1MB"],
        "[": ["x", {}, 1.0], "{": [[], "x"], "@": [[], "x", 1.0], "o": ["x", []],
    }  # fmt: skip
    _parent(value, path)[path[-1]] = draw.choice(wrong.get(wanted, ["x", [], {}]))
    return path


def missing(value: Any, path: FieldPath, field: Field, definition: str, draw: random.Random) -> FieldPath | None:
    if not field.required & NEWEST:
        return None
    del _parent(value, path)[path[-1]]
    return path[:-1]


def null_required(value: Any, path: FieldPath, field: Field, definition: str, draw: random.Random) -> FieldPath | None:
    if not field.required & NEWEST:
        return None
    _parent(value, path)[path[-1]] = None
    return path


def not_in_enum(value: Any, path: FieldPath, field: Field, definition: str, draw: random.Random) -> FieldPath | None:
    if field.enum is None:
        return None
    is_list = field.type_in(NEWEST).letter == "["
    _parent(value, path)[path[-1]] = ["Nonsense"] if is_list else "Nonsense"
    return (*path, 0) if is_list else path


def repeated(value: Any, path: FieldPath, field: Field, definition: str, draw: random.Random) -> FieldPath | None:
    items = _parent(value, path)[path[-1]]
    if not field.keys or not any(items[0].get(key) for key in field.keys):
        return None
    items.append(copy.deepcopy(items[0]))
    return (*path, 1)


def null_in_list(value: Any, path: FieldPath, field: Field, definition: str, draw: random.Random) -> FieldPath | None:
    wanted = field.type_in(NEWEST)
    if wanted.letter != "[" or wanted.inner is None or wanted.inner.letter == "a" or field.enum is not None:
        return None
    items = _parent(value, path)[path[-1]]
    items.append(["x"] if wanted.inner.letter != "[" else "x")
    return (*path, len(items) - 1)


Mutation = Callable[[Any, FieldPath, Field, str, random.Random], FieldPath | None]
MUTATIONS: list[Mutation] = [unknown, wrong_type, missing, null_required, not_in_enum, repeated, null_in_list]


def accepts(api_version: str, kind: str, value: object) -> bool:
    return CHECKERS.definition(CATALOGUE.definition(api_version, kind, NEWEST))(value)


def test_objects_drawn_from_the_catalogue_are_valid_and_mistakes_in_them_are_found_in_place() -> None:
    """Figures by kind of mistake are kept in the test's output (-rP)."""
    draw = random.Random(20)  # noqa: S311 - a fixed choice of mistakes
    made: collections.Counter[str] = collections.Counter()
    for api_version, kind in KINDS:
        definition = CATALOGUE.definition(api_version, kind, NEWEST)
        for mutation in MUTATIONS:
            for _ in range(3):
                value = valid_object(api_version, kind, draw)
                assert accepts(api_version, kind, value)
                assert not explain(CATALOGUE, api_version, kind, value, NEWEST, strict=True)
                spots = [spot for spot in places(value, definition) if spot[0] not in (("apiVersion",), ("kind",))]
                draw.shuffle(spots)
                for path, field, owner in spots[:40]:
                    changed = copy.deepcopy(value)
                    blamed = mutation(changed, path, field, owner, draw)
                    if blamed is None:
                        continue
                    made[mutation.__name__] += 1
                    paths = [
                        finding.path for finding in explain(CATALOGUE, api_version, kind, changed, NEWEST, strict=True)
                    ]
                    assert blamed in paths, (kind, mutation.__name__, blamed, paths)
                    lenient = f"{owner}.{path[-1]}" in ("core.v1.Container.env", "core.v1.EphemeralContainer.env")
                    assert lenient or not accepts(api_version, kind, changed), (kind, mutation.__name__, blamed)
                    break
    assert len(made) == len(MUTATIONS)
    assert min(made.values()) > 40, made
    print(len(KINDS), "kinds;", dict(made))  # noqa: T201 - the figures are wanted


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "100m", "Always", "25%"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["name", "key", "spec", "env", "ports"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(KINDS), st.integers(0, 2**32), json_values)
def test_the_checker_refuses_exactly_what_the_walk_explains(kind: tuple[str, str], seed: int, junk: Any) -> None:
    draw = random.Random(seed)  # noqa: S311 - hypothesis chooses the seed
    value = valid_object(*kind, draw)
    spots = list(places(value, CATALOGUE.definition(*kind, NEWEST)))
    path, _, _ = draw.choice(spots)
    _parent(value, path)[path[-1]] = junk
    assert accepts(*kind, value) is not bool(explain(CATALOGUE, *kind, value, NEWEST, strict=True))


def test_kubernetes_validate_agrees_where_it_looks() -> None:
    """The published schemas as a second opinion; they neither enumerate nor know quantities, formats or list keys."""
    kubernetes_validate = pytest.importorskip("kubernetes_validate")
    draw = random.Random(7)  # noqa: S311 - a fixed choice
    agreed = 0
    for api_version, kind in KINDS[:: max(1, len(KINDS) // 25)]:
        value = valid_object(api_version, kind, draw)
        spots = list(places(value, CATALOGUE.definition(api_version, kind, NEWEST)))
        for mutation in (None, unknown, missing):
            changed = copy.deepcopy(value)
            path, field, owner = draw.choice(spots)
            if mutation is not None and mutation(changed, path, field, owner, draw) is None:
                continue
            try:
                kubernetes_validate.validate(changed, "1.37", strict=True)
                theirs = True
            except kubernetes_validate.ValidationError as error:
                theirs = "is valid under each of" in str(error)  # a null or a number counted twice
            except kubernetes_validate.SchemaNotFoundError:
                continue
            assert accepts(api_version, kind, changed) is theirs, (kind, mutation, path)
            agreed += 1
    assert agreed > 30
