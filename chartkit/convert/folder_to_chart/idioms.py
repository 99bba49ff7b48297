"""What idiomatic charts have beside what a folder says: labels in metadata, and workloads' settings in values.

Names, selectors and the labels of pods stay as they are, because a cluster does not let them change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chartkit.source import Location, SourceText

from .labels import AddedLabels, label_edits
from .modes import development_only
from .outline import Outline, OutlinedDocument, outline
from .references import References
from .rendered import Rendered
from .report import Note
from .rewriting import Edit, Naming
from .templates_of import FolderTemplates
from .workloads import WorkloadValues, workload_values

__all__ = ["Idioms", "find_idioms"]


@dataclass(slots=True)
class Idioms:
    """The edits, by file, and what they need. Not frozen: it is filled file by file."""

    edits: dict[str, list[Edit]] = field(default_factory=dict)
    workloads: list[WorkloadValues] = field(default_factory=list)
    labels: list[AddedLabels] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def sources(self) -> set[str]:
        """Return the files that are edited."""
        return {source for source, edits in self.edits.items() if edits}


def find_idioms(
    templates: FolderTemplates,
    rendered: Rendered,
    naming: Naming,
    *,
    taken: set[str],
    version: bool,
    left: Mapping[str, str],
) -> Idioms:
    """Return what makes the chart idiomatic.

    Args:
        templates: The folder's templates.
        rendered: What they render to.
        naming: What things are called in the chart.
        taken: Keys of values that mean something already.
        version: Whether the chart says what version of the application it installs.
        left: Files that stay as they are, and why.
    """
    outlines = {name: _outline(templates, name) for name in templates.manifests if name not in left}
    found = Idioms()
    for source, reason in left.items():
        found.notes.append(Note("idiom", f"stays as it is: {reason}", Location(source, 1)))
    places: list[tuple[str, Outline, OutlinedDocument]] = [
        (name, outlined, document) for name, outlined in outlines.items() for document in outlined.documents
    ]
    for name, outlined, document in places:
        if not outlined.plain[document.start : document.end].strip() or "\r" in outlined.text:
            continue
        said = _Notes(found, name, outlined, document)
        if document.root is None:
            said.note(
                document.start, "what this document renders to cannot be read off its template: it stays as it is"
            )
            continue
        added = label_edits(name, outlined, document, naming, rendered, version=version, said=said)
        if added is not None:
            found.edits.setdefault(name, []).extend(added.edits)
            found.labels.append(added)
        values = workload_values(name, outlined, document, rendered, taken, said=said)
        if values is not None:
            taken.add(values.key)
            found.edits.setdefault(name, []).extend(values.edits)
            found.workloads.append(values)
    references = References(rendered, found.workloads)
    for follow in (references.service_edits, references.edits):
        for name, outlined, document in places:
            if "\r" not in outlined.text:
                found.edits.setdefault(name, []).extend(follow(name, outlined, document))
    return found


def _outline(templates: FolderTemplates, name: str) -> Outline:
    main = templates.main(name)
    own = [tree for tree in templates.trees if tree.source.name == name and tree is not main]
    return outline(main, own, development_only(main))


@dataclass(frozen=True, slots=True)
class _Notes:
    """Says what is left, and where."""

    found: Idioms
    name: str
    outlined: Outline
    document: OutlinedDocument

    def note(self, offset: int, text: str) -> None:
        """Note ``text`` about the place ``offset``."""
        at = SourceText(self.name, self.outlined.text).location(offset)
        self.found.notes.append(Note("idiom", text, at))
