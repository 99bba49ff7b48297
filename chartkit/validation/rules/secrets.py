"""CK602: a Secret's keys can be file names, its type's keys are there, and all fit in 1 MiB.

Upstream: pkg/apis/core/validation validation.go ValidateSecret
"""

from __future__ import annotations

import base64
import binascii
import json

from chartkit.validation.manifest import Manifest, mapping, text
from chartkit.validation.names import config_key

from . import Report

__all__ = ["check"]

_LIMIT = 1024 * 1024
#: Keys that must be there, by type; for basic-auth one of them will do.
_WANTED = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
_ACCOUNT_ANNOTATION = "kubernetes.io/service-account.name"


def check(manifest: Manifest, report: Report) -> None:
    """Report data that the server refuses."""
    data, plain = mapping(manifest.value, "data"), mapping(manifest.value, "stringData")
    size = 0
    for group, table in (("data", data), ("stringData", plain)):
        for key, value in table.items():
            if problem := config_key(key):
                report((group, key), f'key "{key}" {problem}', at_key=True)
            if isinstance(value, str) and (group != "data" or key not in plain):
                size += len(value) * 3 // 4 if group == "data" else len(value.encode("utf-8", "surrogateescape"))
    if size > _LIMIT:
        report(("data",), f"the values take {size} bytes; at most {_LIMIT} are allowed", at_key=True)
    kind = text(manifest.value, "type")
    for key in _WANTED.get(kind, ()):
        if key not in data and key not in plain:
            report(("data", key), f"a Secret of type {kind} must have the key {key}", at_key=True)
    if kind == "kubernetes.io/basic-auth" and not {"username", "password"} & (data.keys() | plain.keys()):
        report(("data",), f"a Secret of type {kind} must have a username or a password", at_key=True)
    if kind in ("kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"):
        _check_json(_WANTED[kind][0], data, plain, report)
    if kind == "kubernetes.io/service-account-token":
        annotations = mapping(manifest.metadata, "annotations")
        if not text(annotations, _ACCOUNT_ANNOTATION):
            message = f"a Secret of type {kind} must have the annotation {_ACCOUNT_ANNOTATION}"
            report(("metadata", "annotations", _ACCOUNT_ANNOTATION), message, at_key=True)


def _check_json(key: str, data: dict[str, object], plain: dict[str, object], report: Report) -> None:
    group = "stringData" if key in plain else "data"
    value = plain.get(key, data.get(key))
    if not isinstance(value, str):
        return
    try:
        content = value.encode("utf-8", "surrogateescape") if group == "stringData" else base64.b64decode(value)
        json.loads(content)
    except (ValueError, binascii.Error, RecursionError):
        report((group, key), f"{key} is not JSON")
