"""Two sides to a verdict: whether they render the same, in every case that is tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from chartkit.folder import Folder
from chartkit.patterns import late_pattern
from chartkit.values import merge_maps

from .cases import NO_FACTS, Case, Facts
from .comparison import Difference, Kind, compare
from .material import material_of
from .outcome import Identity, Outcome
from .reads import uses_in
from .sampling import combinations_of_modes, sampled
from .sides import ChartSide, FolderSide, HelmSide, Side

if TYPE_CHECKING:
    from .chance import Worlds
    from .starting_values import Finder

__all__ = ["CaseResult", "Verification", "VerifyOptions", "compare_cases", "verify"]

#: A case that is divided is three.
_WITH_HALVES = 3
_MOST_OF_ONE = 9

#: How many tables are tried to mend one case.
_MOST_TO_MEND = 16

#: So many tables for each sample are tried for that at most: each is rendered once, and on one side only.
_FOR_MENDING = 2

_PLACE = late_pattern(r":\d+(:\d+)?")


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What is tried."""

    #: Environments; None: all that the first side has, and the defaults.
    environments: Sequence[str] | None = None
    #: How many cases vary a variable, at most. With none, nothing but what is given is tried.
    samples: int = 200
    seed: int = 1
    #: Laid over the environment's variables in every case.
    variables: Mapping[str, object] = field(default_factory=dict)
    #: Whether texts have to be equal, not only what they hold.
    texts: bool = True
    #: What both sides are told of the release, over what a folder says.
    facts: Facts = NO_FACTS
    #: More tables of values to try, by what they are called.
    tables: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one case."""

    #: The case in words; empty: there is but one, and nothing to say of it.
    label: str
    differences: tuple[Difference, ...]
    #: Number of objects of the first side.
    objects: int
    #: Why a side failed; empty: it did not.
    a_error: str = ""
    b_error: str = ""
    #: What was laid over the environment's variables.
    variables: Mapping[str, object] = field(default_factory=dict)
    #: Number of objects that are equal but for what chance and the clock decide.
    by_chance: int = 0
    #: Both fail for the same reason, though Helm names another: which of several templates fails first is chance there.
    by_chance_for_another_reason: bool = False
    #: One side does not allow what is tried: values.schema.json is against it, or a folder lacks a variable then.
    is_refused: bool = False

    @property
    def is_trial(self) -> bool:
        """Whether variables were changed."""
        return bool(self.variables)

    @property
    def both_fail(self) -> bool:
        """Whether there is nothing to compare, because neither side renders."""
        return bool(self.a_error and self.b_error)

    def tally(self) -> str:
        """Return how many objects there are on one side alone, how many differ, and how many are the same."""
        kinds = Counter(difference.kind for difference in self.differences)
        only_a, only_b = kinds[Kind.ONLY_A], kinds[Kind.ONLY_B]
        differ = kinds.total() - only_a - only_b
        same = self.objects - only_a - differ
        return f"{_counted(only_a, 'object')} only in A, {only_b} only in B, {differ} differ, {same} the same"

    @property
    def fail_alike(self) -> bool:
        """Whether both fail, for the same reason."""
        return self.both_fail and (self.by_chance_for_another_reason or _reason(self.a_error) == _reason(self.b_error))


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict and what it rests on."""

    a: str
    b: str
    cases: tuple[CaseResult, ...]
    #: What the samples rest on, because neither side renders without, in words; empty: on the variables as they are.
    start: str = ""
    #: The values that were found for that; empty: they are those of a file.
    found: Mapping[str, object] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether nothing differs, and one case rendered at least, or both sides refuse all for the same reasons."""
        if any(case.differences for case in self.cases):
            return False
        return any(not case.both_fail for case in self.cases) or all(case.fail_alike for case in self.cases)

    @property
    def rendered(self) -> bool:
        """Whether any case rendered on both sides."""
        return any(not (case.a_error or case.b_error) for case in self.cases)

    def differences(self) -> Iterator[str]:
        """Yield a line for each difference."""
        for case in self.cases:
            for difference in case.differences:
                yield f"{case.label}: {difference}"

    def summary(self) -> str:
        """Return the verdict as one line."""
        count = len(self.cases)
        differing = sum(bool(case.differences) for case in self.cases)
        drawn = sum(case.by_chance for case in self.cases)
        remarks = [
            *([f"proven with {self.start}"] if self.start and not differing else []),
            *self._failures(),
            *([f"{_counted(drawn, 'object')} equal but for chance and time"] if drawn else []),
        ]
        more = "".join(f"; {remark}" for remark in remarks)
        if differing and not self.cases[0].label:
            return self.cases[0].tally()
        if differing:
            return f"{differing} of {_counted(count, 'case')} differ{'s' * (differing == 1)}{more}"
        if all(case.both_fail or case.is_refused for case in self.cases):
            return f"nothing could be compared{more}"
        objects = sum(case.objects for case in self.cases)
        tried = f"{_counted(count, 'case')}, " if self.cases[0].label else ""
        return f"{tried}{_counted(objects, 'object')}: no difference{more}"

    def _failures(self) -> Iterator[str]:
        alike = sum(case.fail_alike for case in self.cases)
        otherwise = sum(case.both_fail for case in self.cases) - alike
        if alike:
            yield f"{_counted(alike, 'case')} fail{'s' * (alike == 1)} on both sides for the same reason"
        refused = sum(case.is_refused for case in self.cases)
        if refused:
            yield f"{_counted(refused, 'case')} not allowed by one side"
        if otherwise:
            yield f"{_counted(otherwise, 'case')} fail{'s' * (otherwise == 1)} on both sides for other reasons"


def verify(a: Side, b: Side, options: VerifyOptions | None = None) -> Verification:
    """Return whether ``a`` and ``b`` render the same.

    Environments, modes and sampled values come from whichever side is a folder, the first one if both are. Two charts
    are compared in their environments alone.
    """
    options = options or VerifyOptions()
    base = dict(options.variables)
    fixed = _fixed(a, b, options)
    known = partial(_result, a, b, facts=options.facts, texts=options.texts, base=base)
    results = [known(case) for case in fixed]
    if not options.samples:
        return Verification(a.title, b.title, tuple(results))
    start = _start(a, b, fixed, results, options)
    if start.is_found:
        results.append(known(start.case))
    left = options.samples
    trials = _trials(a, b, start.case, options)
    base = merge_maps(base, dict(start.case.variables))
    known = partial(known, base=base)
    mended = _Mender(a, b, start.case.environment, base, options.facts, _FOR_MENDING * options.samples)
    for number, trial in enumerate(trials):
        # What is to come needs a case each; what is over is for dividing.
        found = _divided(known, mended, trial, min(_MOST_OF_ONE, left - (len(trials) - number - 1)))
        left -= len(found)
        results += found
    return Verification(a.title, b.title, tuple(results), start.words, start.case.variables if start.is_found else {})


@dataclass(frozen=True, slots=True)
class _Start:
    """What samples are laid over."""

    case: Case
    #: What there is to say of it.
    words: str = ""
    is_found: bool = False


def _start(a: Side, b: Side, cases: Sequence[Case], results: Sequence[CaseResult], options: VerifyOptions) -> _Start:
    """Return the first case if it renders, else another one that does, else one with values that were searched for."""
    for number, (case, result) in enumerate(zip(cases, results, strict=True)):
        if not result.both_fail:
            return _Start(case, case.label if number else "")
    from .starting_values import values_for

    first = cases[0]
    side = _searched(a, b)
    base = merge_maps(dict(options.variables), dict(first.variables))
    found = values_for(side, replace(first, variables=base), options.facts)
    if found is None:
        return _Start(first)
    return _Start(replace(first, variables=found.table, trial=found.words), found.words, is_found=True)


def _searched(a: Side, b: Side) -> Side:
    """Return the side whose failures tell best what values are missing."""
    # Places in an imported chart's files are not those of the chart.
    folders: list[Side] = [side for side in (a, b) if isinstance(side, FolderSide) and not side.is_imported]
    return next(iter([*folders, *(side for side in (a, b) if isinstance(side, ChartSide))]), a)


class _Mender:
    """Adds to cases that do not render what they lack. Not frozen: it begins to read when it is first needed."""

    def __init__(self, a: Side, b: Side, environment: str, base: dict[str, object], facts: Facts, most: int) -> None:
        self._side = _searched(a, b)
        self._environment = environment
        self._base = base
        self._facts = _of_trials(a, b, facts)
        self._most = most

    @cached_property
    def _finder(self) -> Finder:
        from .starting_values import Finder

        return Finder(self._side, self._environment)

    def __call__(self, case: Case) -> Case | None:
        """Return ``case`` with more values, such that it renders; None: none were found soon."""
        over = replace(case, variables=merge_maps(self._base, dict(case.variables)))
        most = min(_MOST_TO_MEND, self._most - self._finder.tries)
        found = self._finder.found(over, self._facts, most) if most > 0 else None
        if found is None or not found.settings:
            return None
        table = merge_maps(dict(case.variables), dict(found.table))
        return replace(case, variables=table, trial=f"{case.trial}, with {found.words}", halves=None)


def _divided(
    known: Callable[[Case], CaseResult], mended: Callable[[Case], Case | None], case: Case, most: int
) -> list[CaseResult]:
    """Return the result of a case, and, if it differs or does not render, those of its halves, ``most`` in all.

    Args:
        known: Renders and compares.
        mended: Adds what a case that does not render lacks.
        case: The case.
        most: How many results there may be.
    """
    result = known(case)
    if result.both_fail and (other := mended(case)) is not None:
        return [known(other)]
    if case.halves is None or most < _WITH_HALVES or not (result.differences or result.both_fail or result.is_refused):
        return [result]
    found = [result]
    for half in (replace(half, environment=case.environment, modes=case.modes) for half in case.halves()):
        found += _divided(known, mended, half, (most - 1) // 2)
    if result.differences and any(inner.differences for inner in found[1:]):
        # The halves say more exactly where it comes from.
        found[0] = replace(result, differences=())
    return found


def compare_cases(
    a: Side, b: Side, cases: Sequence[Case], *, texts: bool = True, facts: Facts = NO_FACTS
) -> Verification:
    """Return how ``a`` and ``b`` compare in ``cases``."""
    return Verification(a.title, b.title, tuple(_result(a, b, case, facts=facts, texts=texts) for case in cases))


def _result(
    a: Side, b: Side, case: Case, *, facts: Facts, texts: bool, base: dict[str, object] | None = None
) -> CaseResult:
    is_trial = bool(case.variables)
    facts = _of_trials(a, b, facts) if is_trial else facts
    if base:
        case = replace(case, variables=merge_maps(base, dict(case.variables)))
    ours, theirs, told = _rendered(a, b, case, facts)
    differences = tuple(compare(ours, theirs, texts=texts, order=a.orders_by_kind == b.orders_by_kind))
    by_chance = 0
    is_refused = is_trial and _is_refused(a, b, ours, theirs)
    if is_refused:
        differences = ()
    if differences and not (ours.error or theirs.error) and not (a.repeats and b.repeats):
        from .chance import judge

        judgement = judge(differences, _worlds(a, case, told, ours), _worlds(b, case, told, theirs))
        by_chance = len(judgement.excused)
        differences = (*judgement.differences, *_hidden(a, b, case, told, judgement.excused))
    return CaseResult(
        case.label,
        differences,
        len(ours.documents),
        ours.error,
        theirs.error,
        variables=case.variables if is_trial else {},
        by_chance=by_chance,
        is_refused=is_refused,
        by_chance_for_another_reason=bool(ours.error and theirs.error)
        and _fails_in_turns(a, b, case, told, ours, theirs),
    )


def _of_trials(a: Side, b: Side, facts: Facts) -> Facts:
    """Return what is said of the release where values are tried."""
    if all(not isinstance(side, FolderSide) or side.is_imported for side in (a, b)):
        # Both have the same schema, which would refuse most of what is tried.
        return replace(facts, checks_schema=False)
    return facts


def _is_refused(a: Side, b: Side, ours: Outcome, theirs: Outcome) -> bool:
    """Return whether the one side that fails only says that the values are not allowed.

    Folders ask for every variable that is printed, and have no schema, so that says nothing against a conversion.
    """
    if bool(ours.error) is bool(theirs.error):
        return False
    side, outcome = (a, ours) if ours.error else (b, theirs)
    return outcome.is_refusal or (isinstance(side, FolderSide) and not side.is_imported)


def _fails_in_turns(a: Side, b: Side, case: Case, facts: Facts, ours: Outcome, theirs: Outcome) -> bool:
    """Return whether one side fails as chartkit does with the other: Helm takes templates in any order."""
    if _reason(ours.error) == _reason(theirs.error):
        return False
    for error, helm in ((ours.error, b), (theirs.error, a)):
        if isinstance(helm, HelmSide) and _reason(helm.as_chartkit_renders(case, facts).error) == _reason(error):
            return True
    return False


def _worlds(side: Side, case: Case, facts: Facts, first: Outcome) -> Worlds:
    from .chance import Worlds

    render = partial(side.render, case, facts)
    return Worlds(first, render, 4, 4) if side.repeats else Worlds(first, render, 3, 12)


def _hidden(a: Side, b: Side, case: Case, facts: Facts, excused: Sequence[Identity]) -> Iterator[Difference]:
    """Yield what chance hides: how excused objects differ if chartkit renders the other side in the same world."""
    for side, helm in ((a, b), (b, a)):
        if excused and side.repeats and isinstance(helm, HelmSide):
            found = compare(side.render(case, facts), helm.as_chartkit_renders(case, facts), order=False)
            names = {str(identity) for identity in excused}
            yield from (difference for difference in found if difference.subject in names)


def _rendered(a: Side, b: Side, case: Case, facts: Facts) -> tuple[Outcome, Outcome, Facts]:
    """Return both outcomes, and what they were told: a side that knows the release is rendered first."""
    if b.tells_facts and not a.tells_facts:
        theirs = b.render(case, facts)
        return a.render(case, theirs.facts), theirs, theirs.facts
    ours = a.render(case, facts)
    told = ours.facts if a.tells_facts else facts
    return ours, b.render(case, told), told


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _reason(error: str) -> str:
    """Return what an error says, without places: a folder's templates have other names and columns."""
    return _PLACE.sub("", error.replace(".Variables", ".Values")).strip()


