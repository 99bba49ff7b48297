"""Which findings count: codes chosen by options, settings and comments, and how severe each is."""

from __future__ import annotations

import re

from chartkit.diagnostics import Severity
from chartkit.errors import UsageError

from .findings import Finding
from .options import Options
from .reading import Chunk
from .rules import RULES

__all__ = ["Selection"]

#: ``# chartkit: ignore`` or ``# chartkit: ignore CK201, CK3``.
_COMMENT = r"#\s*chartkit:\s*ignore\b([ \tA-Z0-9,]*)"


class Selection:
    """What the options say about codes.

    Raises:
        UsageError: An option names a code that no check has.
    """

    def __init__(self, options: Options) -> None:
        per_file = [code for codes in options.per_file_ignores.values() for code in codes]
        for code in (*options.select, *options.ignore, *per_file, *options.severity):
            if not any(known.startswith(code) for known in RULES) or not code:
                raise UsageError(f"no check has the code {code!r}", hint="chartkit rule lists all checks")
        self._select = options.select
        self._ignore = options.ignore
        self._per_file = dict(options.per_file_ignores)
        self._severity = {code: Severity(level) for code, level in options.severity.items()}

    def wants(self, code: str, file: str) -> bool:
        """Return whether findings with ``code`` in ``file`` are reported."""
        if self._select and not code.startswith(self._select):
            return False
        if self._ignore and code.startswith(self._ignore):
            return False
        if not self._per_file:
            return True
        from fnmatch import fnmatchcase

        return not any(
            code.startswith(codes) for pattern, codes in self._per_file.items() if fnmatchcase(file, pattern)
        )

    def severity(self, finding: Finding) -> Severity:
        """Return how much a finding matters, the longest matching code deciding."""
        matching = [code for code in self._severity if finding.code.startswith(code)]
        return self._severity[max(matching, key=len)] if matching else finding.severity

    def commented_out(self, code: str, chunk: Chunk, line: int) -> bool:
        """Return whether a comment on ``line`` of the file, or alone on the line before, ignores ``code``."""
        if "chartkit:" not in chunk.text:
            return False
        lines = chunk.text.splitlines()
        index = line - chunk.line
        candidates = lines[index : index + 1]
        if 0 < index <= len(lines) and lines[index - 1].lstrip().startswith("#"):
            candidates.append(lines[index - 1])
        for text in candidates:
            match = re.search(_COMMENT, text)
            if match is not None:
                codes = tuple(match[1].replace(",", " ").split())
                if not codes or code.startswith(codes):
                    return True
        return False
