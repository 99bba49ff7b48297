"""Charts: loading, checking, and the values that they render with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chartkit.late_names import late_names

from .chart_file import read_chart_file, strict_problem
from .checks import check_all_present, check_dependencies, check_installable, check_kube_version
from .coalesce import coalesce_values, merge_values, table_warning
from .dependencies import process_dependencies
from .ignore import IgnoreRules
from .loader import load, load_files, load_tree, locate
from .log import Log, LogLevel, LogRecord, discard
from .metadata import Dependency, Lock, Maintainer, Metadata
from .model import CRD, Chart, ChartFile
from .unpack import unpack

if TYPE_CHECKING:
    from .dependency_build import build_dependencies, update_dependencies
    from .dependency_table import dependency_list
    from .package import packaged, with_version
    from .show import show_all, show_chart, show_crds, show_readme, show_values

__all__ = [
    "CRD",
    "Chart",
    "ChartFile",
    "Dependency",
    "IgnoreRules",
    "Lock",
    "Log",
    "LogLevel",
    "LogRecord",
    "Maintainer",
    "Metadata",
    "build_dependencies",
    "check_all_present",
    "check_dependencies",
    "check_installable",
    "check_kube_version",
    "coalesce_values",
    "dependency_list",
    "discard",
    "load",
    "load_files",
    "load_tree",
    "locate",
    "merge_values",
    "packaged",
    "process_dependencies",
    "read_chart_file",
    "show_all",
    "show_chart",
    "show_crds",
    "show_readme",
    "show_values",
    "strict_problem",
    "table_warning",
    "unpack",
    "update_dependencies",
    "with_version",
]

# Rendering needs none of these.
__getattr__ = late_names(
    __name__,
    {
        "dependency_build": "build_dependencies update_dependencies",
        "dependency_table": "dependency_list",
        "package": "packaged with_version",
        "show": "show_all show_chart show_crds show_readme show_values",
    },
)
