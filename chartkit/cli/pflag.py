"""Command lines as Helm reads them: flags by table, errors in the words of the Go library.

click reads the command lines of chartkit's own commands. Those that stand in for a Helm command take Helm's flags,
abbreviations and errors, which click words differently; they hand their arguments over as they are.

Upstream: spf13/pflag flag.go, spf13/cobra flag_groups.go
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from chartkit.errors import FunctionError, UsageError, ValuesError
from chartkit.gostd import strconv
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, field
from chartkit.values import split_csv_flag

__all__ = ["Flag", "FlagKind", "ParsedFlags", "parse_flags"]


class FlagKind(Enum):
    """What a flag takes; the value is pflag's name for it."""

    BOOL = "bool"
    STRING = "string"
    #: Every occurrence adds one value, as it stands.
    STRING_ARRAY = "stringArray"
    #: Every occurrence adds the fields of one line of CSV.
    STRING_SLICE = "strings"
    STRING_TO_STRING = "stringToString"
    INT = "int"
    FLOAT = "float32"
    DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag: its names, what it takes, and what it means when it stands alone."""

    name: str
    kind: FlagKind = FlagKind.BOOL
    help: str = ""
    shorthand: str = ""
    #: The value of the flag without one; None: it needs one.
    alone: str | None = None
    #: What the flag's use is answered with, after ``Flag --NAME has been deprecated, ``.
    deprecated: str = ""
    #: Whether Helm 3 does not have it.
    is_new: bool = False
    #: Refuses a value by returning the reason.
    check: Callable[[str], str] | None = None


@dataclass(slots=True)
class ParsedFlags:
    """What a command line says: flags that were given, other arguments, and lines to show the user."""

    arguments: list[str] = field(default_factory=list)
    given: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def is_on(self, name: str) -> bool:
        """Return whether the last word on the boolean flag ``name`` was yes."""
        return name in self.given and strconv.parse_bool(self.given[name][-1])

    def text(self, name: str, default: str = "") -> str:
        """Return the last value of ``name``."""
        return self.given[name][-1] if name in self.given else default

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all values of ``name``, in order."""
        return tuple(self.given.get(name, ()))


def parse_flags(
    arguments: Sequence[str], flags: Iterable[Flag], exclusive: Sequence[tuple[str, str]] = ()
) -> ParsedFlags:
    """Return what ``arguments`` say; flags may stand anywhere, and ``--`` ends them.

    Args:
        arguments: The words after the command.
        flags: The flags that there are.
        exclusive: Pairs of flags that must not be given together.

    Raises:
        UsageError: A flag is not known, lacks its value or refuses it; the message is Helm's.
    """
    parser = _Parser(flags)
    parser.parse(list(arguments))
    for pair in exclusive:
        if all(name in parser.parsed.given for name in pair):
            both = " ".join(sorted(pair))
            raise UsageError(
                f"if any flags in the group [{' '.join(pair)}] are set none of the others can be; [{both}] were all set"
            )
    return parser.parsed


class _Parser:
    def __init__(self, flags: Iterable[Flag]) -> None:
        self._flags = {flag.name: flag for flag in flags}
        self._short = {flag.shorthand: flag for flag in self._flags.values() if flag.shorthand}
        self.parsed = ParsedFlags()

    def parse(self, words: list[str]) -> None:
        words.reverse()
        while words:
            word = words.pop()
            if word == "--":
                self.parsed.arguments += reversed(words)
                return
            if word.startswith("--"):
                self._long(word, words)
            elif word.startswith("-") and len(word) > 1:
                self._shorthands(word[1:], words)
            else:
                self.parsed.arguments.append(word)

    def _long(self, word: str, rest: list[str]) -> None:
        name, equals, value = word[2:].partition("=")
        if not name or name.startswith("-"):
            raise UsageError(f"bad flag syntax: {word}")
        flag = self._flags.get(name)
        if flag is None:
            from chartkit.suggest import nearest

            found = nearest(name, self._flags)
            raise UsageError(f"unknown flag: --{name}", hint=f"Did you mean --{found}?" if found else "")
        if equals:
            self._set(flag, value)
        elif flag.alone is not None or flag.kind is FlagKind.BOOL:
            self._set(flag, flag.alone or "true")
        elif rest:
            self._set(flag, rest.pop())
        else:
            raise UsageError(f"flag needs an argument: --{name}")

    def _shorthands(self, letters: str, rest: list[str]) -> None:
        group = letters
        while letters:
            letter, letters = letters[0], letters[1:]
            flag = self._short.get(letter)
            if flag is None:
                raise UsageError(f"unknown shorthand flag: {strconv.quote_rune(ord(letter))} in -{letter}{letters}")
            if len(letters) > 1 and letters.startswith("="):
                self._set(flag, letters[1:])
                return
            if flag.alone is not None or flag.kind is FlagKind.BOOL:
                self._set(flag, flag.alone or "true")
            elif letters:
                self._set(flag, letters)
                return
            elif rest:
                self._set(flag, rest.pop())
                return
            else:
                raise UsageError(f"flag needs an argument: {strconv.quote_rune(ord(letter))} in -{group}")

    def _set(self, flag: Flag, value: str) -> None:
        reason = _refusal(flag, value)
        if reason:
            names = f"-{flag.shorthand}, --{flag.name}" if flag.shorthand else f"--{flag.name}"
            raise UsageError(f'invalid argument {strconv.quote(value)} for "{names}" flag: {reason}')
        if flag.deprecated:
            self.parsed.notices.append(f"Flag --{flag.name} has been deprecated, {flag.deprecated}")
        values = split_csv_flag(value) if flag.kind is FlagKind.STRING_SLICE else [value]
        self.parsed.given.setdefault(flag.name, []).extend(values)


def _refusal(flag: Flag, value: str) -> str:
    """Return why ``flag`` does not take ``value``; empty if it does."""
    try:
        match flag.kind:
            case FlagKind.BOOL:
                strconv.parse_bool(value)
            case FlagKind.INT:
                strconv.parse_int(value, 0, 64)
            case FlagKind.FLOAT:
                strconv.parse_float(value)
            case FlagKind.DURATION:
                from chartkit.gostd import time

                time.parse_duration(value)
            case FlagKind.STRING_SLICE:
                split_csv_flag(value)
            case FlagKind.STRING_TO_STRING:
                return next((f"{pair} must be formatted as key=value" for pair in _pairs(value) if "=" not in pair), "")
            case FlagKind.STRING | FlagKind.STRING_ARRAY:
                pass
    except (FunctionError, ValuesError) as error:
        return error.message
    return flag.check(value) if flag.check else ""


_PAIR = late_pattern(r"[^,]+")


def _pairs(value: str) -> list[str]:
    return _PAIR.findall(value)
