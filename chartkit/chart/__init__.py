"""Charts: loading, checking, and the values that they render with."""

from .checks import check_all_present, check_dependencies, check_installable, check_kube_version
from .coalesce import coalesce_values, merge_values
from .dependencies import process_dependencies
from .ignore import IgnoreRules
from .loader import load, locate
from .log import Log, LogLevel, LogRecord
from .metadata import Dependency, Lock, Maintainer, Metadata
from .model import CRD, Chart, ChartFile
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
    "check_all_present",
    "check_dependencies",
    "check_installable",
    "check_kube_version",
    "coalesce_values",
    "load",
    "locate",
    "merge_values",
    "packaged",
    "process_dependencies",
    "show_all",
    "show_chart",
    "show_crds",
    "show_readme",
    "show_values",
    "with_version",
]
