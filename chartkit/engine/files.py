"""``.Files``: a chart's other files by name, with Helm's methods.

Upstream: helm pkg/engine/files.go
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Mapping
from typing import ClassVar

from chartkit.errors import FunctionError, YAMLError
from chartkit.gostd.kinds import BYTES, STRING, GoType, Kind, StringList, TypedMap

__all__ = ["Files"]


class Files(TypedMap[str, bytes]):
    """File names, as in the chart, to contents. Nothing outside the chart is ever read."""

    __slots__ = ()
    go_type = GoType("engine.files", Kind.MAP, elem=BYTES, key=STRING)

    def get_bytes(self, name: str) -> bytes:
        """Return the content of the file called exactly ``name``, or nothing."""
        return self.get(name, b"")

    def get_text(self, name: str) -> str:
        """Return the same as text; bytes that are not UTF-8 survive as lone surrogates."""
        return self.get_bytes(name).decode("utf-8", "surrogateescape")

    def glob(self, pattern: str) -> Files:
        """Return the files whose names match ``pattern``; all of them if it is not a pattern."""
        from chartkit.gostd import glob

        try:
            matcher = glob.compile(pattern)
        except FunctionError:
            matcher = glob.compile("**")
        return Files({name: data for name, data in self.items() if matcher.match(name)})

    def as_config(self) -> str:
        """Return the files as the ``data`` of a ConfigMap: base names to text, as YAML.

        Of two files with the same base name the last in order of their full names counts; Go's order is random.
        """
        # What is not UTF-8 is repaired by the JSON step of the dump.
        return _yaml({_base(name): self.get_text(name) for name in sorted(self)})

    def as_secrets(self) -> str:
        """Return the files as the ``data`` of a Secret: base names to base64, as YAML."""
        return _yaml({_base(name): b2a_base64(self[name], newline=False).decode("ascii") for name in sorted(self)})

    def lines(self, name: str) -> StringList:
        """Return the lines of a file, without the empty one that a final line break makes."""
        text = self.get_text(name)
        if not text:
            return StringList()
        return StringList(text.removesuffix("\n").split("\n"))

    go_methods: ClassVar[Mapping[str, Callable[..., object]]] = {
        "GetBytes": get_bytes,
        "Get": get_text,
        "Glob": glob,
        "AsConfig": as_config,
        "AsSecrets": as_secrets,
        "Lines": lines,
    }


def _base(name: str) -> str:
    from chartkit.gostd import path

    return path.base(name)


def _yaml(data: Mapping[str, str]) -> str:
    from chartkit.goyaml import dump

    try:
        return dump(data).removesuffix("\n")
    except YAMLError:  # Helm's toYAML swallows errors inside a template
        return ""
