"""variables.yaml and environments/*.yaml -> values.yaml and values-*.yaml: the text, and what chartkit.toml says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chartkit.errors import ChartkitError, ConvertError
from chartkit.folder import Settings
from chartkit.goyaml import NodeKind, compose, dump, load_map
from chartkit.source import Span

from .rewriting import Edit, Naming

__all__ = ["Extra", "extra_values", "extras_edit", "mode_values"]


@dataclass(frozen=True, slots=True)
class Extra:
    """An entry of values that was no variable."""

    key: str
    comment: str
    value: object
    #: Whether it is written as YAML over several lines, for people to edit.
    is_block: bool = False

    def lines(self) -> str:
        """Return the entry as it is to stand in a values file."""
        if self.is_block:
            return f"# {self.comment}\n{dump({self.key: self.value})}"
        return f"# {self.comment}\n{self.key}: {json.dumps(self.value, ensure_ascii=False)}\n"


def extra_values(
    naming: Naming, settings: Settings, environment: str | None, modes: Mapping[str, object]
) -> list[Extra]:
    """Return what values need beside variables: for values.yaml (None), or for an environment's file."""
    chosen = settings.general if environment is None else settings.environments.get(environment)
    if chosen is None:
        return []
    found: list[Extra] = []
    if naming.image_pull_secrets in naming.extra_keys:
        secrets = chosen.image_pull_secrets
        if secrets is not None or environment is None:
            found.append(Extra(naming.image_pull_secrets, "Secrets to pull images with.", list(secrets or ())))
    if naming.manage_cronjobs in naming.extra_keys:
        manage = chosen.manage_cronjobs
        if manage is not None or environment is None:
            found.append(Extra(naming.manage_cronjobs, "Whether cron jobs run.", bool(manage)))
    if naming.modes in naming.extra_keys and (modes or environment is None):
        comment = "How containers run: {workload: mode} or {workload: {container: mode}}; else from their image."
        found.append(Extra(naming.modes, comment, dict(modes)))
    return found


def mode_values(settings: Settings, environment: str | None) -> dict[str, object]:
    """Return the modes for values.yaml (None), or what an environment's file lays over them.

    A workload's mode is written as that of its container ``*``, because a map takes the mode of one more container, as
    ``-m`` in a folder does; a text would be replaced. An environment's mode of a workload goes before any mode of a
    container in the general table, so the containers that the general table names are named again.
    """
    general = settings.general.modes
    chosen = general if environment is None else settings.environments[environment].modes
    found: dict[str, object] = {}
    for workload in dict.fromkeys(workload for workload, _ in chosen):
        named = {container: mode for (of, container), mode in chosen.items() if of == workload and container}
        whole = chosen.get((workload, ""))
        if environment is not None:
            below = {container for of, container in general if of == workload and container}
            if whole is not None:
                named = {**dict.fromkeys(sorted(below), whole), **named}
            elif (workload, "") in general:
                whole = general[workload, ""]
                named = {**{c: general[workload, c] for c in sorted(below)}, **named}
        if whole is not None:
            named["*"] = whole
        found[workload] = named
    return found


def extras_edit(text: str, extras: Sequence[Extra], name: str) -> list[Edit]:
    """Return the edits that put ``extras`` into the values file ``text``.

    Raises:
        ConvertError: The file's form leaves no place for them.
    """
    if not extras:
        return []
    wanted = {**_values(text), **{extra.key: extra.value for extra in extras}}
    lines = "\n".join(extra.lines() for extra in extras)
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    candidates: list[list[Edit]] = [[(Span(len(text), len(text)), gap + lines)], [(Span(0, 0), lines + "\n")]]
    flow = "".join(f", {json.dumps(extra.key)}: {json.dumps(extra.value)}" for extra in extras)
    closing = text.rstrip().rfind("}")
    if closing >= 0:
        empty = not _values(text)
        candidates.append([(Span(closing, closing), flow.removeprefix(", ") if empty else flow)])
    candidates.append([(Span(0, len(text)), lines)] if not _values(text) and _is_blank(text) else [])
    for candidate in candidates:
        edited = text
        for span, new in candidate:
            edited = edited[: span.start] + new + edited[span.end :]
        if candidate and _values(edited) == wanted:
            return candidate
    hint = "Write it as a plain map, a key on each line, without markers at its end."
    raise ConvertError(f"{name} has no place for {', '.join(extra.key for extra in extras)}", hint=hint)


def _is_blank(text: str) -> bool:
    root = compose(text)
    return root is None or root.kind is NodeKind.SCALAR


def _values(text: str) -> dict[str, object]:
    try:
        return load_map(text)
    except ChartkitError:
        return {"": None}
