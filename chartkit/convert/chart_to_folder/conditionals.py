"""Lines and choices to the text of a template, as one would write it by hand: conditions on lines of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from chartkit.gostd import strconv

from .kept import Kept, Kind
from .merging import Base, Choice, Item
from .printing import Line, Part, Printed

__all__ = ["begins_late", "has_variables", "template_of"]


def template_of(items: Iterable[Item], base: Sequence[Line], definitions: Mapping[str, str] | None = None) -> str:
    """Return the template; it has no line break at its end.

    Args:
        items: What the manifest consists of.
        base: The base lines.
        definitions: Expressions for the texts of files that checksums are of.
    """
    return "\n".join(_lines(items, base, definitions or {}))


def has_variables(items: Iterable[Item], base: Sequence[Line]) -> bool:
    """Return whether anything in a manifest depends on what is kept."""
    for item in items:
        line = base[item.number] if isinstance(item, Base) else item
        if isinstance(line, Choice) or any(isinstance(part, Printed) for part in line):
            return True
    return False


def begins_late(template: str) -> bool:
    """Return whether what ``template`` prints begins with a line break too many: a condition stands at its start."""
    return template.lstrip(" ").startswith("{{-")


def _lines(items: Iterable[Item], base: Sequence[Line], definitions: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    for item in items:
        if not isinstance(item, Choice):
            text = _line(base[item.number] if isinstance(item, Base) else item, definitions)
            found += _before_trimming(found) if text.lstrip(" ").startswith("{{-") else found[:0]
            found.append(text)
            continue
        branches = [(condition, _lines(below, base, definitions)) for condition, below in _conditions(item)]
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


def _line(line: Line, definitions: Mapping[str, str]) -> str:
    return "".join(_part(part, definitions) for part in line)


def _part(part: Part, definitions: Mapping[str, str]) -> str:
    if isinstance(part, Printed):
        return part.template
    return part.replace("{{", '{{"{{"}}') if isinstance(part, str) else part.template(definitions.get(part.path))


def _conditions(choice: Choice) -> list[tuple[str, tuple[Item, ...]]]:
    """Return conditions and what stands under them; an empty condition is the last one."""
    one = choice.one
    # What holds for values that nobody tried is what holds for the first state: the marker stands for them.
    rest = next((items for states, items in choice.branches if 0 in states), ())
    others = [(states, items) for states, items in choice.branches if 0 not in states]
    others = [(states, items) for states, items in others if items != rest]
    if not rest:
        return _joined([(_condition(one, states), items) for states, items in others if items])
    if len(others) == 1:
        (states, items), *_ = others
        negated = _condition(one, states, negated=True)
        if not items:
            return _joined([(negated, rest)])
        if _is_falsity(one, states):
            return [(negated, rest), *_otherwise(items)]
    return [*((_condition(one, states), items) for states, items in others), *_otherwise(rest)]


def _otherwise(items: tuple[Item, ...]) -> list[tuple[str, tuple[Item, ...]]]:
    """Return what stands in the else branch: where that is a choice itself, its conditions."""
    only = items[0] if len(items) == 1 else None
    return _conditions(only) if isinstance(only, Choice) else [("", items)]


def _joined(branches: list[tuple[str, tuple[Item, ...]]]) -> list[tuple[str, tuple[Item, ...]]]:
    """Return a single condition joined with the one below it, if that is all that stands below it."""
    condition, items = branches[0]
    if len(branches) > 1 or len(items) != 1 or not isinstance(items[0], Choice):
        return branches
    inner = _conditions(items[0])
    if len(inner) > 1:
        return branches
    below, items = inner[0]
    rest = below.removeprefix("and ") if below.startswith("and ") else _argument(below)
    return [(f"and {_argument(condition)} {rest}", items)]


def _argument(expression: str) -> str:
    return f"({expression})" if " " in expression and not expression.startswith("(index") else expression


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
