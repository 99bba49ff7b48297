"""A chart and values to a release: what Helm would install.

Upstream: helm pkg/cmd/install.go runInstall, pkg/action/install.go RunWithContext, action.go renderResources
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from chartkit.chart import (
    CRD,
    Chart,
    LogLevel,
    LogRecord,
    check_dependencies,
    check_installable,
    check_kube_version,
)
from chartkit.engine import Capabilities, Engine, ReleaseFacts, default_capabilities
from chartkit.errors import ChartError, ManifestError, RenderError, TemplateError
from chartkit.functions import Environment
from chartkit.gostd.unicode import SPACE
from chartkit.gotemplate import Limits
from chartkit.goyaml import load
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.manifests import Document
from chartkit.records import dataclass, field
from chartkit.source import Origin

from .hooks import Hook
from .manifest import Manifest
from .memory import Memory
from .name import check_release_name
from .sort import sort_manifests

if TYPE_CHECKING:
    from .origins import ReleaseTracer

__all__ = ["Release", "ReleaseOptions", "build_release", "document_of"]

_NOTES = "NOTES.txt"


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """What a release is called, where it goes and what it may count on."""

    name: str = "release-name"
    namespace: str = "default"
    is_upgrade: bool = False
    #: None: what Helm of that line assumes without a cluster.
    capabilities: Capabilities | None = None
    behaviour: HelmBehaviour = HELM_4_3
    environment: Environment = field(default_factory=Environment)
    limits: Limits = field(default_factory=Limits)
    skip_schema_validation: bool = False

    def facts(self) -> ReleaseFacts:
        """Return what templates are told of the release."""
        return ReleaseFacts(self.name, self.namespace, is_install=not self.is_upgrade, is_upgrade=self.is_upgrade)


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that a chart renders to."""

    name: str
    namespace: str
    manifests: tuple[Manifest, ...]
    hooks: tuple[Hook, ...]
    crds: tuple[CRD, ...]
    #: Text of the root chart's NOTES.txt.
    notes: str
    #: Rendered text of every file, before it was divided: template path to text.
    files: Mapping[str, str]
    #: What Helm logs on the way.
    notices: tuple[LogRecord, ...]
    #: What a post-renderer made of the manifests, which are empty then.
    post_rendered: str = ""
    #: Finds where the text was made; None where the release was not made by a loaded chart.
    tracer: ReleaseTracer | None = field(default=None, repr=False, compare=False)

    def origin_of(self, manifest: Manifest, line: int, column: int = 0) -> Origin | None:
        """Return where a character of a manifest or hook was made, as far as is known.

        Asking may take as long as rendering.

        Args:
            manifest: One of the release's own.
            line: The line of the manifest's content, from 1.
            column: The column, from 0 in bytes of UTF-8.
        """
        return self.tracer.origin(self, manifest, line, column) if self.tracer is not None else None

    def documents(self, *, hooks: bool = True) -> list[Document]:
        """Return the objects in the order in which Helm prints them; with ``hooks`` these come last.

        Texts without a kind, such as a file of comments, are left out.
        """
        manifests = [*self.manifests, *(hook.manifest for hook in self.hooks if hooks)]
        return [document_of(manifest) for manifest in manifests if manifest.head.kind]


def build_release(
    chart: Chart,
    values: dict[str, object],
    options: ReleaseOptions,
    log: Callable[[LogRecord], object] | None = None,
    engine: Engine | None = None,
    memory: Memory | None = None,
    post_render: Callable[[Mapping[str, str]], dict[str, str]] | None = None,
) -> Release:
    """Return what ``chart`` renders to with ``values`` over its own. Neither is changed.

    Args:
        chart: The chart as loaded.
        values: The user's values, merged from all sources.
        options: Name, namespace, capabilities and the like.
        log: Gets each log record as soon as it arises; the records of a failed run are known only so.
        engine: Renders the templates; the behaviour, environment and limits of ``options`` are the engine's.
        memory: What earlier renderings of the chart left; ``values`` must not be changed later then.
        post_render: Makes other files of those that were rendered, before they are taken apart.

    Raises:
        ChartError: The chart cannot be installed at all.
        ValuesError: Chart and values contradict each other.
        RenderError: A template failed, or what it made is not a manifest.
    """
    notices: list[LogRecord] = []

    def note(record: LogRecord) -> None:
        notices.append(record)
        if log is not None:
            log(record)

    behaviour = options.behaviour
    check_installable(chart, note, behaviour)
    check_dependencies(chart, behaviour)
    _check_name(options.name, behaviour, note)
    memory = memory or Memory()
    chart, coalesced = memory.prepare(chart, values, behaviour, note, check_schema=not options.skip_schema_validation)
    capabilities = options.capabilities or default_capabilities(behaviour)
    engine = engine or Engine(behaviour, options.environment, options.limits)
    try:
        check_kube_version(chart, capabilities.kube_version.version, capabilities.kube_version.text())
        files = engine.render(chart, coalesced, options.facts(), capabilities)
    except (ChartError, TemplateError) as error:
        raise RenderError(error.message, error.at, error.hint) from error
    notes = files.get(f"{chart.name}/templates/{_NOTES}", "")
    rendered = {path: text for path, text in files.items() if not path.endswith(_NOTES)}
    files = post_render(rendered) if post_render is not None else rendered
    try:
        manifests, hooks = sort_manifests(files, behaviour, memory.heads, note)
    except ManifestError as error:
        raise RenderError(error.message, error.at, error.hint, files=files, hooks=error.hooks) from error
    memory.keep_heads((*manifests, *(hook.manifest for hook in hooks)))
    return Release(
        options.name,
        options.namespace,
        tuple(manifests),
        tuple(hooks),
        tuple(chart.crds()),
        notes,
        files,
        tuple(notices),
    )


def document_of(manifest: Manifest) -> Document:
    """Return ``manifest`` as a document."""
    head = manifest.head
    content = load(manifest.content)
    metadata = content.get("metadata") if isinstance(content, dict) else None
    namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
    return Document(
        head.kind,
        head.name,
        manifest.path,
        manifest.content.strip(SPACE),
        head.api_version,
        namespace if isinstance(namespace, str) else "",
    )


def _check_name(name: str, behaviour: HelmBehaviour, note: Callable[[LogRecord], object]) -> None:
    try:
        check_release_name(name)
    except ChartError as error:
        if not behaviour.name_check_is_announced:
            raise
        note(LogRecord(LogLevel.ERROR, "release name check failed", (("error", error.message),)))
        raise ChartError(f"release name check failed: {error.message}", hint=error.hint) from error
