"""``--set`` and its relatives as tables: what they make of their arguments, and what they refuse, as Helm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import ValuesError
from chartkit.gostd import encoding_json
from chartkit.gostd.kinds import Int64
from chartkit.helm_versions import HELM_4_3, HelmBehaviour, behaviour_of
from chartkit.values import ValuesSources, read

ROWS = [
    pytest.param(row, line, id=f"{line} {row['flag']} {' '.join(row['texts'])[:60]!r}")
    for row in yaml.safe_load((Path(__file__).parent / "cases/flags.yaml").read_text(encoding="utf-8"))
    for line in ("4.3", "3.17")
]

FILES = {
    "base.yaml": b"f: 1\nl: [1, [2], {a: 1}]\nm: {a: 1, q: null}\nu: null\n",
    "one.txt": b"one\n",
    "bytes.bin": b"\xff\x00two",
}


def from_files(path: str) -> bytes:
    if path in FILES:
        return FILES[path]
    raise ValuesError("read dir: is a directory" if path == "dir" else f"open {path}: no such file or directory")


def outcome(sources: ValuesSources, behaviour: HelmBehaviour) -> dict[str, object]:
    try:
        return {"values": json.loads(encoding_json.marshal(read(sources, read_file=from_files, behaviour=behaviour)))}
    except ValuesError as error:
        return {"error": error.message}


@pytest.mark.parametrize(("row", "line"), ROWS)
def test_a_flag_reads_as_in_helm(row: dict[str, Any], line: str) -> None:
    wanted = row[line] if line in row else {name: row[name] for name in ("values", "error") if name in row}
    if "values" in wanted:
        wanted = {"values": json.loads(wanted["values"])}
    given_texts = {row["flag"].replace("-", "_"): tuple(row["texts"])}
    files = ("base.yaml",) if row.get("base") else ()
    assert outcome(ValuesSources(files=files, **given_texts), behaviour_of(line)) == wanted


def test_integers_of_set_are_int64_and_those_of_files_are_floats() -> None:
    table = read(ValuesSources(files=("base.yaml",), set=("a=1",)), read_file=from_files)
    assert (type(table["a"]), type(table["f"])) == (Int64, float)


def test_indexes_are_not_nested_without_end() -> None:
    with pytest.raises(ValuesError, match="nested too deeply"):
        read(ValuesSources(set=("a" + "[0]" * 100_000 + "=1",)))


def test_json_objects_that_are_nested_too_deeply_are_refused_before_they_are_merged() -> None:
    deep = '{"a":' * 4000 + "1" + "}" * 4000
    with pytest.raises(ValuesError, match="nested too deeply"):
        read(ValuesSources(set_json=(deep, deep)))


FLAGS = ("set", "set_string", "set_json", "set_literal")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(FLAGS), st.text("ab=.,[]{}\\01 \"'-:ntrue", max_size=30))
def test_no_argument_raises_anything_but_a_values_error(flag: str, text: str) -> None:
    outcome(ValuesSources(**{flag: (text,)}), HELM_4_3)


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_characters="\\,=.[", codec="utf-8"), min_size=1), st.text())
def test_a_backslash_makes_everything_plain(key: str, value: str) -> None:
    escaped = "".join(f"\\{char}" for char in value)
    assert read(ValuesSources(set_string=(f"{key}={escaped}",))) == {key: value}
