"""A folder's template files -> those of the chart: where each is put, and which become definitions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count

from chartkit.source import Span

from .exported_chart import ExportedChart
from .findings import key_of
from .helpers import helpers_text
from .presets import PresetUse
from .report import Note
from .rewriting import Edit, Rewriting
from .templates_of import FolderTemplates
from .wrapping import context_expression, wrapped
from .yaml_places import BYTE_ORDER_MARK

__all__ = ["add_templates"]


def add_templates(made: ExportedChart, templates: FolderTemplates, rewriting: Rewriting, presets: PresetUse) -> None:
    """Put the templates into the chart, each at its path, as a definition where it has to be one, and the helpers."""
    naming, files = made.naming, made.paths
    assert naming is not None  # noqa: S101 - run has set it
    for name in templates.shared:
        made.add(name, files[name], templates.texts[name], rewriting.edits.get(name, []))
    for name in templates.manifests:
        path = files[name]
        edits = [*_byte_order_mark(templates.texts[name]), *rewriting.edits.get(name, [])]
        if path != f"templates/{name}":
            made.notes.append(Note("file", f"{name} is called {path}: Helm renders no file with that name"))
        define = f"{naming.prefix}.file.{name}"
        old = name in rewriting.old_context
        context = f"({context_expression(naming)})" if old else "."
        call = ""
        if name in made.written_presets:
            edits = [*edits, *made.written_presets[name]]
            made.notes.append(Note("preset", f"{path}: pod presets are written out"))
        elif name in presets.changed or (name in presets.presets and name in presets.others):
            helper = f'{{{{ include "{naming.prefix}.with-pod-presets" (list . (include "{define}" {context})) }}}}\n'
            call = helper
            made.notes.append(Note("preset", f"{path}: pod presets are applied when it is rendered"))
        if not call and name in presets.presets:
            stem = path.removeprefix("templates/").removesuffix(".yaml")
            path = _free_path(f"_{stem}", {**made.files, **dict.fromkeys(files.values(), "")})
            made.notes.append(Note("preset", f"{name} is {path}: Kubernetes has no pod presets any more"))
        elif not call and old:
            call = f'{{{{ include "{define}" {context} }}}}\n'
        elif not call:
            made.add(name, path, templates.texts[name], edits)
            continue
        own = [tree for tree in templates.trees if tree.source.name == name and key_of(tree)[1] >= 0]
        made.add(name, path, templates.texts[name], wrapped(templates.main(name), own, edits, define, call))
    # The helper is there for files in which presets are not written out.
    helped = (presets.changed - made.written_presets.keys()) | (presets.presets & presets.others)
    includes = [
        f'include "{naming.prefix}.file.{name}" '
        + (f"({context_expression(naming)})" if name in rewriting.old_context else ".")
        for name in (sorted(presets.presets) if helped else ())
    ]
    text = helpers_text(naming, rewriting.helpers, includes)
    if text:
        made.files[_free_path("_helpers", made.files)] = text


def _byte_order_mark(text: str) -> list[Edit]:
    """Return the edit that prints the byte order mark of a file, which Helm takes from it."""
    return [(Span(0, 1), '{{ "\\ufeff" }}')] if text.startswith(BYTE_ORDER_MARK) else []


def _free_path(stem: str, taken: Iterable[str]) -> str:
    """Return a path for a file of templates that no other file has, even where case does not count."""
    known = {path.casefold() for path in taken}
    candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(path for name in candidates if (path := f"templates/{name}.tpl").casefold() not in known)
