"""What refers to the ports of workloads: it follows the values where it is sure whose port it names.

A Service is a workload's where it selects that workload's pods and no others in every rendering; an Ingress names the
Service that is the only one of its name. Whatever is not written out, or names a port of nobody's, stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chartkit.goyaml import Node, NodeKind

from .literals import camel_case, content_span, integer_of, items_of, literal_of, number_reference
from .outline import Entry, Outline, OutlinedDocument
from .rendered import Rendered, Selected
from .rewriting import Edit
from .workloads import WorkloadValues

__all__ = ["References"]

ValuePath = tuple[str, ...]

#: Where objects select the pods whose ports they name.
_POD_SELECTORS: Mapping[str, ValuePath] = {
    "Service": ("spec", "selector"),
    "NetworkPolicy": ("spec", "podSelector", "matchLabels"),
    "PodMonitor": ("spec", "selector", "matchLabels"),
}
#: What selects Services, and so their pods.
_SERVICE_SELECTORS: Mapping[str, ValuePath] = {"ServiceMonitor": ("spec", "selector", "matchLabels")}


@dataclass(slots=True)
class _Service:
    """A Service and where the ports that it offers are in values. Not frozen: it is filled port by port."""

    source: str
    namespace: object
    ports: dict[int, ValuePath] = field(default_factory=dict)


class References:
    """The edits that make references to ports follow the values of workloads.

    Args:
        rendered: What the folder renders to.
        workloads: The workloads with values; the ports of their Services are added to these.
    """

    def __init__(self, rendered: Rendered, workloads: Sequence[WorkloadValues]) -> None:
        self._rendered = rendered
        self._workloads = workloads
        self._services: dict[str, _Service] = {}

    def service_edits(self, source: str, outlined: Outline, document: OutlinedDocument) -> list[Edit]:
        """Return the edits for a document that is a Service: its ports become values, its target ports follow."""
        if document.kind != "Service":
            return []
        workload = self._workload_of(source, outlined, document)
        if workload is None:
            return []
        edits: list[Edit] = []
        name = _name(outlined, document)
        service = _Service(source, self._namespace(source, "Service", name))
        twice: set[int] = set()
        ports = items_of(document.only(document.root, "spec", "ports"))
        key = _free_key(workload, name)
        for item in ports:
            entry = document.only(item, "port")
            number = None if entry is None else integer_of(outlined, entry)
            target = document.only(item, "targetPort")
            target_number = None if target is None else integer_of(outlined, target)
            if target is not None and target_number in workload.ports:
                edits.append(_followed(outlined, target, workload.ports[target_number]))
            if entry is None or number is None:
                continue
            if not document.all(item, "targetPort") and number in workload.ports:
                path = workload.ports[number]  # without a target port, the port itself is the pods'
            else:
                path = workload.put((key, _port_key(outlined, document, item, len(ports), workload, key)), number)
            edits.append(_followed(outlined, entry, path))
            if number in service.ports:
                twice.add(number)
            service.ports[number] = path
        service.ports = {number: path for number, path in service.ports.items() if number not in twice}
        if name and self._is_only_one(source, name):
            self._services[name] = service
        return edits

    def edits(self, source: str, outlined: Outline, document: OutlinedDocument) -> list[Edit]:
        """Return the edits for a document that is no Service; those of all Services have been asked for before."""
        found: list[Edit] = []
        if document.kind in ("NetworkPolicy", *_POD_SELECTORS, *_SERVICE_SELECTORS) and document.kind != "Service":
            workload = self._workload_of(source, outlined, document)
            for entry in _port_entries(document) if workload is not None else ():
                number = integer_of(outlined, entry)
                if workload is not None and number in workload.ports:
                    found.append(_followed(outlined, entry, workload.ports[number]))
        if document.kind == "NetworkPolicy":
            found += self._egress_edits(outlined, document)
        if document.kind == "Ingress":
            namespace = self._namespace(source, "Ingress", _name(outlined, document))
            for name, port in _backends(document):
                text, number = literal_of(outlined, name), integer_of(outlined, port)
                service = self._services.get(text or "")
                if service is not None and service.namespace == namespace and number in service.ports:
                    found.append(_followed(outlined, port, service.ports[number]))
        return found

    def _egress_edits(self, outlined: Outline, document: OutlinedDocument) -> Iterator[Edit]:
        """Yield the edits for ports of the pods that a policy lets its own talk to."""
        for rule in items_of(document.only(document.root, "spec", "egress")):
            targets = document.only(rule, "to")
            only = items_of(targets)
            if targets is None or len(only) != 1 or len(targets.value.children) != 1:
                continue
            keys = [entry.key.value for entry in document.entries(only[0])]
            labels = document.only(only[0], "podSelector", "matchLabels")
            if keys != ["podSelector"] or labels is None or not outlined.is_literal(labels.start, labels.value_end):
                continue
            wanted = {entry.key.value: entry.value.value for entry in document.entries(labels.value)}
            workload = self._chosen(self._rendered.pods_with(wanted))
            for item in items_of(document.only(rule, "ports")) if workload is not None else ():
                entry = document.only(item, "port")
                number = None if entry is None else integer_of(outlined, entry)
                if workload is not None and entry is not None and number in workload.ports:
                    yield _followed(outlined, entry, workload.ports[number])

    def _workload_of(self, source: str, outlined: Outline, document: OutlinedDocument) -> WorkloadValues | None:
        """Return the one workload whose pods a document's objects select."""
        name = _name(outlined, document)
        if document.kind in _SERVICE_SELECTORS:
            selector = _SERVICE_SELECTORS[document.kind]
            return self._chosen(self._rendered.selects_through_services(source, document.kind, name, *selector))
        return self._chosen(self._rendered.selects(source, document.kind, name, *_POD_SELECTORS[document.kind]))

    def _chosen(self, selected: set[Selected]) -> WorkloadValues | None:
        chosen = [w for w in self._workloads if {(of, kind) for of, kind, _ in selected} == {(w.source, w.kind)}]
        matching = [w for w in chosen if w.name in ("", *(name for _, _, name in selected))]
        return matching[0] if len(matching) == 1 and len(selected) == 1 else None

    def _namespace(self, source: str, kind: str, name: str) -> object:
        """Return the namespace that an object says it is in; objects that differ in that are in none that is known."""
        found = {str(other.at("metadata", "namespace")) for other in self._rendered.of(source, kind, name)}
        return found.pop() if len(found) == 1 else object()

    def _is_only_one(self, source: str, name: str) -> bool:
        """Return whether a Service is the only one of its name in all renderings."""
        same = [other for other in self._rendered.objects if other.kind == "Service" and other.name == name]
        renderings = [other.rendering for other in same]
        return {other.source for other in same} == {source} and len(renderings) == len(set(renderings))


