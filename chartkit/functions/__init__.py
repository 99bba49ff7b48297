"""Functions that templates call: sprig's and Helm's, one module a family.

Importing this room imports none of the big families: the registry does that when a template first calls one of their
functions.
"""

from .environment import Environment, RandomSource, SeededRandom, SystemRandom
from .late_bound import FailError, lint_functions
from .registry import Functions, helm_functions

__all__ = [
    "Environment",
    "FailError",
    "Functions",
    "RandomSource",
    "SeededRandom",
    "SystemRandom",
    "helm_functions",
    "lint_functions",
]
