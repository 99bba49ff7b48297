"""Checksums of rendered files in lines to the files that they are of.

A checksum of a file that shows what is kept changes with it. The file's text becomes a definition then, and the
checksum that of the definition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chartkit.errors import ChartkitError
from chartkit.functions import Environment, helm_functions
from chartkit.gotemplate import FuncMap, TemplateSet
from chartkit.patterns import late_pattern

__all__ = ["Checksum", "Checksums"]

_DIGEST = late_pattern(r"(?<![0-9a-zA-Z])[0-9a-f]{32,64}(?![0-9a-zA-Z])")

#: What charts compute checksums of: a whole file, or what it holds.
_WAYS = (
    "{0} | sha256sum",
    'pick ({0} | fromYaml) "data" | toYaml | sha256sum',
    'pick ({0} | fromYaml) "stringData" | toYaml | sha256sum',
)


@dataclass(frozen=True, slots=True)
class Checksum:
    """A place in a line where the checksum of a file is printed."""

    path: str
    way: str
    #: How much of it; None: all.
    size: int | None
    #: What it was where it was found.
    digest: str = field(compare=False)

    @property
    def token(self) -> str:
        """What stands for it in texts that are compared: it does not change with the file's text."""
        return f"\0{self.path} {self.way} {self.size}\0"

    def template(self, definition: str | None) -> str:
        """Return the action that prints it; the digest itself if the text is no definition."""
        if definition is None:
            return self.digest
        size = "" if self.size is None else f" | trunc {self.size}"
        return f"{{{{ {self.way.format(definition)}{size} }}}}"


class Checksums:
    """Finds checksums in lines."""

    def __init__(self) -> None:
        functions = TemplateSet(FuncMap(helm_functions(Environment())))
        self._templates = [functions.parse(f"way {n}", f"{{{{ {way.format('.')} }}}}") for n, way in enumerate(_WAYS)]
        self._functions = functions
        self._known: dict[str, tuple[str, ...]] = {}

    def found_in(self, lines: Iterable[str], files: Mapping[str, str]) -> dict[str, Checksum]:
        """Return the checksums of ``files`` that stand in ``lines``, by their texts."""
        words = {word for line in lines for word in _DIGEST.findall(line)}
        found: dict[str, Checksum] = {}
        # Files that print nothing are all alike.
        for path, text in ((path, text) for path, text in files.items() if words and text.strip()):
            for way, digest in zip(_WAYS, self._digests(text), strict=True):
                for word in words:
                    if digest.startswith(word) and word not in found:
                        found[word] = Checksum(path, way, None if word == digest else len(word), word)
        return found

    def _digests(self, text: str) -> tuple[str, ...]:
        if text not in self._known:
            self._known[text] = tuple(self._digest(number, text) for number in range(len(_WAYS)))
        return self._known[text]

    def _digest(self, number: int, text: str) -> str:
        if not number:
            return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
        try:
            return self._functions.execute(self._templates[number], text)
        except ChartkitError:
            return ""