def _name(outlined: Outline, document: OutlinedDocument) -> str:
    """Return the name that is written out; empty where it is not."""
    entry = document.only(document.root, "metadata", "name")
    is_literal = entry is not None and outlined.is_literal(entry.value_start, entry.value_end)
    return document.text_of("metadata", "name") if is_literal else ""


def _followed(outlined: Outline, entry: Entry, path: ValuePath) -> Edit:
    return content_span(outlined, entry), number_reference(outlined, entry.value_start, path)


def _free_key(workload: WorkloadValues, name: str) -> str:
    """Return a key below the workload's for a Service."""
    candidates = ["service", camel_case(f"{name} service")]
    found = next((key for key in candidates if not workload.has((key,))), "")
    number = 2
    while not found:
        found, number = "" if workload.has((f"service{number}",)) else f"service{number}", number + 1
    return found


def _port_key(
    outlined: Outline, document: OutlinedDocument, item: Node, count: int, workload: WorkloadValues, key: str
) -> str:
    """Return the key of a port of a Service: ``port``, or the port's name where there are more."""
    name = document.only(item, "name")
    text = literal_of(outlined, name) if name is not None and count > 1 else None
    word, number = camel_case(text) if text else "port", 2
    found = word
    while workload.has((key, found)):
        found, number = f"{word}{number}", number + 1
    return found


def _port_entries(document: OutlinedDocument) -> Iterator[Entry]:
    """Yield the entries of a NetworkPolicy or a monitor that are ports of the pods that it selects."""
    holders = {"ServiceMonitor": "endpoints", "PodMonitor": "podMetricsEndpoints"}
    if document.kind in holders:
        for item in items_of(document.only(document.root, "spec", holders[document.kind])):
            entry = document.only(item, "targetPort")
            if entry is not None:
                yield entry
        return
    for rule in items_of(document.only(document.root, "spec", "ingress")):
        for item in items_of(document.only(rule, "ports")):
            entry = document.only(item, "port")
            if entry is not None:
                yield entry


def _backends(document: OutlinedDocument) -> Iterator[tuple[Entry, Entry]]:
    """Yield the name of a Service and its port, as an Ingress names them."""
    spec = document.only(document.root, "spec")
    if spec is None:
        return
    backends = [document.only(spec.value, key) for key in ("defaultBackend", "backend")]
    for rule in items_of(document.only(spec.value, "rules")):
        backends += [document.only(path, "backend") for path in items_of(document.only(rule, "http", "paths"))]
    for backend in backends:
        if backend is None or backend.value.kind is not NodeKind.MAPPING or backend.value.anchor:
            continue
        ways = ((("service", "name"), ("service", "port", "number")), (("serviceName",), ("servicePort",)))
        for name_path, port_path in ways:
            name, port = document.only(backend.value, *name_path), document.only(backend.value, *port_path)
            if name is not None and port is not None:
                yield name, port
