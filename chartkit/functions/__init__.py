"""Functions that templates call: sprig's and Helm's, one module a family.

Importing this room imports no family: the registry does that when a template first calls one of its functions.
"""

from .environment import Environment, RandomSource, SeededRandom, SystemRandom
from .registry import Functions, helm_functions

__all__ = ["Environment", "Functions", "RandomSource", "SeededRandom", "SystemRandom", "helm_functions"]
