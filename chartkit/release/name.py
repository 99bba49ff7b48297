"""A release's name: what is allowed, and what a name template makes.

Upstream: helm pkg/chart/v2/util/validate_name.go, pkg/action/install.go NameAndChart, TemplateName
"""

from __future__ import annotations

from chartkit.errors import ChartError
from chartkit.functions import Environment, helm_functions
from chartkit.gotemplate import TemplateSet
from chartkit.helm_versions import HelmBehaviour
from chartkit.patterns import late_pattern

__all__ = ["check_release_name", "name_from_template"]

_PATTERN = r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
_LONGEST = 53

#: One label of the name; the whole pattern above would backtrack on hostile names.
_LABEL = late_pattern(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")


def check_release_name(name: str) -> None:
    """Accept ``name`` or raise.

    Raises:
        ChartError: Helm would not take the name; the message is Helm's.
    """
    if not name:
        reason = "no name provided"
    elif len(name.encode("utf-8", "surrogateescape")) <= _LONGEST and all(
        _LABEL.fullmatch(label) for label in name.split(".")
    ):
        return
    else:
        reason = f"invalid release name, must match regex {_PATTERN} and the length must not be longer than {_LONGEST}"
    from chartkit.gostd import strconv

    raise ChartError(f"release name {strconv.quote(name)}: {reason}")


def name_from_template(text: str, environment: Environment, behaviour: HelmBehaviour) -> str:
    """Return the name that the template ``text`` makes, without any data.

    DEVIATION: Helm offers ``env`` here; chartkit shows no template the environment. See docs/deviations.md.

    Raises:
        TemplateError: The template is not well formed or fails.
    """
    templates = TemplateSet(helm_functions(environment, behaviour))
    templates.parse("name-template", text)
    return templates.execute("name-template", None)
