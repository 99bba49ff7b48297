"""Both sides rendered and compared: the proof that a conversion changes nothing."""

from __future__ import annotations

from .cases import NO_FACTS, Case, Facts
from .comparison import Change, Difference, Kind, compare
from .material import material_of
from .opening import open_side
from .outcome import Identity, Outcome
from .reads import ELEMENT, Uses, uses_in
from .sides import ChartSide, FolderSide, HelmSide, Side, find_helm
from .starting_values import Found, values_for
from .verification import CaseResult, Verification, VerifyOptions, compare_cases, verify
from .world import RepeatedWorld

__all__ = [
    "ELEMENT",
    "NO_FACTS",
    "Case",
    "CaseResult",
    "Change",
    "ChartSide",
    "Difference",
    "Facts",
    "FolderSide",
    "Found",
    "HelmSide",
    "Identity",
    "Kind",
    "Outcome",
    "RepeatedWorld",
    "Side",
    "Uses",
    "Verification",
    "VerifyOptions",
    "compare",
    "compare_cases",
    "find_helm",
    "material_of",
    "open_side",
    "uses_in",
    "values_for",
    "verify",
]
