"""Two sides to a verdict: whether they render the same, in every case that is tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chartkit.errors import ChartkitError
from chartkit.folder import Folder, read_variables
from chartkit.gotemplate import Tree
from chartkit.values import merge_maps

from .cases import NO_FACTS, Case
from .comparison import Difference, compare
from .outcome import Outcome
from .sampling import Uses, combinations_of_modes, sampled, uses_in
from .sides import FolderSide, Side

__all__ = ["CaseResult", "Verification", "VerifyOptions", "compare_cases", "verify"]


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What is tried."""

    #: Environments; None: all that the first side has, and the defaults.
    environments: Sequence[str] | None = None
    #: How many cases vary a variable, at most.
    samples: int = 200
    seed: int = 1
    #: Laid over the environment's variables in every case.
    variables: Mapping[str, object] = field(default_factory=dict)
    #: Whether texts have to be equal, not only what they hold.
    texts: bool = True


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case."""

    label: str
    differences: tuple[Difference, ...]
    #: Number of objects of the first side.
    objects: int
    #: Why a side failed; empty: it did not.
    a_error: str = ""
    b_error: str = ""
    #: What the environment's variables were changed to.
    is_trial: bool = False

    @property
    def both_fail(self) -> bool:
        """Whether there is nothing to compare, because neither side renders."""
        return bool(self.a_error and self.b_error)


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict and what it rests on."""

    a: str
    b: str
    cases: tuple[CaseResult, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing differs, and at least one case rendered."""
        return all(not case.differences for case in self.cases) and any(not case.both_fail for case in self.cases)

    def differences(self) -> Iterator[str]:
        """Yield a line for each difference."""
        for case in self.cases:
            for difference in case.differences:
                yield f"{case.label}: {difference}"

    def summary(self) -> str:
        """Return the verdict as one line."""
        failing = sum(case.both_fail for case in self.cases)
        differing = sum(bool(case.differences) for case in self.cases)
        objects = sum(case.objects for case in self.cases)
        both = f"; {failing} fail on both sides" if failing else ""
        if differing:
            return f"{differing} of {len(self.cases)} cases differ{both}"
        if failing == len(self.cases):
            return f"nothing could be compared: all {failing} cases fail on both sides"
        return f"{len(self.cases)} cases, {objects} objects: no difference{both}"


def verify(a: Side, b: Side, options: VerifyOptions | None = None) -> Verification:
    """Return whether ``a`` and ``b`` render the same.

    Environments, modes and sampled values come from whichever side is a folder, the first one if both are. Two charts
    are compared in their environments alone.
    """
    options = options or VerifyOptions()
    cases = _cases(a, b, options)
    if options.variables:
        base = dict(options.variables)
        cases = [replace(case, variables=merge_maps(base, dict(case.variables))) for case in cases]
    return compare_cases(a, b, cases, texts=options.texts)


def compare_cases(a: Side, b: Side, cases: Sequence[Case], *, texts: bool = True) -> Verification:
    """Return how ``a`` and ``b`` compare in ``cases``."""
    return Verification(a.title, b.title, tuple(_result(a, b, case, texts=texts) for case in cases))


def _result(a: Side, b: Side, case: Case, *, texts: bool) -> CaseResult:
    ours, theirs = _rendered(a, b, case)
    differences = tuple(compare(ours, theirs, texts=texts, order=a.orders_by_kind == b.orders_by_kind))
    return CaseResult(
        case.label, differences, len(ours.documents), ours.error, theirs.error, is_trial=bool(case.variables)
    )


def _rendered(a: Side, b: Side, case: Case) -> tuple[Outcome, Outcome]:
    """Return both outcomes; a side that knows the release's name is rendered first, and the other one is told."""
    if b.tells_facts and not a.tells_facts:
        theirs = b.render(case, NO_FACTS)
        return a.render(case, theirs.facts), theirs
    ours = a.render(case, NO_FACTS)
    return ours, b.render(case, ours.facts)


def _cases(a: Side, b: Side, options: VerifyOptions) -> list[Case]:
    folder = next((side.folder for side in (a, b) if isinstance(side, FolderSide)), None)
    environments = options.environments
    if environments is None:
        known = FolderSide(folder).environments() if folder is not None else a.environments()
        environments = ["", *known]
    if folder is None:
        return [Case(name) for name in environments]
    if folder.settings.helm is not None:
        modes: list[dict[tuple[str, str], str]] = [{}]
    else:
        modes = list(combinations_of_modes(_choices(folder)))
    cases = [Case(name, chosen) for name in environments for chosen in modes]
    uses = uses_in(_trees(folder)) if options.samples else Uses()
    trials = sampled(uses, _variables(folder, environments[0]), options.seed, options.samples)
    return [*cases, *(replace(trial, environment=environments[0]) for trial in trials)]


def _trees(folder: Folder) -> list[Tree]:
    """Return the trees of all templates; none where a template cannot be read, which rendering will tell."""
    try:
        return [tree for trees in folder.trees().values() for tree in trees]
    except ChartkitError:
        return []


def _choices(folder: Folder) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return the modes of the containers that templates name outright."""
    return {
        (found.workload, found.container): found.modes
        for found in folder.containers()
        if "*" not in (found.workload, found.container)
    }


def _variables(folder: Folder, environment: str) -> dict[str, object]:
    return read_variables(folder.source, environment or folder.settings.environment)
