"""What one side rendered a case to, in a form that does not depend on what kind of side it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from chartkit.errors import ChartkitError, YAMLError
from chartkit.goyaml import load_tree
from chartkit.manifests import Document

from .cases import NO_FACTS, Facts

__all__ = ["Identity", "Outcome", "common_source", "content_of", "identity_of"]


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """What makes an object the same object."""

    api_version: str
    kind: str
    namespace: str
    name: str
    #: Counts objects that are alike in everything above, from 0.
    number: int = 0

    def __str__(self) -> str:
        where = f"{self.namespace}/" if self.namespace else ""
        count = f" (number {self.number + 1})" if self.number else ""
        return f"{self.kind} {where}{self.name}{count}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The documents, or why there are none."""

    documents: tuple[Document, ...] = ()
    error: str = ""
    #: What may help against it.
    hint: str = ""
    #: It is values.schema.json that does not allow the values.
    is_refusal: bool = False
    #: The error as chartkit raised it, which tells the place; None: there is none, or it is another program's.
    raised: ChartkitError | None = field(default=None, compare=False, repr=False)
    #: What the side says about the release, for a side that has to be told.
    facts: Facts = NO_FACTS

    def objects(self) -> dict[Identity, Document]:
        """Return the documents by what they are, in their order."""
        found: dict[Identity, Document] = {}
        for document in self.documents:
            identity = identity_of(document)
            number = 0
            while identity in found:
                number += 1
                identity = identity_of(document, number)
            found[identity] = document
        return found


def identity_of(document: Document, number: int = 0) -> Identity:
    """Return what ``document`` is."""
    return Identity(document.api_version, document.kind, document.namespace, document.name, number)


def content_of(document: Document) -> object:
    """Return what ``document`` holds, integers and texts told apart; a text that is not YAML stands for itself."""
    try:
        return load_tree(document.text)
    except YAMLError:
        return document.text


def common_source(path: str) -> str:
    """Return the path of a template as both a folder and a chart can have it: ``c/templates/web.yaml`` is web.yaml."""
    return path.partition("/templates/")[2] if "/templates/" in path and "/charts/" not in path else path
