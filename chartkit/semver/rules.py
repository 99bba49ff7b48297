"""What differs between the releases of Masterminds/semver that the two lines of Helm are built with."""

from __future__ import annotations

from chartkit.records import dataclass

__all__ = ["V3_3", "V3_5", "Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How one release words its errors and which pre-releases it lets into a range. The defaults are v3.5's."""

    #: Errors begin with a small letter.
    lower_case: bool = True
    #: Versions and constraints are quoted in errors.
    quoted: bool = True
    #: One constraint with a pre-release lets pre-releases into all constraints that it is joined with.
    prereleases_by_group: bool = True


#: In Helm 4.
V3_5 = Rules()

#: In Helm 3.17.
V3_3 = Rules(lower_case=False, quoted=False, prereleases_by_group=False)