def _fixed(a: Side, b: Side, options: VerifyOptions) -> list[Case]:
    """Return the cases of environments and modes, and those of tables that were given."""
    folder = _folder(a, b)
    environments = options.environments
    if environments is None:
        known = FolderSide(folder).environments() if folder is not None else a.environments()
        environments = ["", *known]
    modes: list[dict[tuple[str, str], str]] = [{}]
    if folder is not None and folder.settings.helm is None:
        modes = list(combinations_of_modes(_choices(folder)))
    fixed = [Case(name, chosen) for name in environments for chosen in modes]
    return fixed + [Case(environments[0], variables=table, trial=name) for name, table in options.tables.items()]


def _trials(a: Side, b: Side, start: Case, options: VerifyOptions) -> list[Case]:
    """Return the cases that vary variables over ``start``."""
    side = a if _folder(a, b) is None or isinstance(a, FolderSide) else b
    rooms, defaults = material_of(side, start.environment)
    present = merge_maps(merge_maps(defaults, dict(options.variables)), dict(start.variables))
    trials = sampled(uses_in(rooms), present, options.seed, options.samples)
    return [replace(trial, environment=start.environment, modes=start.modes) for trial in trials]


def _folder(a: Side, b: Side) -> Folder | None:
    return next((side.folder for side in (a, b) if isinstance(side, FolderSide)), None)


def _choices(folder: Folder) -> Mapping[tuple[str, str], Sequence[str]]:
    """Return the modes of the containers that templates name outright."""
    return {
        (found.workload, found.container): found.modes
        for found in folder.containers()
        if "*" not in (found.workload, found.container)
    }
