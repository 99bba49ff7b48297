"""Rendered files to manifests and hooks in the order in which Helm prints them.

Upstream: helm pkg/release/v1/util/manifest_sorter.go SortManifests
"""

from __future__ import annotations

from collections.abc import Mapping

from chartkit.chart import Log, LogLevel, LogRecord
from chartkit.errors import ManifestError, YAMLError
from chartkit.helm_versions import HelmBehaviour
from chartkit.manifests import Head, read_head, split, split_trimmed

from .hooks import HOOK_ANNOTATION, Hook, hook_events
from .install_order import sorted_by_kind
from .manifest import Manifest

__all__ = ["sort_manifests"]


def sort_manifests(
    files: Mapping[str, str], behaviour: HelmBehaviour, heads: Mapping[str, Head], log: Log
) -> tuple[list[Manifest], list[Hook]]:
    """Return the manifests and the hooks in ``files``.

    Args:
        files: Rendered text by path.
        behaviour: The line of Helm that counts.
        heads: Those of documents, by their text, that have been read before.
        log: Takes what Helm logs about hooks that it drops.

    Raises:
        ManifestError: A document is not YAML, or its head is not of the kinds that Helm wants; the error has the hooks
            that were read before.
    """
    manifests: list[Manifest] = []
    hooks: list[Hook] = []
    for path in sorted(files):
        if path.rpartition("/")[2].startswith("_"):
            continue
        for content in (split if behaviour.documents_keep_trailing_space else split_trimmed)(files[path]):
            head = heads.get(content)
            try:
                manifest = Manifest(path, content, head) if head is not None else _read(path, content, behaviour)
            except ManifestError as error:
                error.hooks = tuple(hooks)
                raise
            annotation = manifest.head.annotations.get(HOOK_ANNOTATION)
            if annotation is None:
                manifests.append(manifest)
                continue
            events = hook_events(annotation)
            if events is None:
                log(_skipped(annotation))
            else:
                hooks.append(Hook(manifest, events))
    return (
        sorted_by_kind(manifests, lambda manifest: manifest.head.kind, behaviour),
        sorted_by_kind(hooks, lambda hook: hook.manifest.head.kind, behaviour),
    )


def _read(path: str, content: str, behaviour: HelmBehaviour) -> Manifest:
    try:
        return Manifest(path, content, read_head(content, behaviour))
    except YAMLError as error:
        message = f"YAML parse error on {path}: {error.message}"
        raise ManifestError(message, error.at, error.hint, file=path, text=content) from error


def _skipped(annotation: str) -> LogRecord:
    return LogRecord(
        LogLevel.INFO,
        "skipping unknown hooks",
        (("hookTypes", annotation),),
        helm3=f'manifest_sorter.go:190: info: skipping unknown hook: "{annotation}"',
    )
