"""Two sides, each with its own environment and values, to their differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chartkit.convert.equivalence import Case, CaseResult, Facts, Side, Verification, compare
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


def difference_between(a: Rendered, b: Rendered, *, texts: bool = False) -> Verification:
    """Return what is different between two renderings, as a comparison with a single case.

    Args:
        a: The one.
        b: The other.
        texts: Whether texts that hold the same values differ, too.

    Raises:
        ConvertError: One of them cannot be rendered.
    """
    ours, theirs = (
        rendered.side.render(Case(rendered.environment, variables=rendered.variables), Facts()) for rendered in (a, b)
    )
    for rendered, outcome in ((a, ours), (b, theirs)):
        if outcome.error:
            raise ConvertError(f"{rendered.title} cannot be rendered: {outcome.error}")
    # The order of objects is nothing that reaches a cluster.
    found = tuple(compare(ours, theirs, texts=texts, order=False))
    case = CaseResult("objects", found, len(ours.documents))
    return Verification(a.title, b.title, (case,))
