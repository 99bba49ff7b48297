"""A chart that is rendered again gives what it gives the first time."""

from __future__ import annotations

import pytest

from chartkit import load_chart
from chartkit.errors import ValuesSchemaError
from chartkit.gostd.kinds import Int64
from chartkit.release import LoadedChart

_FILES = {
    "Chart.yaml": (
        "apiVersion: v2\nname: c\nversion: 1.0.0\ndependencies:\n- {name: s, version: 1.0.0, condition: sub}\n"
    ),
    "values.yaml": "sub: true\ntable: {key: own}\n",
    "templates/a.yaml": (
        "kind: A\nis: {{ kindOf .Values.n }} {{ .Values.n }}\nkey: {{ .Values.table.key }}\n"
        '{{- $_ := set .Values.table "key" "changed" }}\n{{- $_ := set .Chart "Name" "changed" }}\n'
        "name: {{ .Release.Name }}\n"
        "global: {{ .Values.global | toJson }}\n"
    ),
    "templates/b.yaml": "kind: B\nmetadata: {annotations: {helm.sh/hook: {{ .Values.hook | quote }}}}\n",
    "charts/s/Chart.yaml": "apiVersion: v2\nname: s\nversion: 1.0.0\n",
    "charts/s/templates/c.yaml": (
        'kind: C\nkey: {{ .Chart.Name }}\n{{ with .Values.global.t }}{{ $_ := set . "from" "s" }}{{ end }}\n'
    ),
}


def _chart(**files: str) -> LoadedChart:
    return load_chart({**_FILES, **files})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"n": 1.0}, {"n": 1.0}),
        ({"n": 1.0}, {"n": Int64(1)}),
        ({"n": 1.0}, {"n": True}),
        ({"n": 0.0}, {"n": -0.0}),
        ({"n": [1.0]}, {"n": [1.0, 2.0]}),
        ({"n": {"a": 1.0}}, {"n": {"b": 1.0}}),
        ({"sub": True}, {"sub": False}),
        ({"table": {}}, {"table": {"key": "given"}}),
        ({"hook": "test"}, {"hook": "pre-install"}),
        ({"hook": "unknown"}, {"hook": "unknown"}),
        ({"n": Int64(1)}, {"n": Int64(1)}),
        ({"global": {"t": {}}, "s": {"global": {"t": {"a": "b"}}}}, {"global": {"t": {"a": "b"}}}),
        ({"n": "x", "m": "y"}, {"m": "y", "n": "x"}),
    ],
)
def test_second_rendering_is_that_of_a_new_chart(first: dict[str, object], second: dict[str, object]) -> None:
    first, second = ({"hook": "test", "table": {"key": "own"}, **values} for values in (first, second))
    chart = _chart()
    for values, name in ((first, "one"), (second, "two"), (second, "two")):
        found, expected = chart.render(name, values=values), _chart().render(name, values=values)
        assert (found.files, found.manifests, found.hooks, found.notices) == (
            expected.files,
            expected.manifests,
            expected.hooks,
            expected.notices,
        )


def test_what_is_logged_is_logged_again() -> None:
    chart = _chart()
    values = {"sub": "not a boolean", "hook": "test"}
    logged = [[notice.text for notice in chart.render(values=values).notices] for _ in range(2)]
    assert logged == [["returned non-bool value"]] * 2


def test_schema_is_checked_once_somebody_asks() -> None:
    chart = _chart(**{"values.schema.json": '{"properties": {"hook": {"type": "number"}}}'})
    values = {"hook": "test"}
    chart.render(values=values, skip_schema_validation=True)
    for _ in range(2):
        with pytest.raises(ValuesSchemaError):
            chart.render(values=values)
    chart.render(values=values, skip_schema_validation=True)
