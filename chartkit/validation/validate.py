"""Documents to a report: every object read, checked against its schema, and shown to the rules.

Upstream: kubeconform pkg/validator validator.go (which object gets which verdict)
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

from chartkit.diagnostics import Diagnostic, Severity
from chartkit.errors import YAMLError
from chartkit.records import dataclass, field, replace
from chartkit.source import Location, Origin

from . import versions
from .catalogue import Catalogue, built_in
from .findings import FieldPath, Finding, pointer
from .manifest import Manifest
from .options import Options
from .reading import Chunk, Places, read, split
from .registry import Registry
from .results import Document, Report, Resource, Status
from .rules import rules_for, rules_over_renderings
from .selection import Selection

__all__ = ["Validator", "validate"]

#: More text than this is worth starting processes for.
_MUCH_TEXT = 2_000_000


def validate(documents: Iterable[Document], options: Options | None = None, *, jobs: int = 1) -> Report:
    """Return what is wrong with the manifests in ``documents``.

    Args:
        documents: The texts; those with the same ``rendering`` are looked at together.
        options: How to validate.
        jobs: How many processes to use; 0 is as many as there are processors if there is much to do.

    Raises:
        UsageError: An option cannot be understood.
        SchemaError: A CRD or a schema folder that an option names cannot be used.
    """
    return Report.of(Validator(options or Options()).reports(list(documents), jobs=jobs))


@dataclass(slots=True)
class _Checked:
    """One object on its way to a :class:`Resource`."""

    document: Document
    chunk: Chunk
    #: Where the object stands in its document: empty, or ``("items", 3)`` in a List.
    at: FieldPath
    value: object
    status: Status
    findings: list[Finding] = field(default_factory=list)
    manifest: Manifest | None = None


class Validator:
    """Validates with one set of options; what it learns of schemas is kept for the next call."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._catalogue: Catalogue = built_in()
        self._mask = versions.parse(options.kube_version, self._catalogue.versions)
        self._registry = Registry(self._catalogue, self._mask, options)
        self._selection = Selection(options)

    def reports(self, documents: list[Document], *, jobs: int = 1) -> Iterator[Report]:
        """Yield a report for each rendering and each document that stands alone, in their order."""
        definitions = [document for document in documents if "CustomResourceDefinition" in document.text]
        self.learn(definitions)
        groups = list(_groups(documents))
        if jobs == 0:
            much = sum(len(document.text) for document in documents) > _MUCH_TEXT
            jobs = os.cpu_count() or 1 if much else 1
        if jobs == 1 or len(groups) < 2:
            for group in groups:
                yield self.report(group)
            return
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(self._options, definitions)) as pool:
            # What finds where text was made cannot be handed to a process: that is told here.
            origins = {document.name: document.origin for document in documents if document.origin is not None}
            bare = [[replace(document, origin=None) for document in group] for group in groups]
            for report in pool.map(_report_in_worker, bare, chunksize=max(1, len(groups) // (jobs * 8))):
                yield _with_origins(report, origins)

    def report(self, documents: list[Document]) -> Report:
        """Return the report on documents that belong together."""
        checked = [item for document in documents for item in self._document(document)]
        self._renderings(checked)
        return Report(tuple(self._resources(checked)), tuple(self._duplicates(checked)))

    def learn(self, documents: Iterable[Document]) -> None:
        """Make known the custom resources that documents define, so that their order does not matter."""
        for document in documents:
            for chunk in split(document.text):
                if "CustomResourceDefinition" not in chunk.text:
                    continue
                try:
                    value = read(chunk).value
                except YAMLError:
                    continue  # It is reported when the document is checked.
                for _, item in _objects(value, ()):
                    self._registry.learn(item)

    def _document(self, document: Document) -> Iterator[_Checked]:
        if document.error is not None:
            at = (document.error.at.line, document.error.at.column) if document.error.at else (0, 0)
            finding = Finding("CK005", (), document.error.message, document.error.hint, at=at)
            yield _Checked(document, Chunk("", 1), (), None, Status.ERROR, [finding])
        for chunk in split(document.text):
            yield from self._chunk(document, chunk)

    def _chunk(self, document: Document, chunk: Chunk) -> Iterator[_Checked]:
        try:
            reading = read(chunk)
        except YAMLError as error:
            place = (error.at.line, error.at.column) if error.at else (chunk.line, 0)
            finding = Finding("CK001", (), error.message, error.hint, at=place)
            yield _Checked(document, chunk, (), None, Status.ERROR, [finding])
            return
        if reading.value is None:
            return
        for at, item in _objects(reading.value, ()):
            checked = _Checked(document, chunk, at, item, Status.VALID)
            for finding in reading.findings:
                if finding.path[: len(at)] == at and (self._options.strict or finding.code != "CK002"):
                    checked.findings.append(replace(finding, path=finding.path[len(at) :]))
                    checked.status = Status.ERROR
            self._object(checked)
            yield checked

    def _object(self, checked: _Checked) -> None:
        """Judge one object."""
        value, found = checked.value, checked.findings
        if not isinstance(value, dict):
            found.append(Finding("CK003", (), "a manifest must be an object with apiVersion and kind"))
            checked.status = Status.ERROR
            return
        manifest = checked.manifest = Manifest(value, self._catalogue, self._mask)
        problem = _identity_problem(value)
        if problem is not None:
            found.append(problem)
            checked.status = Status.ERROR
            return
        names = (manifest.kind, f"{manifest.api_version}/{manifest.kind}")
        if any(name in self._options.skip for name in names):
            checked.status = Status.SKIPPED
            found.clear()
            return
        if any(name in self._options.reject for name in names):
            found.append(Finding("CK102", ("kind",), f"{manifest.api_version} {manifest.kind} is rejected"))
            checked.status = Status.ERROR
            return
        schema = self._registry.schema(manifest.api_version, manifest.kind)
        if isinstance(schema, Finding):
            if schema.code == "CK101" and self._options.ignore_missing_schemas:
                checked.status = Status.SKIPPED
                return
            found.append(schema)
            checked.status = Status.ERROR
            return
        wrong = schema.findings(value)
        found += wrong
        found += self._registry.deprecations(manifest.api_version, manifest.kind)
        found += _apart(self._rule_findings(manifest), wrong)
        if checked.status is Status.VALID and any(self._counts(checked, finding) for finding in found):
            checked.status = Status.INVALID

    def _rule_findings(self, manifest: Manifest) -> list[Finding]:
        findings: list[Finding] = []
        for rule in rules_for(manifest.group_kind):
            rule.check(manifest, findings)
        if not self._options.strict:
            for finding in findings:
                if finding.severity is Severity.ERROR:
                    finding.severity = Severity.WARNING
        return findings

    def _counts(self, checked: _Checked, finding: Finding) -> bool:
        severity = self._selection.severity(finding)
        return severity is Severity.ERROR and self._selection.wants(finding.code, checked.document.name)

    def _duplicates(self, checked: list[_Checked]) -> Iterator[Diagnostic]:
        """Yield a conflict for each object that its file or rendering has twice; the second is blamed."""
        seen: dict[tuple[str, ...], _Checked] = {}
        for item in checked:
            manifest = item.manifest
            if manifest is None or not manifest.name or item.status is Status.SKIPPED:
                continue
            namespace = manifest.namespace or self._options.default_namespace
            first = seen.setdefault((manifest.group, manifest.kind, namespace, manifest.name), item)
            if first is not item:
                line, _ = Places(first.chunk).find(first.at, at_key=True)
                message = (
                    f'{manifest.kind} "{manifest.name}" is there twice; the first is at {first.document.name}:{line}'
                )
                finding = Finding("CK207", ("metadata", "name"), message, "rename or remove one")
                conflict = replace(item, findings=[finding])
                yield from self._diagnostics(conflict, Places(item.chunk))

    def _renderings(self, checked: list[_Checked]) -> None:
        """Run the rules that look at everything one rendering made."""
        items = [item for item in checked if item.manifest is not None and item.document.rendering]
        if not items:
            return
        by_manifest = {id(item.manifest): item for item in items}
        manifests = [item.manifest for item in items if item.manifest is not None]
        found: list[tuple[Manifest, Finding]] = []
        for rule in rules_over_renderings():
            rule.check_all(manifests, found)
        for manifest, finding in found:
            item = by_manifest[id(manifest)]
            item.findings.append(finding)
            if item.status is Status.VALID and self._counts(item, finding):
                item.status = Status.INVALID

    def _resources(self, checked: list[_Checked]) -> Iterator[Resource]:
        places: tuple[Chunk, Places] | None = None
        for item in checked:
            diagnostics = []
            if item.findings:
                if places is None or places[0] is not item.chunk:
                    places = (item.chunk, Places(item.chunk))
                diagnostics = sorted(self._diagnostics(item, places[1]), key=_place)
            status = item.status
            if status in (Status.INVALID, Status.ERROR) and not any(d.severity is Severity.ERROR for d in diagnostics):
                status = Status.VALID
            value = item.manifest
            yield Resource(
                item.document.name,
                value.kind if value else "",
                value.api_version if value else "",
                value.name if value else "",
                value.namespace if value else "",
                status,
                tuple(diagnostics),
                item.chunk.line,
            )

    def _diagnostics(self, item: _Checked, places: Places) -> Iterator[Diagnostic]:
        for finding in item.findings:
            if not self._selection.wants(finding.code, item.document.name):
                continue
            line, column = finding.at or places.find((*item.at, *finding.path), at_key=finding.at_key)
            at = Location(item.document.name, line, column)
            if self._selection.commented_out(finding.code, item.chunk, at.line):
                continue
            message = finding.message
            if finding.versions and finding.versions != self._mask:
                message += f" (Kubernetes {versions.describe(finding.versions, self._catalogue.versions)})"
            failure = item.document.error
            origin = item.document.origin(at.line, at.column) if item.document.origin else None
            calls = origin.calls if origin else failure.calls if failure else ()
            yield Diagnostic(
                finding.code,
                message,
                self._selection.severity(finding),
                at,
                finding.hint,
                pointer(finding.path),
                origin.at if origin else None,
                calls,
                failure.rendered if failure else None,
            )


def _with_origins(report: Report, origins: Mapping[str, Callable[[int, int], Origin | None]]) -> Report:
    """Return the report with the places in templates that made what is wrong in rendered text."""

    def located(finding: Diagnostic) -> Diagnostic:
        find = origins.get(finding.at.name) if finding.at else None
        origin = find(finding.at.line, finding.at.column) if find and finding.at else None
        return replace(finding, origin=origin.at, calls=origin.calls) if origin else finding

    if not origins or not report.findings:
        return report
    resources = [
        replace(resource, findings=tuple(map(located, resource.findings))) if resource.findings else resource
        for resource in report.resources
    ]
    return Report(tuple(resources), tuple(map(located, report.conflicts)))


def _groups(documents: Iterable[Document]) -> Iterable[list[Document]]:
    """Return the documents of each rendering together, the others alone."""
    groups: dict[object, list[Document]] = {}
    for number, document in enumerate(documents):
        groups.setdefault(document.rendering or number, []).append(document)
    return groups.values()


#: The validator of a worker process; set once by :func:`_start_worker`.
_worker: Validator | None = None


def _start_worker(options: Options, definitions: list[Document]) -> None:
    global _worker  # noqa: PLW0603 - a process pool has no other place for what its workers share
    _worker = Validator(options)
    _worker.learn(definitions)


def _report_in_worker(documents: list[Document]) -> Report:
    assert _worker is not None  # noqa: S101 - the pool starts each worker with _start_worker
    return _worker.report(documents)


def _place(finding: Diagnostic) -> tuple[int, int]:
    return (finding.at.line, finding.at.column) if finding.at else (0, 0)


def _objects(value: object, at: FieldPath) -> Iterator[tuple[FieldPath, object]]:
    """Yield an object, or the items of a ``kind: List``."""
    if isinstance(value, dict) and value.get("kind") == "List" and isinstance(value.get("apiVersion"), str):
        items = value.get("items")
        if isinstance(items, list):
            for index, item in enumerate(items):
                yield from _objects(item, (*at, "items", index))
            return
        if items is None:
            return
    yield at, value


def _identity_problem(value: dict[str, object]) -> Finding | None:
    """Return what keeps an object from saying what it is."""
    for key in ("kind", "apiVersion"):
        held = value.get(key)
        if held is None or held == "":
            return Finding(
                "CK004", (key,) if key in value else (), f"missing {key}", f"every manifest has {key}", at_key=True
            )
        if not isinstance(held, str):
            return Finding("CK004", (key,), f"{key} must be a string", "put it in quotes")
    return None


def _apart(findings: list[Finding], schema_findings: list[Finding]) -> list[Finding]:
    """Return the rules' findings without those that only follow from what the schema says already."""
    if not schema_findings:
        return findings
    blamed = [finding.about or finding.path for finding in schema_findings if finding.code != "CK103"]
    slips = {(finding.path[:-1], finding.hint) for finding in schema_findings if finding.code == "CK103"}
    kept = []
    for finding in findings:
        path = finding.path
        if any(path[: len(other)] == other or other[: len(path)] == path for other in blamed if other):
            continue
        if path and (path[:-1], f'did you mean "{path[-1]}"?') in slips:
            continue
        kept.append(finding)
    return kept
