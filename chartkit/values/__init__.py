"""Values: tables, and the sources that users take them from."""

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

__all__ = [
    "MAX_DEPTH",
    "FileReader",
    "NoTableError",
    "Table",
    "TableWarning",
    "ValuesSources",
    "copy_table",
    "copy_value",
    "drop_nulls",
    "lookup_value",
    "merge_maps",
    "merge_tables",
    "read",
    "read_table",
    "split_csv_flag",
    "split_documents",
    "table_at",
]
