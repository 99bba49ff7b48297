"""Which file of the chart each file of the folder becomes, and what is called how."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from chartkit.errors import ConvertError
from chartkit.folder import Settings
from chartkit.patterns import late_pattern

from .findings import Analysis, TreeKey, key_of
from .rewriting import Naming
from .templates_of import FolderTemplates

__all__ = ["chart_name", "check_environments", "check_names", "naming_of", "template_files"]

_NOT_IN_NAMES = late_pattern(r"[^a-z0-9]+")
_CHART_NAME = late_pattern(r"[a-z0-9][a-z0-9-]*")


def chart_name(asked: str, title: str) -> str:
    """Return the chart's name: what is asked for, or what the folder's name makes of it.

    Raises:
        ConvertError: Helm accepts no such name.
    """
    if asked:
        if not _CHART_NAME.fullmatch(asked) or len(asked) > 53:
            hint = "Use small letters, digits and dashes; at most 53 of them."
            raise ConvertError(f"{asked!r} is no name for a chart", hint=hint)
        return asked
    plain = unicodedata.normalize("NFKD", title.rstrip("/").rpartition("/")[2].rpartition(":")[2]).lower()
    name = _NOT_IN_NAMES.sub("-", plain.removesuffix(".tar.gz").removesuffix(".zip")).strip("-")[:53].strip("-")
    return name or "chart"


def check_names(names: Iterable[str]) -> None:
    """Refuse names that a chart cannot have as files, or that could be mistaken on other systems.

    Raises:
        ConvertError: There is one.
    """
    seen: dict[str, str] = {}
    for name in names:
        # Manifests that differ in case alone get different names; what they share is called by its own.
        other = seen.setdefault(name.casefold(), name)
        if other != name and not name.endswith(".yaml"):
            hint = "Give one of them another name."
            raise ConvertError(f"{other!r} and {name!r} would be one file where case does not count", hint=hint)
        if any(ord(letter) < 32 or 0xDC80 <= ord(letter) <= 0xDCFF or letter in '\\:*?"<>|/' for letter in name):
            raise ConvertError(f"the file name {name!r} cannot be kept in a chart", hint="Give the file a plain name.")


def check_environments(files: Iterable[str]) -> None:
    """Refuse environments whose values file would have the name of a file with secrets, or of another environment's.

    Raises:
        ConvertError: There is one.
    """
    seen: dict[str, str] = {}
    for name in files:
        plain = name.removesuffix(".yaml").casefold()
        if plain == "secrets" or plain.startswith("secrets-"):
            hint = f"Values of that name hold secrets. Give environments/{name} another name."
            raise ConvertError(f"the environment {name!r} would become values-{name}", hint=hint)
        other = seen.setdefault(plain, name)
        if other != name:
            hint = "Give one of them another name."
            raise ConvertError(f"{other!r} and {name!r} would be one file where case does not count", hint=hint)


def template_files(templates: FolderTemplates) -> dict[str, str]:
    """Return the path in the chart of every template file.

    Helm renders no file whose name begins with ``_`` and reads none that begins with a dot; folders do.
    """
    found = {name: f"templates/{name}" for name in templates.shared}
    taken = {name.lower() for name in found.values()} | {"templates/notes.txt"}
    plain = [name for name in templates.manifests if name.lstrip("._")]
    for name in sorted(plain, key=lambda name: (name[0] in "._", name)):
        stem = name.lstrip("._").removesuffix(".yaml") or "manifest"
        path, number = f"templates/{stem}.yaml", 2
        while path.lower() in taken:
            path, number = f"templates/{stem}-{number}.yaml", number + 1
        taken.add(path.lower())
        found[name] = path
    return found


def _define_names(templates: FolderTemplates, chart: str, files: Mapping[str, str]) -> dict[TreeKey, str]:
    """Return the new names of templates that cannot keep theirs, because a chart has only one of each name."""
    seen: dict[str, TreeKey] = {}
    used = {tree.name for tree in templates.trees}
    found: dict[TreeKey, str] = {}
    visible = {key_of(tree) for names in templates.visible.values() for tree in names.values()}
    by_name = sorted(
        templates.trees, key=lambda tree: (key_of(tree) not in visible, not tree.source.name.endswith(".tpl"))
    )
    for tree in by_name:
        key = key_of(tree)
        if tree.name == tree.source.name and key[1] < 0:
            found[key] = f"{chart}/{files.get(tree.name, tree.name)}"
            continue
        if tree.name not in seen:
            seen[tree.name] = key
            continue
        stem = tree.source.name.rpartition(".")[0].strip("._")
        name, number = f"{chart}.{stem}.{tree.name}", 2
        while name in used:
            name, number = f"{chart}.{stem}.{tree.name}-{number}", number + 1
        used.add(name)
        found[key] = name
    return found


def naming_of(
    chart: str,
    templates: FolderTemplates,
    analysis: Analysis,
    tables: Iterable[Mapping[str, object]],
    settings: Settings,
) -> Naming:
    """Return what things are called in the chart.

    Args:
        chart: Its name.
        templates: The folder's templates.
        analysis: What was found of them.
        tables: The variables of all environments.
        settings: What the folder's chartkit.toml says.
    """
    prefix = chart
    if any(tree.name.startswith(f"{chart}.") for tree in templates.trees):
        prefix = f"{chart}.chartkit"
    taken = {key for table in tables for key in table}
    keys = [_free(key, taken) for key in ("imagePullSecrets", "manageCronjobs", "modes")]
    general = [settings.general, *settings.environments.values()]
    names = {access.name for access in analysis.accesses}
    whole = bool(analysis.evaluated) or any(not access.proven for access in analysis.accesses)
    needed = (
        "ImagePullSecrets" in names or (whole and any(s.image_pull_secrets for s in general)),
        "ManageCronjobs" in names or (whole and any(s.manage_cronjobs for s in general)),
        bool(analysis.modes),
    )
    extra = tuple(key for key, is_needed in zip(keys, needed, strict=True) if is_needed)
    return Naming(
        chart,
        prefix,
        image_pull_secrets=keys[0],
        manage_cronjobs=keys[1],
        modes=keys[2],
        defines=_define_names(templates, chart, template_files(templates)),
        extra_keys=extra,
    )


def _free(key: str, taken: set[str]) -> str:
    """Return ``key``, or a name like it that no variable has."""
    while key in taken:
        key = f"chartkit{key[0].upper()}{key[1:]}"
    return key
