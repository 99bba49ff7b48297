"""What generated code calls, beside fields and functions: printing, loops, templates.

Upstream: text/template exec.go printValue, walkRange, walkTemplate
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from chartkit.gostd import fmt, strconv
from chartkit.gostd.fmtsort import sorted_keys
from chartkit.gostd.kinds import INTEGER_KINDS, Kind, type_of

from .failure import UNSET, Elements, here
from .printing import printable, printed

if TYPE_CHECKING:
    from .execution import Execution

__all__ = ["RUNTIME", "RUNTIME_1_23"]

#: Elements that a loop may go over without a look at the limits in between.
_LONG = 4096


def refuse(reason: str, inside: int = 0) -> object:
    """Fail where generated code knew beforehand that it would; ``inside`` tells to blame what was looked at last."""
    site = here()
    raise site.error(reason, site.touched(site.node) if inside else site.node)


def elements(execution: Execution, output: list[str], value: object) -> Iterable[object]:
    """Return what a loop with at most one variable goes over.

    Upstream: text/template exec.go (*state).walkRange
    """
    kind = value.__class__
    if kind is list:
        found: Iterable[object] = value  # type: ignore[assignment] # it is a list
    elif kind is dict:
        found = [value[key] for key in sorted_keys(value)]  # type: ignore[arg-type,index] # it is a dict
    elif value is None:
        return ()
    else:
        found = _others(value, pairs=False)
    return _metered(execution, output, found)


def pairs(execution: Execution, output: list[str], value: object) -> Iterable[tuple[object, object]]:
    """Return what a loop with two variables goes over."""
    kind = value.__class__
    if kind is list:
        found: Iterable[object] = list(enumerate(value))  # type: ignore[arg-type] # it is a list
    elif kind is dict:
        found = [(key, value[key]) for key in sorted_keys(value)]  # type: ignore[arg-type,index] # it is a dict
    elif value is None:
        return ()
    else:
        found = _others(value, pairs=True)
    return _metered(execution, output, found)  # type: ignore[return-value] # pairs


def elements_1_23(execution: Execution, output: list[str], value: object) -> Iterable[object]:
    """Return what a loop with at most one variable goes over in Go 1.23, which knows no loops over integers."""
    _refuse_integer(value)
    return elements(execution, output, value)


def pairs_1_23(execution: Execution, output: list[str], value: object) -> Iterable[tuple[object, object]]:
    """Return what a loop with two variables goes over in Go 1.23."""
    _refuse_integer(value)
    return pairs(execution, output, value)


def _refuse_integer(value: object) -> None:
    if type_of(value).kind in INTEGER_KINDS:
        site = here()
        raise site.error(f"range can't iterate over {printable(value)}", site.walked)


def _others(value: object, *, pairs: bool) -> Iterable[object]:
    """Return what a loop goes over that is no plain list or table."""
    go_type = type_of(value)
    interface = go_type.elem is not None and go_type.elem.kind is Kind.INTERFACE
    if isinstance(value, dict):
        keys = sorted_keys(value)
        found = [(key, value[key]) for key in keys] if pairs else [value[key] for key in keys]
        return Elements(found, interface=interface, keys=go_type.key is not None and go_type.key.kind is Kind.INTERFACE)
    if isinstance(value, (list, bytes)):
        items: Iterable[object] = value
        if isinstance(value, bytes):
            from chartkit.gostd.kinds import Uint8

            items = map(Uint8, value)
        return Elements(enumerate(items) if pairs else items, interface=interface)
    if go_type.kind in INTEGER_KINDS:
        if pairs:
            site = here()
            raise site.error(f"can't use {fmt.text(value)} to iterate over more than one variable", site.walked)
        return _Numbers(value)  # type: ignore[arg-type] # an integer
    site = here()
    raise site.error(f"range can't iterate over {printable(value)}", site.walked)


class _Numbers:
    """The numbers below an integer, of its kind."""

    interface = False

    def __init__(self, count: int) -> None:
        self.kind = count.__class__
        self.numbers = range(count)

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[object]:
        if self.kind is int:
            return iter(self.numbers)
        return map(self.kind, self.numbers)


class _Metered:
    """A long loop's elements, with looks at the limits in between."""

    def __init__(self, execution: Execution, output: list[str], found: Iterable[object]) -> None:
        self.execution = execution
        self.output = output
        self.found = found
        self.interface = getattr(found, "interface", found.__class__ is list)

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[object]:
        meter = self.execution.meter
        for number, value in enumerate(self.found):
            if not number % 512:
                meter.steps += 512
                meter.check(self.output)
            yield value


def _metered(execution: Execution, output: list[str], found: Iterable[object]) -> Iterable[object]:
    count = len(found)  # type: ignore[arg-type] # all of them have a length
    if count > _LONG:
        return _Metered(execution, output, found)
    meter = execution.meter
    meter.steps += count
    if meter.steps > meter.next_check:
        meter.check(output)
    return found


def template(execution: Execution, name: str) -> Callable[..., object]:
    """Return what a call of a template runs.

    Upstream: text/template exec.go (*state).walkTemplate
    """
    found = execution.templates.lookup(name)
    if found is None:
        raise here().error(f"template {strconv.quote(name)} not defined")
    if execution.depth >= execution.meter.limits.template_depth:
        raise here().error(f"exceeded maximum template depth ({execution.meter.limits.template_depth})")
    return found.invoke


RUNTIME: dict[str, object] = {
    "J": complex,
    "P": printed,
    "R": elements,
    "R2": pairs,
    "X": template,
    "Z": refuse,
    "U": UNSET,
}

RUNTIME_1_23: dict[str, object] = {**RUNTIME, "R": elements_1_23, "R2": pairs_1_23}
