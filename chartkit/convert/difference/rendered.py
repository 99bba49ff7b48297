"""Two sides, each with its own environment and values, to their differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chartkit.convert.equivalence import NO_FACTS, Case, CaseResult, Facts, Outcome, Side, Verification, compare
from chartkit.errors import ConvertError

__all__ = ["Rendered", "difference_between"]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A side and what it is to be rendered with."""

    side: Side
    environment: str = ""
    variables: Mapping[str, object] = field(default_factory=dict)
    #: What ``variables`` are, for the title; empty: nothing to say.
    remark: str = ""

    @property
    def title(self) -> str:
        """How it goes by in reports."""
        return " ".join(filter(None, (self.side.title, self.environment and f"({self.environment})", self.remark)))


def difference_between(a: Rendered, b: Rendered, *, texts: bool = False, facts: Facts = NO_FACTS) -> Verification:
    """Return what is different between two renderings, as a comparison with a single case.

    Args:
        a: The one.
        b: The other.
        texts: Whether texts that hold the same values differ, too.
        facts: What both are told of the release. A chart is told what a folder that it is compared with says.

    Raises:
        ConvertError: One of them cannot be rendered.
    """
    if b.side.tells_facts and not a.side.tells_facts:
        theirs = _outcome(b, facts)
        ours = _outcome(a, theirs.facts)
    else:
        ours = _outcome(a, facts)
        theirs = _outcome(b, ours.facts if a.side.tells_facts else facts)
    # The order of objects is nothing that reaches a cluster.
    found = tuple(compare(ours, theirs, texts=texts, order=False))
    return Verification(a.title, b.title, (CaseResult("", found, len(ours.documents)),))


def _outcome(rendered: Rendered, facts: Facts) -> Outcome:
    found = rendered.side.render(Case(rendered.environment, variables=rendered.variables), facts)
    if found.error:
        raise ConvertError(f"{rendered.title} cannot be rendered: {found.error}", hint=found.hint)
    return found
