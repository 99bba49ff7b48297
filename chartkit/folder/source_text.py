"""What a scalar of a document looks like in its source.

Upstream: yaml.v1 decode.go (a number or a boolean decodes into a string field as its source text)
"""

from __future__ import annotations

from chartkit.goyaml import NodeKind, compose

__all__ = ["scalar_text"]


def scalar_text(text: str, path: tuple[str, ...]) -> str:
    """Return the source text of the scalar at ``path`` of the YAML document ``text``, or "" if none is there."""
    node = compose(text)
    for name in path:
        if node is None or node.kind is not NodeKind.MAPPING:
            return ""
        keys, values = node.children[::2], node.children[1::2]
        # Where a key occurs twice, its last value counts.
        node = next((value for key, value in zip(keys[::-1], values[::-1], strict=True) if key.value == name), None)
    return node.value if node is not None and node.kind is NodeKind.SCALAR else ""
