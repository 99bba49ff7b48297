"""Tables: copies share nothing, merging has its laws, bounds hold."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import ValuesError
from chartkit.helm_versions import HELM_3_17, HELM_4_3
from chartkit.values import (
    MAX_DEPTH,
    NoTableError,
    Table,
    copy_table,
    drop_nulls,
    lookup_value,
    merge_maps,
    merge_tables,
    table_at,
)

NO_NULLS = st.one_of(st.booleans(), st.integers(-2, 2).map(float), st.sampled_from(["", "s"]))
SCALARS = st.one_of(st.none(), NO_NULLS)
KEYS = st.sampled_from("abcd")


def tables(scalars: st.SearchStrategy[object] = SCALARS) -> st.SearchStrategy[Table]:
    below = st.recursive(scalars, lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(KEYS, inner)))
    return st.dictionaries(KEYS, below, max_size=4)


@given(tables())
def test_a_copy_is_equal_and_shares_no_table_or_list(table: Table) -> None:
    copied = copy_table(table)
    assert copied == table
    assert not _containers(copied) & _containers(table)


def _containers(value: object) -> set[int]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return set() if inner is None else {id(value)}.union(*map(_containers, inner))


def test_a_copy_has_twice_what_the_table_has_twice() -> None:
    shared: Table = {"x": 1.0}
    copied = copy_table({"a": shared, "b": shared})
    assert copied["a"] is not copied["b"]


@pytest.mark.parametrize("wrap", [lambda inner: {"k": inner}, lambda inner: [inner]], ids=["tables", "lists"])
def test_a_copy_is_bounded_in_depth(wrap: Callable[[object], object]) -> None:
    value: object = 1.0
    for _ in range(MAX_DEPTH):
        value = wrap(value)
    assert copy_table({"a": value}) == {"a": value}
    with pytest.raises(ValuesError, match="nested too deeply"):
        copy_table({"a": wrap(value)})


def test_a_table_within_itself_is_refused() -> None:
    table: Table = {}
    table["self"] = table
    with pytest.raises(ValuesError, match="nested too deeply"):
        copy_table(table)


@given(tables(), tables())
def test_merging_maps_changes_neither(under: Table, over: Table) -> None:
    before = copy.deepcopy((under, over))
    merge_maps(under, over)
    assert (under, over) == before


def test_merging_maps_merges_tables_and_replaces_all_else() -> None:
    under: Table = {"t": {"x": 1.0, "y": 2.0}, "l": [1.0], "s": 1.0, "n": {"z": 1.0}, "k": 1.0}
    over: Table = {"t": {"y": None, "z": 3.0}, "l": [2.0], "s": {"q": 1.0}, "n": None}
    assert merge_maps(under, over) == {
        "t": {"x": 1.0, "y": None, "z": 3.0},
        "l": [2.0],
        "s": {"q": 1.0},
        "n": None,
        "k": 1.0,
    }


@settings(max_examples=100)
@given(tables(NO_NULLS), tables(NO_NULLS))
def test_without_nulls_merging_tables_is_merging_maps_the_other_way_round(winner: Table, defaults: Table) -> None:
    wanted = _merged(defaults, winner)
    for behaviour in (HELM_4_3, HELM_3_17):
        for keep_nulls in (True, False):
            merged = merge_tables(copy_table(winner), copy_table(defaults), keep_nulls=keep_nulls, behaviour=behaviour)
            assert merged == wanted


def _merged(under: Table, over: Table) -> Table:
    """Return the plain form of merging: tables merge, everything else replaces."""
    merged = dict(under)
    for key, value in over.items():
        below = under.get(key)
        merged[key] = _merged(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def test_a_null_removes_a_default_or_stays() -> None:
    merged = merge_tables({"a": None, "b": None}, {"a": 1.0, "b": None}, keep_nulls=False)
    assert merged == {"b": None}
    assert merge_tables({"a": None, "b": None}, {"a": 1.0}, keep_nulls=True) == {"a": None, "b": None}


def test_in_helm_3_a_null_removes_a_null_too() -> None:
    assert merge_tables({"a": None, "b": None}, {"a": None}, keep_nulls=False, behaviour=HELM_3_17) == {"b": None}


def test_warnings_show_the_table_as_go_prints_it() -> None:
    warnings: list[str] = []
    merge_tables(
        {"a": 1.0, "t": {"x": 1.0}},
        {"a": {"z": [1e21, None], "b": "s"}, "t": [True]},
        keep_nulls=False,
        prefix="c",
        warn=lambda text, _: warnings.append(text),
    )
    assert warnings == [
        "warning: cannot overwrite table with non table for c.a (map[b:s z:[1e+21 <nil>]])",
        "warning: destination for c.t is a table. Ignoring non-table value ([true])",
    ]


@given(tables())
def test_dropping_nulls_leaves_none_outside_lists(table: Table) -> None:
    drop_nulls(table)
    assert not _has_null(table)


def _has_null(table: Table) -> bool:
    return any(value is None or (isinstance(value, dict) and _has_null(value)) for value in table.values())


def test_looking_up() -> None:
    table: Table = {"a": {"b": {"c": 1.0}}, "n": None, "x.y": 2.0}
    assert table_at(table, "a.b") == {"c": 1.0}
    assert lookup_value(table, "a.b.c") == (True, 1.0)
    assert lookup_value(table, "n") == (True, None)
    for path in ("a", "a.b", "a.q", "q.a", "x.y", "n.z", "a..b", ""):
        assert lookup_value(table, path) == (False, None)
    with pytest.raises(NoTableError, match='^"q" is not a table$'):
        table_at(table, "a.q.z")
