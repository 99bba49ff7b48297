"""Lines and choices to the text of a template, as one would write it by hand: conditions on lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from chartkit.gostd import strconv

from .kept import Kept, Kind
from .merging import Base, Choice, Item
from .printing import Line, Printed

__all__ = ["template_of"]


def template_of(items: Iterable[Item], base: Sequence[Line]) -> str:
    """Return the template; it has no line break at its end."""
    return "\n".join(_lines(items, base))


def _lines(items: Iterable[Item], base: Sequence[Line]) -> list[str]:
    found: list[str] = []
    for item in items:
        if not isinstance(item, Choice):
            text = _line(base[item.number] if isinstance(item, Base) else item)
            found += _before_trimming(found) if text.lstrip(" ").startswith("{{-") else found[:0]
            found.append(text)
            continue
        branches = [(condition, _lines(below, base)) for condition, below in _conditions(item)]
        indent = min((_indentation(line) for _, lines in branches for line in lines), key=len, default="")
        for number, (condition, lines) in enumerate(branches):
            word = "if" if not number else "else if" if condition else "else"
            _guard(found)
            found.append(f"{indent}{{{{- {word}{' ' if condition else ''}{condition} }}}}")
            found += lines
        _guard(found)
        found.append(f"{indent}{{{{- end }}}}")
    return found


def _before_trimming(found: list[str]) -> list[str]:
    _guard(found)
    return []


def _guard(found: list[str]) -> None:
    """Keep the white space at the end of the last line from what follows, which trims it."""
    if not found:
        return
    bare = found[-1].rstrip(" \t\r\n")
    if bare != found[-1] or not bare:
        found[-1] = f"{bare}{{{{ {strconv.quote(found[-1][len(bare) :])} }}}}"


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]


def _line(line: Line) -> str:
    return "".join(part.template if isinstance(part, Printed) else part.replace("{{", '{{"{{"}}') for part in line)


def _conditions(choice: Choice) -> list[tuple[str, tuple[Item, ...]]]:
    """Return conditions and what stands under them; an empty condition is the last one."""
    one = choice.one
    # What holds for values that nobody tried is what holds for the first state: the marker stands for them.
    rest = next((items for states, items in choice.branches if 0 in states), ())
    others = [(states, items) for states, items in choice.branches if 0 not in states]
    others = [(states, items) for states, items in others if items != rest]
    if not rest:
        return [(_condition(one, states), items) for states, items in others if items]
    if len(others) == 1:
        (states, items), *_ = others
        negated = _condition(one, states, negated=True)
        if not items:
            return [(negated, rest)]
        if _is_falsity(one, states):
            return [(negated, rest), ("", items)]
    return [*((_condition(one, states), items) for states, items in others), ("", rest)]


def _is_falsity(one: Kept, states: Sequence[int]) -> bool:
    return all(not one.states[number] for number in states)


def _condition(one: Kept, states: Sequence[int], *, negated: bool = False) -> str:
    """Return what holds if ``one`` is in one of ``states``, or in none of them."""
    expression = one.expression
    if _is_falsity(one, states):
        return expression if negated else f"not {expression}"
    values = [one.states[number] for number in states]
    if one.kind is Kind.TRUTH:
        return f"not {expression}" if negated else expression
    if one.kind is Kind.NUMBER:
        limit = _limit(one, states)
        if limit is not None:
            return f"{'gt' if negated else 'le'} (int {expression}) {limit}"
        expression = f"(int {expression})"
    texts = [strconv.quote(value) if isinstance(value, str) else str(value) for value in values]
    if len(texts) == 1:
        return f"{'ne' if negated else 'eq'} {expression} {texts[0]}"
    # eq of several: is it one of them.
    found = f"eq {expression} {' '.join(texts)}"
    return f"not ({found})" if negated else found


def _limit(one: Kept, states: Sequence[int]) -> int | None:
    """Return the number up to which all numbers are in ``states``, and no other one is, as far as it was tried."""
    tried = sorted(value for value in one.states[1:] if isinstance(value, int))
    here = sorted(value for number in states if isinstance(value := one.states[number], int))
    is_start = tried[: len(here)] == here and len(here) > 1 and 0 in here
    is_tight = len(tried) > len(here) and tried[len(here)] == here[-1] + 1 if is_start else False
    return here[-1] if is_tight else None
