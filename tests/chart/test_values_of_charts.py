"""Laws of coalescing and of processing dependencies, and what is logged on the way."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.chart import (
    Chart,
    Dependency,
    LogLevel,
    LogRecord,
    Metadata,
    coalesce_values,
    merge_values,
    process_dependencies,
)
from chartkit.errors import ChartError, ValuesError
from chartkit.helm_versions import HELM_3_17, HELM_4_3, HelmBehaviour
from chartkit.values import Table
from tests.values.test_tables import NO_NULLS, tables


def chart(name: str, values: Table | None = None, *subcharts: Chart, wants: tuple[Dependency, ...] = ()) -> Chart:
    metadata = Metadata(
        name=name, version="1.0.0", api_version="v2", dependencies=wants, declares_dependencies=bool(wants)
    )
    return Chart(metadata, values or {}, dependencies=subcharts)


def wish(name: str, **fields: object) -> Dependency:
    return replace(Dependency(name=name, version="*"), **fields)  # type: ignore[arg-type]  # fields of Dependency


@settings(max_examples=100)
@given(tables(), tables(), tables(), st.sampled_from([HELM_4_3, HELM_3_17]))
def test_coalescing_changes_neither_chart_nor_values(
    defaults: Table, below: Table, values: Table, behaviour: HelmBehaviour
) -> None:
    values.pop("a", None)
    defaults.pop("a", None)
    tree = chart("c", defaults, chart("a", below))
    before = copy.deepcopy((defaults, below, values))
    coalesce_values(tree, values, behaviour)
    merge_values(tree, values, behaviour)
    assert (defaults, below, values) == before


@settings(max_examples=100)
@given(tables(NO_NULLS), tables(NO_NULLS), tables(NO_NULLS))
def test_coalescing_a_second_time_changes_nothing_without_nulls(defaults: Table, below: Table, values: Table) -> None:
    values.pop("a", None)
    defaults.pop("a", None)
    tree = chart("c", defaults, chart("a", below))
    once = coalesce_values(tree, values)
    assert coalesce_values(tree, once) == once


def test_a_processed_chart_leaves_the_loaded_one_as_it_was() -> None:
    loaded = chart("c", {"s": {"a": 1.0}}, chart("s", {"b": 1.0}), wants=(wish("s", alias="p"),))
    processed = process_dependencies(loaded, {})
    assert [subchart.name for subchart in processed.dependencies] == ["p"]
    assert [subchart.name for subchart in loaded.dependencies] == ["s"]
    assert loaded.values == {"s": {"a": 1.0}}
    assert (loaded.metadata.dependencies[0].name, processed.metadata.dependencies[0].name) == ("s", "p")
    assert (loaded.metadata.dependencies[0].enabled, processed.metadata.dependencies[0].enabled) == (False, True)


def test_items_of_import_values_become_pairs_of_paths() -> None:
    loaded = chart("c", {}, chart("s", {"exports": {"e": {"a": 1.0}}}), wants=(wish("s", import_values=("e", 5.0)),))
    processed = process_dependencies(loaded, {})
    assert processed.metadata.dependencies[0].import_values == ({"child": "exports.e", "parent": "."},)
    assert processed.values["a"] == 1.0


def test_what_helm_3_crashes_on_is_an_error() -> None:
    loaded = chart("c", {}, chart("s", {"d": {"a": 1.0}}), wants=(wish("s", import_values=({"child": "d"},)),))
    with pytest.raises(ChartError, match="import-values needs the strings child and parent"):
        process_dependencies(loaded, {}, HELM_3_17)
    assert process_dependencies(loaded, {}).values["<nil>"] == {"a": 1.0}


def test_an_import_into_itself_is_an_error() -> None:
    """Helm 4.3.1 overflows its stack here."""
    items = ({"child": "data", "parent": "."}, {"child": "data", "parent": "data"})
    loaded = chart("c", {}, chart("s", {"data": {"data": {"x": {}}}}), wants=(wish("s", import_values=items),))
    with pytest.raises(ValuesError, match="nested too deeply"):
        process_dependencies(loaded, {})


def test_a_type_mismatch_is_logged_and_raised_in_the_words_of_each_line() -> None:
    loaded = chart("c", {}, chart("s"), wants=(wish("s"),))
    log: list[LogRecord] = []
    with pytest.raises(ValuesError) as caught:
        process_dependencies(loaded, {"s": 5.0}, HELM_4_3, log.append)
    assert caught.value.message == "chart dependencies processing failed: type mismatch on s: %!t(float64=5)"
    assert [record.line() for record in log] == [
        'level=ERROR msg="chart dependencies processing failed" error="type mismatch on s: %!t(float64=5)"'
    ]
    with pytest.raises(ValuesError, match=r"^type mismatch on s: %!t\(float64=5\)$"):
        process_dependencies(loaded, {"s": 5.0}, HELM_3_17)


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (LogRecord(LogLevel.INFO, "plain"), "level=INFO msg=plain"),
        (LogRecord(LogLevel.WARN, "two words", (("a", ""), ("b", "x=y"))), 'level=WARN msg="two words" a="" b="x=y"'),
        (LogRecord(LogLevel.ERROR, 'quo"te', (("path", "/a\\b"),)), 'level=ERROR msg="quo\\"te" path=/a\\b'),
        (LogRecord(LogLevel.INFO, "é\n"), 'level=INFO msg="é\\n"'),
        (LogRecord(LogLevel.INFO, "é"), "level=INFO msg=é"),
        (LogRecord(LogLevel.INFO, "a\u00a0b"), 'level=INFO msg="a\\u00a0b"'),
        (LogRecord(LogLevel.INFO, "\udcff"), 'level=INFO msg="\\xff"'),
    ],
)
def test_a_record_is_quoted_as_by_slog(record: LogRecord, line: str) -> None:
    assert record.line() == line


def test_helm_3_logs_its_own_sentence_or_the_text() -> None:
    assert LogRecord(LogLevel.INFO, "text", helm3="file.go:1: text").line(HELM_3_17) == "file.go:1: text"
    assert LogRecord(LogLevel.INFO, "text").line(HELM_3_17) == "text"
