"""Values: tables, and the sources that users take them from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.late_names import late_names

from .csv_flag import split_csv_flag
from .documents import read_table, split_documents
from .sources import FileReader, ValuesSources, read
from .tables import (
    MAX_DEPTH,
    NoTableError,
    Table,
    TableWarning,
    copy_table,
    copy_value,
    drop_nulls,
    lookup_value,
    merge_maps,
    merge_tables,
    table_at,
)

if TYPE_CHECKING:
    from .values_schema import check_values, schema_failures

__all__ = [
    "MAX_DEPTH",
    "FileReader",
    "NoTableError",
    "Table",
    "TableWarning",
    "ValuesSources",
    "check_values",
    "copy_table",
    "copy_value",
    "drop_nulls",
    "lookup_value",
    "merge_maps",
    "merge_tables",
    "read",
    "read_table",
    "schema_failures",
    "split_csv_flag",
    "split_documents",
    "table_at",
]

# PERF: few charts have a schema; what checks them is imported when it is first asked for.
__getattr__ = late_names(__name__, {"values_schema": "check_values schema_failures"})
