"""The table of all checks; a check's module is imported when an object of its kind comes by.

A rule's module has one public function, ``check``, which reports what is wrong with one object; rules over a whole
rendering have ``check_all`` instead. What a check is about is told in docs/rules/, one page for each code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Protocol

from chartkit.diagnostics import Severity
from chartkit.records import dataclass
from chartkit.validation.catalogue import open_page
from chartkit.validation.findings import FieldPath, Finding
from chartkit.validation.manifest import POD_TEMPLATES, Manifest

from .table import TABLE

__all__ = ["RULES", "Report", "Rule", "page", "rules_for", "rules_over_renderings"]


class Report(Protocol):
    """How a rule says what it found."""

    def __call__(
        self, path: FieldPath, message: str, hint: str = "", *, at_key: bool = False, severity: Severity | None = None
    ) -> None:
        """Record a finding at ``path`` of the object that is being checked."""
        ...


@dataclass(frozen=True, slots=True)
class Rule:
    """One check."""

    code: str
    name: str
    summary: str
    #: Module of this package; empty for what the engine itself reports.
    module: str
    #: The kinds it looks at, as ``group/Kind``; None: all objects, empty: whole renderings.
    kinds: frozenset[str] | None
    severity: Severity

    def check(self, manifest: Manifest, findings: list[Finding]) -> None:
        """Run the rule on one object."""
        _load(self.module, "check")(manifest, self._reporter(findings))

    def check_all(self, manifests: list[Manifest], findings: list[tuple[Manifest, Finding]]) -> None:
        """Run the rule on all objects of a rendering."""
        _load(self.module, "check_all")(
            manifests, lambda manifest, *args, **kw: self._reporter_of(manifest, findings)(*args, **kw)
        )

    def _reporter(self, findings: list[Finding]) -> Report:
        def report(
            path: FieldPath, message: str, hint: str = "", *, at_key: bool = False, severity: Severity | None = None
        ) -> None:
            findings.append(Finding(self.code, path, message, hint, severity or self.severity, at_key))

        return report

    def _reporter_of(self, manifest: Manifest, findings: list[tuple[Manifest, Finding]]) -> Report:
        def report(
            path: FieldPath, message: str, hint: str = "", *, at_key: bool = False, severity: Severity | None = None
        ) -> None:
            findings.append((manifest, Finding(self.code, path, message, hint, severity or self.severity, at_key)))

        return report


@cache
def _load(module: str, function: str) -> Callable[..., None]:
    loaded: Callable[..., None] = getattr(import_module(f"{__name__}.{module}"), function)
    return loaded


def _kinds(text: str) -> frozenset[str] | None:
    """Return the kinds of a row: ``*`` all, ``pods`` the kinds that make pods, else names with spaces between."""
    if text == "*":
        return None
    return frozenset(kind for word in text.split() for kind in (POD_TEMPLATES if word == "pods" else (word,)))


RULES: dict[str, Rule] = {
    code: Rule(code, name, summary, module, _kinds(kinds), Severity.WARNING if level == "W" else Severity.ERROR)
    for code, level, name, module, kinds, summary in TABLE
}


@cache
def rules_for(group_kind: str) -> tuple[Rule, ...]:
    """Return the rules that look at one object of this kind; those for all objects come first."""
    with_module = [rule for rule in RULES.values() if rule.module]
    return tuple(rule for rule in with_module if rule.kinds is None or (rule.kinds and group_kind in rule.kinds))


def page(code: str) -> str:
    """Return the page on a check.

    Raises:
        SchemaError: The page is not part of this installation.
    """
    return open_page(f"{code}.md")


def rules_over_renderings() -> Iterable[Rule]:
    """Return the rules that need all objects of a rendering."""
    return (rule for rule in RULES.values() if rule.module and rule.kinds is not None and not rule.kinds)
