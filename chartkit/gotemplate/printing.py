"""Values to the text that a template prints.

Upstream: text/template exec.go printValue, printableValue
"""

from __future__ import annotations

from chartkit.gostd import fmt
from chartkit.gostd.kinds import Func, Kind, Struct, type_of

from .failure import here, running

__all__ = ["NO_VALUE", "printable", "printed"]

#: What is printed for a missing value.
NO_VALUE = "<no value>"


def printed(value: object) -> str:
    """Return the text of a pipeline's value.

    Upstream: text/template exec.go (*state).printValue
    """
    if value.__class__ is str:
        return value
    if value is None:
        return _no_value()
    if isinstance(value, Func):
        site = here()
        action = site.action
        raise site.error(f"can't print {action} of type {type_of(value)}", action)
    if getattr(value, "go_pointer_methods", False) and type_of(value).kind is Kind.STRUCT:
        # Go: what a field chain or a variable leads to has an address, and by it the pointer's methods. A function's
        # result has none; whether the value is one is not known here, and no function returns such a value anew.
        own = value.go_methods.get("String") if isinstance(value, Struct) else None
        if own is not None:
            return str(own(value))
    return printable(value)


def printable(value: object) -> str:
    """Return the text of a value that is not nil.

    A pointer to a struct is printed as the struct, unless it says itself how to be printed.

    Upstream: text/template exec.go printableValue
    """
    text = fmt.text(value)
    if not isinstance(value, Struct) or value.go_type.kind is not Kind.POINTER:
        return text
    return text if value.go_methods.keys() & {"String", "Error"} else text.removeprefix("&")


def _no_value() -> str:
    hook = running().no_value
    if hook is None:
        return NO_VALUE
    site = here()
    return hook(site.action, site.template.tree, site.values.get(site.dot.local))
