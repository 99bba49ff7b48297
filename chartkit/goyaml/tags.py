"""The tags of YAML that carry a meaning, in their long form.

Upstream: go-yaml yamlh.go, resolve.go shortTag
"""

from __future__ import annotations

__all__ = [
    "BINARY",
    "BOOL",
    "FLOAT",
    "INT",
    "MERGE",
    "NULL",
    "PREFIX",
    "RESOLVABLE",
    "STRING",
    "TIMESTAMP",
    "short",
]

PREFIX = "tag:yaml.org,2002:"

NULL = PREFIX + "null"
BOOL = PREFIX + "bool"
STRING = PREFIX + "str"
INT = PREFIX + "int"
FLOAT = PREFIX + "float"
TIMESTAMP = PREFIX + "timestamp"
BINARY = PREFIX + "binary"
MERGE = PREFIX + "merge"

#: A scalar with another tag keeps its text.
RESOLVABLE = frozenset({"", STRING, BOOL, INT, FLOAT, NULL, TIMESTAMP})


def short(tag: str) -> str:
    """Return ``tag`` as messages print it: ``!!int`` instead of the long form."""
    return "!!" + tag.removeprefix(PREFIX) if tag.startswith(PREFIX) else tag
