"""A folder's template files, parsed, and the calls of ``ismode`` in them.

Upstream: kube-appdeploy process.go ProcessWithFuncs (each file is a template of its own)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from chartkit.errors import FolderError, TemplateError, TemplateExecError
from chartkit.gotemplate import FuncMap, TemplateSet, Tree, nodes
from chartkit.records import dataclass
from chartkit.source import Location

from .modes import CallSite
from .sources import VARIABLES_FILE, ManifestSource

__all__ = ["TemplateFile", "call_sites", "parse_files", "relocate", "trees_by_file"]

Function = Callable[..., object]


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """A manifest's template, with the definitions that it may call."""

    name: str
    #: How the file goes by in messages.
    place: str
    templates: TemplateSet


def parse_files(source: ManifestSource, functions: FuncMap) -> list[TemplateFile]:
    """Return the manifests' templates in the byte order of their names.

    Definitions in ``_*.tpl`` files are there for all of them; definitions in a manifest are its own.

    Raises:
        TemplateSyntaxError: A file is not a template.
        FolderError: There are no manifests.
    """
    names = source.names()
    manifests = [name for name in names if name.endswith(".yaml") and name != VARIABLES_FILE]
    if not manifests:
        hint = f"{source.title} has no *.yaml file beside {VARIABLES_FILE}."
        raise FolderError("Cowardly refusing a source with 0 manifests, this would delete everything", hint=hint)
    shared = TemplateSet(functions)
    for name in names:
        if name.startswith("_") and name.endswith(".tpl"):
            _parse(shared, source, name)
    files = []
    for name in manifests:
        templates = shared.clone()
        _parse(templates, source, name)
        files.append(TemplateFile(name, source.place(name), templates))
    return files


def _parse(templates: TemplateSet, source: ManifestSource, name: str) -> None:
    try:
        templates.parse(name, source.read(name))
    except TemplateError as error:
        relocate(error, source)
        raise


def relocate(error: TemplateError, source: ManifestSource, templates: TemplateSet | None = None) -> None:
    """Make ``error`` point to the file by the name under which it can be opened; its message stays Go's.

    What failed below ``include`` or ``tpl`` is pointed to where it failed, and the calls that led there are told.
    """
    files = source.names()

    def place_of(failure: TemplateError) -> Location | None:
        at = _beginning(failure, templates)
        if at is None or at.name not in files:  # A text given to tpl is in no file.
            return None
        return Location(source.place(at.name), at.line, at.column)

    error.failed_below(place_of)


def _beginning(error: TemplateError, templates: TemplateSet | None) -> Location | None:
    """Return where the node that ``error`` names begins; Go's place may be inside it."""
    if isinstance(error, TemplateExecError) and error.span is not None and error.at is not None and templates:
        template = templates.lookup(error.template)
        if template is not None and template.tree.source.name == error.at.name:
            return template.tree.source.location(error.span.start)
    return error.at


def trees_by_file(files: Iterable[TemplateFile]) -> dict[str, list[Tree]]:
    """Return the trees of all files by the files' names, in byte order; a file's own tree is its last one."""
    found: dict[str, dict[int, Tree]] = {}
    for file in files:
        for name in file.templates.names():
            template = file.templates.lookup(name)
            if template is not None:
                tree = template.tree
                found.setdefault(tree.source.name, {})[tree.index] = tree
    shared = sorted(name for name in found if name.endswith(".tpl"))
    own = [file.name for file in files if file.name in found]
    return {name: [tree for _, tree in sorted(found[name].items())] for name in (*shared, *own)}


def call_sites(files: Sequence[TemplateFile], functions: FuncMap, places: Mapping[str, str]) -> list[CallSite]:
    """Return all calls of ``ismode`` in the folder, in the order of the files.

    A call whose names are not literals is there once for each container that it can be seen to mean.
    """
    trees = [tree for trees in trees_by_file(files).values() for tree in trees]
    sites = [site for tree in trees for site in _sites_in(tree, places)]
    if not all(site.workload and site.container and site.mode for site in sites):
        from .static_names import resolved_sites

        found = resolved_sites(files, functions, trees, places) or []
        seen = {site.at for site in found}
        sites = [*found, *(site for site in sites if site.at not in seen)]
    return sorted(sites, key=lambda site: (site.at, site.workload or "", site.container or "", site.mode or ""))


def _sites_in(tree: Tree, places: Mapping[str, str]) -> Iterator[CallSite]:
    for node in nodes.walk(tree.root):
        if not isinstance(node, nodes.Pipe):
            continue
        for number, command in enumerate(node.commands):
            head = command.args[0]
            if isinstance(head, nodes.Identifier) and head.name == "ismode":
                # A pipeline gives what stands before the bar as the last argument.
                piped = node.commands[number - 1].args if number else []
                arguments = [*command.args[1:], *(piped if len(piped) == 1 else [None] if piped else [])]
                literals = [argument.value if isinstance(argument, nodes.String) else None for argument in arguments]
                workload, container, mode = (*literals[1:4], None, None, None)[:3]
                at = tree.source.location(command.start)
                place = Location(places.get(at.name, at.name), at.line, at.column)
                yield CallSite(place, workload, container, mode)
