"""A release to what ``helm template`` prints of it.

Upstream: helm pkg/cmd/template.go, pkg/action/action.go renderResources
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from chartkit.errors import UsageError
from chartkit.gostd import path as gopath
from chartkit.gostd.unicode import SPACE
from chartkit.helm_versions import HelmBehaviour
from chartkit.manifests import Document, read_head, split, split_trimmed
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

from .build import Release, document_of
from .hooks import Hook, HookEvent
from .manifest import Manifest

__all__ = ["OutputFile", "OutputOptions", "documents_of", "files_of", "hook_files", "show_only", "stream"]


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Which parts of a release are printed."""

    include_crds: bool = False
    hooks: bool = True
    tests: bool = True


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One document on its way into an output directory."""

    path: str
    content: str
    #: Custom resource definitions never go below the release's name.
    is_crd: bool = False
    #: Hooks are added to a file that is already on disk.
    is_hook: bool = False

    def printed(self) -> str:
        """Return the text that goes into the file."""
        return f"---\n# Source: {self.path}\n{self.content}\n"


def files_of(release: Release, options: OutputOptions) -> Iterator[OutputFile]:
    """Yield the documents of ``release`` in the order of the stream."""
    if options.include_crds:
        for crd in release.crds:
            yield OutputFile(crd.filename, crd.file.text, is_crd=True)
    for manifest in release.manifests:
        yield OutputFile(manifest.path, manifest.content)
    yield from hook_files(release.hooks, options)


def hook_files(hooks: Iterable[Hook], options: OutputOptions) -> Iterator[OutputFile]:
    """Yield the documents of those ``hooks`` that are wanted."""
    for hook in hooks if options.hooks else ():
        if options.tests or HookEvent.TEST not in hook.events:
            yield OutputFile(hook.manifest.path, hook.manifest.content, is_hook=True)


def stream(release: Release, options: OutputOptions) -> str:
    """Return the whole output: definitions and manifests, trimmed as one text, then the hooks."""
    files = list(files_of(release, options))
    body = release.post_rendered or "".join(file.printed() for file in files if not file.is_hook)
    hooks = "".join(file.printed() for file in files if file.is_hook)
    return f"{body.strip(SPACE)}\n{hooks}"


_SOURCE = late_pattern(r"# Source: [^/\n]+/([^\n]+)")


def show_only(text: str, patterns: Sequence[str], behaviour: HelmBehaviour) -> str:
    """Return the documents of the stream ``text`` whose sources match ``patterns``, pattern by pattern.

    Raises:
        UsageError: Nothing matches one of them.
    """
    documents = (split if behaviour.documents_keep_trailing_space else split_trimmed)(text)
    sources = [(match[1], document) for document in documents if (match := _SOURCE.search(document))]
    return "".join(f"---\n{document}\n" for document in _matching(sources, patterns))


def documents_of(release: Release, options: OutputOptions, patterns: Sequence[str] = ()) -> list[Document]:
    """Return the objects of ``release`` that would be printed, in the order of the stream.

    Args:
        release: What was rendered.
        options: Which parts are wanted.
        patterns: Only what comes from templates that match, pattern by pattern, as :func:`show_only` has it.

    Raises:
        UsageError: Nothing matches one of the patterns.
        YAMLError: A file of ``crds/`` is not YAML.
    """
    manifests = list(release.manifests)
    if options.include_crds:
        texts = [(crd.filename, text) for crd in release.crds for text in split(crd.file.text)]
        manifests = [*(Manifest(path, text, read_head(text)) for path, text in texts), *manifests]
    if options.hooks:
        manifests += [hook.manifest for hook in release.hooks if options.tests or HookEvent.TEST not in hook.events]
    if patterns:
        manifests = list(_matching([(manifest.path.partition("/")[2], manifest) for manifest in manifests], patterns))
    return [document_of(manifest) for manifest in manifests if manifest.head.kind]


_Document = TypeVar("_Document")


def _matching(sources: Sequence[tuple[str, _Document]], patterns: Sequence[str]) -> Iterator[_Document]:
    """Yield the documents whose sources match, pattern by pattern.

    Raises:
        UsageError: Nothing matches one of them.
    """
    for pattern in patterns:
        matching = [document for source, document in sources if _matches(pattern, source)]
        if not matching:
            known = ", ".join(sorted({source for source, _ in sources}))
            hint = f"The chart rendered {known or 'nothing'}."
            raise UsageError(f"could not find template {pattern} in chart", hint=hint)
        yield from matching


def _matches(pattern: str, source: str) -> bool:
    from chartkit.errors import FunctionError

    try:
        return gopath.match(pattern, source)
    except FunctionError:  # a pattern that is none matches nothing
        return False
