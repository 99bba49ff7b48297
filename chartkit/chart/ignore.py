"""The text of a .helmignore to rules, and the rules' verdict on a path.

Upstream: helm pkg/ignore/rules.go
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from chartkit.errors import ChartError, FunctionError
from chartkit.gostd import path, strconv, unicode
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .log import Log, LogLevel, LogRecord, discard

__all__ = ["IgnoreRules", "quick_match"]

#: Appended to every chart's rules: hidden files directly in templates/ are no templates.
_BUILT_IN = "templates/.?*"

#: Characters that are not plain in a pattern.
_SPECIAL = late_pattern(r"[*?\[\\]")

#: The longest line that Go's scanner takes.
_MAX_LINE = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line of a .helmignore."""

    #: Pattern without the marks that the other fields hold.
    pattern: str
    #: A path that does *not* match is ignored; one that does goes on to the next rule.
    negated: bool
    #: Only directories match.
    directories: bool
    #: Only the last component of a path is matched; else the whole path.
    base_only: bool
    #: Line of Helm 3's rules.go that logs of such a rule.
    helm3_line: int
    #: Decides without walking through the pattern, where it can.
    quick: Callable[[str], bool | None]

    def matches(self, name: str, log: Log) -> bool:
        """Return whether the pattern matches the path ``name``."""
        text = path.base(name) if self.base_only else name
        decided = self.quick(text)
        if decided is not None:
            return decided
        try:
            return path.match(self.pattern, text)
        except FunctionError as error:
            # A pattern can become bad when its final slash is taken away: ``a\\/``.
            why = error.message
            helm3 = f"rules.go:{self.helm3_line}: Failed to compile {strconv.quote(self.pattern)}: {why}"
            log(LogRecord(LogLevel.ERROR, "failed to compile", (("rule", self.pattern), ("error", why)), helm3))
            return False


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules of one chart, in order."""

    rules: tuple[_Rule, ...]

    @classmethod
    def parse(cls, data: bytes) -> IgnoreRules:
        """Return the rules that the .helmignore ``data`` holds, and the built-in one.

        Raises:
            ChartError: A line is no pattern.

        Upstream: helm rules.go Parse
        """
        lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        if any(len(line) >= _MAX_LINE for line in lines):
            raise ChartError("bufio.Scanner: token too long")
        texts = [unicode.decode(line) for line in lines]
        return cls(tuple(_parse_rules([*texts, _BUILT_IN])))

    def ignores(self, name: str, *, directory: bool, log: Log = discard) -> bool:
        """Return whether the file or directory ``name``, relative to the chart, is left out.

        Upstream: helm rules.go (*Rules).Ignore
        """
        for rule in self.rules:
            if rule.negated:
                if (rule.directories and not directory) or not rule.matches(name, log):
                    return True
            elif (directory or not rule.directories) and rule.matches(name, log):
                return True
        return False


def _parse_rules(lines: Iterable[str]) -> Iterable[_Rule]:
    """Yield the rule of each line that is neither empty nor a comment.

    Upstream: helm rules.go (*Rules).parseRule
    """
    for line in lines:
        text = unicode.trim_space(line)
        if not text or text.startswith("#"):
            continue
        if "**" in text:
            raise ChartError("double-star (**) syntax is not supported")
        try:
            path.match(text, "abc")
        except FunctionError as error:
            raise ChartError(error.message) from error
        pattern = text.removeprefix("!")
        directories = pattern.endswith("/")
        pattern = pattern.removesuffix("/")
        rooted = pattern.startswith("/")
        base_only = not rooted and "/" not in pattern
        pattern = pattern.removeprefix("/")
        yield _Rule(
            pattern,
            negated=text.startswith("!"),
            directories=directories,
            base_only=base_only,
            helm3_line=202 if base_only else 180 if rooted else 190,
            quick=quick_match(pattern),
        )


def quick_match(pattern: str) -> Callable[[str], bool | None]:
    """Return a function that says whether ``pattern`` matches a name, or None where it does not know.

    PERF: a default .helmignore has some twenty rules, and each file is tested against them all. Nearly every pattern
    is a plain name or has one star, and nearly every name fails at the first character.
    """
    special = _SPECIAL.search(pattern)
    if special is None:
        return pattern.__eq__
    try:
        path.match(pattern, "abc")
    except FunctionError:
        return lambda _: None  # every name must be told of the bad pattern
    start, rest = pattern[: special.start()], pattern[special.start() :]
    end = rest[1:]
    if rest[0] != "*" or _SPECIAL.search(end):
        return lambda name: None if name.startswith(start) else False
    shortest = len(start) + len(end)

    def has_ends(name: str) -> bool:
        if len(name) < shortest or not name.startswith(start) or not name.endswith(end):
            return False
        return "/" not in name[len(start) : len(name) - len(end)]

    return has_ends
