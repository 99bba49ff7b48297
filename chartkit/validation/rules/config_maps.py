"""CK601: a ConfigMap's keys can be file names, are in one place each, and all fit in 1 MiB.

Upstream: pkg/apis/core/validation validation.go ValidateConfigMap
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, mapping
from chartkit.validation.names import config_key

from . import Report

__all__ = ["check"]

_LIMIT = 1024 * 1024


def check(manifest: Manifest, report: Report) -> None:
    """Report data that the server refuses."""
    data, binary = mapping(manifest.value, "data"), mapping(manifest.value, "binaryData")
    size = 0
    for group, table in (("data", data), ("binaryData", binary)):
        for key, value in table.items():
            if problem := config_key(key):
                report((group, key), f'key "{key}" {problem}', at_key=True)
            if isinstance(value, str):
                size += len(value.encode("utf-8", "surrogateescape")) if group == "data" else len(value) * 3 // 4
    for key in data.keys() & binary.keys():
        report(("binaryData", key), f'key "{key}" is in data already', at_key=True)
    if size > _LIMIT:
        report(("data",), f"the values take {size} bytes; at most {_LIMIT} are allowed", at_key=True)
