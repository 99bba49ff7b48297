"""A rendered manifest with what identifies it, and where it came from."""

from __future__ import annotations

from chartkit.records import dataclass

__all__ = ["Document"]


@dataclass(frozen=True, slots=True)
class Document:
    """One Kubernetes object as text.

    Invariant: ``text`` is one YAML document, without white space around it and without ``---``.
    """

    kind: str
    name: str
    #: The template file that it was rendered from.
    source: str
    text: str
    api_version: str = ""
    #: As written in the manifest; empty where it is left to whoever applies it.
    namespace: str = ""
