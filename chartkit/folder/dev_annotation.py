"""The annotation ``dev`` of a manifest, read strictly.

What is allowed is written down in schemas/dev-annotation.schema.json; a test holds the two together. Reading is done
here, because a general schema checker takes longer to import than a folder to render.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from chartkit.errors import FolderError, YAMLError
from chartkit.goyaml import load
from chartkit.records import dataclass, field
from chartkit.source import Location, RenderedLine
from chartkit.suggest import nearest

from .documents import Manifest

__all__ = ["ANNOTATION", "ContainerNotes", "DevAnnotation", "read_dev_annotation"]

ANNOTATION = "dev"

_PATH = ("metadata", "annotations", ANNOTATION)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ContainerNotes:
    """What the annotation says of one container."""

    description: str = ""
    modes: tuple[str, ...] = ()
    default: str = ""
    shell: str = ""


@dataclass(frozen=True, slots=True)
class DevAnnotation:
    """What a developer needs to know of a service; fields that the annotation lacks are empty."""

    description: str = ""
    modes: tuple[str, ...] = ()
    default: str = ""
    requires: tuple[str, ...] = ()
    shell: str = ""
    containers: Mapping[str, ContainerNotes] = field(default_factory=dict)


def read_dev_annotation(manifest: Manifest, place: str) -> DevAnnotation | None:
    """Return the dev annotation of ``manifest``, or None where it has none.

    Args:
        manifest: The manifest.
        place: How its template goes by in messages.

    Raises:
        FolderError: The annotation is not YAML, or not what the schema allows.
    """
    metadata = manifest.content.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(annotations, dict) or ANNOTATION not in annotations:
        return None
    reader = _Reader(manifest, place)
    text = annotations[ANNOTATION]
    if not isinstance(text, str):
        raise reader.error("must be a text that holds YAML", "Write `dev: |` and the map on the lines below it.")
    try:
        content = load(text)
    except YAMLError as error:
        raise reader.not_yaml(error) from error
    return reader.annotation(content)


_SERVICE_KEYS = ("description", "modes", "default", "requires", "shell", "containers")
_CONTAINER_KEYS = ("description", "modes", "default", "shell")


@dataclass(frozen=True, slots=True)
class _Reader:
    manifest: Manifest
    place: str

    def error(self, complaint: str, hint: str = "", path: str = "") -> FolderError:
        """Return the error that the annotation ``complaint``; ``path`` leads to what is blamed, with dots."""
        from .placing import place_in_scalar, place_of

        document, text = self.manifest.document, self._text_of_annotation()
        inside = place_of(text, _parts(path))
        line = place_in_scalar(document.text, _PATH, inside.line, inside.column)
        return self._at(complaint, line, hint)

    def not_yaml(self, error: YAMLError) -> FolderError:
        """Return the error that the annotation's text is not YAML."""
        from .placing import place_in_scalar

        line, column = (error.at.line, error.at.column) if error.at else (1, 0)
        place = place_in_scalar(self.manifest.document.text, _PATH, line, column)
        return self._at(f"is not YAML: {error.message}", place, error.hint)

    def _at(self, complaint: str, line: RenderedLine, hint: str) -> FolderError:
        document = self.manifest.document
        subject = f"{document.source}: annotation {ANNOTATION!r} of {document.kind} {document.name}"
        error = FolderError(f"{subject} {complaint}", Location(self.place, 0), hint)
        error.made_at(self.manifest.locate(line.line, line.column), line)
        return error

    def _text_of_annotation(self) -> str:
        metadata = self.manifest.content.get("metadata")
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        text = annotations.get(ANNOTATION) if isinstance(annotations, dict) else None
        return text if isinstance(text, str) else ""

    def annotation(self, content: object) -> DevAnnotation:
        table = self._table(content, "", _SERVICE_KEYS)
        modes, default = self._modes(table, "")
        containers = {
            name: self._container(notes, f"containers.{name}")
            for name, notes in self._typed(table.get("containers", {}), dict, "a map", "containers").items()
        }
        return DevAnnotation(
            description=self._text(table, "description", ""),
            modes=modes,
            default=default,
            requires=self._texts(table, "requires", ""),
            shell=self._text(table, "shell", ""),
            containers=containers,
        )

    def _container(self, content: object, path: str) -> ContainerNotes:
        table = self._table(content, path, _CONTAINER_KEYS)
        modes, default = self._modes(table, path)
        return ContainerNotes(self._text(table, "description", path), modes, default, self._text(table, "shell", path))

    def _modes(self, table: Mapping[str, object], path: str) -> tuple[tuple[str, ...], str]:
        modes, default = self._texts(table, "modes", path), self._text(table, "default", path)
        if "modes" in table and not modes:
            raise self.error(f"has an empty list in {_joined(path, 'modes')}", path=_joined(path, "modes"))
        if default and modes and default not in modes:
            near = nearest(default, modes)
            hint = f"Did you mean {near!r}?" if near else f"Modes offered: {', '.join(modes)}."
            where = _joined(path, "default")
            raise self.error(f"has {where} {default!r}, which is not one of its modes", hint, where)
        return modes, default

    def _table(self, content: object, path: str, known: tuple[str, ...]) -> dict[str, object]:
        table = self._typed(content, dict, "a map", path)
        for key in table:
            if key not in known:
                near = nearest(key, known)
                hint = f"Did you mean {near!r}?" if near else f"Known here: {', '.join(known)}."
                raise self.error(f"has an unknown key {_joined(path, key)!r}", hint, _joined(path, key))
        return table

    def _text(self, table: Mapping[str, object], key: str, path: str) -> str:
        if key not in table:
            return ""
        text = self._typed(table[key], str, "a text", _joined(path, key))
        if not text:
            raise self.error(f"has an empty {_joined(path, key)}", path=_joined(path, key))
        return text

    def _texts(self, table: Mapping[str, object], key: str, path: str) -> tuple[str, ...]:
        where = _joined(path, key)
        texts = tuple(
            self._typed(item, str, "a list of texts", where)
            for item in self._typed(table.get(key, []), list, "a list of texts", where)
        )
        if "" in texts:
            raise self.error(f"has an empty text in {where}", path=where)
        if len(set(texts)) < len(texts):
            twice = next(text for text in texts if texts.count(text) > 1)
            raise self.error(f"names {twice!r} twice in {where}", path=where)
        return texts

    def _typed(self, value: object, wanted: type[_T], words: str, path: str) -> _T:
        if not isinstance(value, wanted):
            raise self.error(f"must have {words} in {path}" if path else f"must be {words}", path=path)
        return value


def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.split(".")) if path else ()


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
