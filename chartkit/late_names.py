"""Names of a package that are imported from its modules when they are first asked for.

A package's ``__init__`` offers all that others may use of it; most programs use a part.
"""

# PERF: a module costs a fifth of a millisecond and more. `chartkit template` does not pay for those that it never uses.

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["late_names"]


def late_names(package: str, modules: Mapping[str, str]) -> Callable[[str], object]:
    """Return a ``__getattr__`` for ``package``.

    Args:
        package: The full name of the package.
        modules: Its modules by name, each with the names that come from it, separated by spaces. None is the module's
            own name: whoever imports the module makes it an attribute of the package.
    """
    homes = {name: module for module, names in modules.items() for name in names.split()}

    def find(name: str) -> object:
        module = homes.get(name)
        if module is None:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=sys.modules[package])
        found: object = getattr(import_module(f"{package}.{module}"), name)
        setattr(sys.modules[package], name, found)
        return found

    return find
