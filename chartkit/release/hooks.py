"""Which documents are hooks, and when they run.

Upstream: helm pkg/release/v1/util/manifest_sorter.go
"""

from __future__ import annotations

from enum import Enum

from chartkit.gostd.unicode import SPACE
from chartkit.records import dataclass

from .manifest import Manifest

__all__ = ["HOOK_ANNOTATION", "Hook", "HookEvent", "hook_events"]

HOOK_ANNOTATION = "helm.sh/hook"


class HookEvent(Enum):
    """When a hook runs; the value is the annotation's word for it."""

    PRE_INSTALL = "pre-install"
    POST_INSTALL = "post-install"
    PRE_DELETE = "pre-delete"
    POST_DELETE = "post-delete"
    PRE_UPGRADE = "pre-upgrade"
    POST_UPGRADE = "post-upgrade"
    PRE_ROLLBACK = "pre-rollback"
    POST_ROLLBACK = "post-rollback"
    TEST = "test"


_EVENTS = {event.value: event for event in HookEvent} | {"test-success": HookEvent.TEST}


@dataclass(frozen=True, slots=True)
class Hook:
    """A document that runs at ``events`` instead of belonging to the release."""

    manifest: Manifest
    events: tuple[HookEvent, ...]


def hook_events(annotation: str) -> tuple[HookEvent, ...] | None:
    """Return the events that the annotation's value names, or None if it names one that there is not."""
    events = []
    for word in annotation.split(","):
        event = _EVENTS.get(word.strip(SPACE).lower())
        if event is None:
            return None
        events.append(event)
    return tuple(events)
