"""A folder's files -> its templates, parsed, and which of them a name means where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chartkit.errors import ConvertError
from chartkit.functions import Environment, helm_functions
from chartkit.gotemplate import FuncMap, TemplateSet, Tree

from .findings import TreeKey, key_of

__all__ = ["FolderTemplates", "parse_folder"]

_VARIABLES_FILE = "variables.yaml"


@dataclass(slots=True)
class FolderTemplates:
    """The templates of a folder. Not frozen: it is filled while files are parsed."""

    #: Texts of the files with templates, by name: manifests and ``_*.tpl``.
    texts: Mapping[str, str]
    manifests: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)
    #: All templates, in the order of the files and then of the text; those that others replace too.
    trees: list[Tree] = field(default_factory=list)
    #: What every manifest sees: name to template.
    visible: dict[str, dict[str, Tree]] = field(default_factory=dict)

    def main(self, name: str) -> Tree:
        """Return the template that a whole file is."""
        return next(tree for tree in self.trees if key_of(tree) == (name, -1))

    def resolve(self, caller: Tree, name: str) -> Sequence[Tree]:
        """Return the templates that ``name`` may mean to ``caller``."""
        source = caller.source.name
        if source in self.visible:
            found = self.visible[source].get(name)
            return [] if found is None else [found]
        by_key: dict[TreeKey, Tree] = {}
        for names in self.visible.values():
            if name in names:
                by_key.setdefault(key_of(names[name]), names[name])
        return list(by_key.values())


def parse_folder(texts: Mapping[str, str]) -> FolderTemplates:
    """Return the templates among ``texts``, the files at the folder's top.

    Raises:
        ConvertError: Two definitions of a name stand where their order decides, within one file.
        TemplateSyntaxError: A file is not a template.
    """
    names = sorted(texts, key=lambda name: name.encode("utf-8", "surrogateescape"))
    found = FolderTemplates(texts)
    found.manifests = [name for name in names if name.endswith(".yaml") and name != _VARIABLES_FILE]
    found.shared = [name for name in names if name.startswith("_") and name.endswith(".tpl")]
    functions = FuncMap(helm_functions(Environment())).extend({"ismode": _ismode})
    shared = TemplateSet(functions)
    for name in found.shared:
        _parse(shared, name, found)
    for name in found.manifests:
        templates = shared.clone()
        _parse(templates, name, found)
        found.visible[name] = _visible(templates)
    return found


def _parse(templates: TemplateSet, name: str, found: FolderTemplates) -> None:
    templates.parse(name, found.texts[name])
    own: dict[str, Tree] = {}
    for tree in _visible(templates).values():
        if tree.source.name == name:
            if tree.name in own:
                raise ConvertError(f"{name}: the template {tree.name!r} is defined twice")
            own[tree.name] = tree
    found.trees += sorted(own.values(), key=key_of)


def _visible(templates: TemplateSet) -> dict[str, Tree]:
    looked_up = ((name, templates.lookup(name)) for name in templates.names())
    return {name: template.tree for name, template in looked_up if template is not None}


def _ismode(context: object, workload: str, container: str, mode: str) -> bool:
    """Stand for the folder's function: converting parses templates, and does not run them."""
    raise AssertionError(context, workload, container, mode)
