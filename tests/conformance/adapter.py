"""What the conformance runner calls: plain values and texts in, text or an error out."""

from __future__ import annotations

from chartkit.gostd.kinds import Int64
from chartkit.gotemplate import TemplateSet


def render_go(template: str, data: object, name: str, defs: list[tuple[str, str]], missingkey: str) -> str:
    """Render with Go's own functions alone; an int in ``data`` is Go's int64."""
    templates = TemplateSet(name=name, missingkey=missingkey)
    for defined, text in defs:
        templates.parse(defined, text)
    return templates.execute(templates.parse(name, template), _go_value(data))


def _go_value(data: object) -> object:
    if isinstance(data, dict):
        return {key: _go_value(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_go_value(value) for value in data]
    return Int64(data) if data.__class__ is int else data
