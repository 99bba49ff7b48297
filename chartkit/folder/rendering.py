"""What to render of a folder, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias, overload

from chartkit.diagnostics import Diagnostic
from chartkit.functions import Environment
from chartkit.manifests import Document
from chartkit.records import dataclass, field
from chartkit.source import Origin

from .documents import Locate
from .services import Service
from .settings import ModeTable, Settings, Undefined
from .sources import ManifestSource

__all__ = ["FrontEnd", "RenderOptions", "Renderer", "Rendering"]


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How a folder is to be rendered. What is None is as chartkit.toml says."""

    #: The environment; empty: variables.yaml alone.
    env: str | None = None
    #: Laid over the environment's variables in this order, as :func:`lay_over` does.
    variables: Sequence[Mapping[str, object]] = ()
    #: Single variables by path, after all others; None deletes.
    assignments: Sequence[tuple[tuple[str, ...], object]] = ()
    modes: ModeTable = field(default_factory=dict)
    #: Services to render, with what they require; empty: all.
    only: Sequence[str] = ()
    skip: Sequence[str] = ()
    image_pull_secrets: Sequence[str] | None = None
    manage_cronjobs: bool | None = None
    undefined: Undefined | None = None
    pod_presets: bool | None = None
    #: Over the table ``helm.release`` of chartkit.toml, key by key; for imported charts alone.
    release: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rendering(Sequence[Document]):
    """The documents of one rendering, in the order of their files, and what there is to say about it."""

    documents: tuple[Document, ...]
    #: Warnings; what is wrong is raised.
    diagnostics: tuple[Diagnostic, ...] = ()
    #: The services among all that was rendered, the ones left out by ``only`` and ``skip`` included.
    services: Mapping[str, Service] = field(default_factory=dict)
    #: The namespace of documents that name none.
    namespace: str = ""
    #: For each document what says where its lines were made.
    _places: tuple[Locate, ...] = field(default=(), repr=False, compare=False)

    def origin_of(self, number: int, line: int, column: int = 0) -> Origin | None:
        """Return where a character of a document was made, as far as is known. Asking may take as long as rendering.

        Args:
            number: The document's index.
            line: The line of the document's text, from 1.
            column: The column, from 0 in bytes of UTF-8.
        """
        return self._places[number](line, column) if self._places else None

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Document, ...]: ...
    def __getitem__(self, index: int | slice) -> Document | tuple[Document, ...]:
        return self.documents[index]

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents)


#: Renders an imported chart in the environment of that name.
Renderer: TypeAlias = Callable[[RenderOptions, str], Rendering]

#: Reads an imported chart. This room knows nothing of charts: who opens the folder hands it in.
FrontEnd: TypeAlias = Callable[[ManifestSource, Settings, Environment], Renderer]
