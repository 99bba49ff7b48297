"""What is wrong with a values.yaml.

Only the chart's own values are looked at, under the user's; those of subcharts are not.

Upstream: helm pkg/chart/v2/lint/rules/values.go
"""

from __future__ import annotations

from pathlib import Path

from chartkit.chart import Log, table_warning
from chartkit.errors import ChartkitError, YAMLError
from chartkit.gostd import encoding_json, unicode
from chartkit.gostd.os import PathError, read_file
from chartkit.goyaml import load
from chartkit.helm_versions import HelmBehaviour
from chartkit.values import Table, merge_tables, schema_failures

from .findings import Findings, Severity

__all__ = ["check_values_file"]

_FILE = "values.yaml"


def check_values_file(
    directory: str,
    values: Table,
    findings: Findings,
    behaviour: HelmBehaviour,
    log: Log,
    *,
    skip_schema_validation: bool,
) -> None:
    """Add what is wrong with the values.yaml in ``directory`` below ``values``.

    As in Helm the tables in ``values`` get what the file has: it stands there when the templates are looked at, and
    when the next chart is.
    """
    name = f"{directory}/{_FILE}"
    if not findings.check(Severity.INFO, _FILE, "" if Path(name).exists() else "file does not exist"):
        return
    try:
        own = _read(read_file(name), behaviour)
    except (PathError, YAMLError) as error:
        findings.check(Severity.ERROR, _FILE, f"unable to parse YAML: {error.message}")
        return
    merged = merge_tables(dict(values), own, keep_nulls=False, warn=table_warning(log), behaviour=behaviour)
    try:
        schema = read_file(f"{directory}/values.schema.json")
    except PathError:
        return
    # Helm 3 knows the flag but checks all the same.
    if not schema or (skip_schema_validation and behaviour.lint_can_skip_schemas):
        return
    try:
        told = schema_failures(schema, merged, behaviour)
    except ChartkitError as error:
        told = error.message
    findings.check(Severity.ERROR, _FILE, told)


def _read(data: bytes, behaviour: HelmBehaviour) -> Table:
    """Return the first document of a values file.

    Upstream: helm pkg/chart/common/values.go ReadValues
    """
    found = load(unicode.decode(data))
    if found is None or isinstance(found, dict):
        return found or {}
    kind = encoding_json.kind_name(found)
    wanted = f"{'common' if behaviour.lint_looks_closer else 'chartutil'}.Values"
    reading = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal"
    raise YAMLError(f"{reading} {kind} into Go value of type {wanted}")
