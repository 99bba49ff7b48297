"""CK328: affinity to other pods has a topology key, weights in range and possible namespaces.

Upstream: pkg/apis/core/validation validation.go validatePodAffinityTerm, validateWeightedPodAffinityTerms
"""

from __future__ import annotations

from chartkit.validation.manifest import Manifest, entries, mapping, strings, text
from chartkit.validation.names import dns_label, qualified_name

from . import Report
from .node_selection import weight_problem
from .selectors import pod_affinity_terms

__all__ = ["check"]


def check(manifest: Manifest, report: Report) -> None:
    """Report affinities that the server refuses."""
    pod = manifest.pod
    for term, path in pod_affinity_terms(manifest):
        topology = text(term, "topologyKey")
        if term.get("topologyKey") == "":
            report((*path, "topologyKey"), "topologyKey must not be empty")
        elif topology and (problem := qualified_name(topology)):
            report((*path, "topologyKey"), f'topologyKey "{topology}" {problem}')
        for index, namespace in strings(term, "namespaces"):
            if problem := dns_label(namespace):
                report((*path, "namespaces", index), f'namespace "{namespace}" {problem}')
        for key in ("matchLabelKeys", "mismatchLabelKeys"):
            if term.get(key) and not isinstance(term.get("labelSelector"), dict):
                report((*path, key), f"{key} needs a labelSelector", at_key=True)
            for index, name in strings(term, key):
                if problem := qualified_name(name):
                    report((*path, key, index), f'label key "{name}" {problem}')
    affinity = mapping(pod.spec, "affinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        key = "preferredDuringSchedulingIgnoredDuringExecution"
        for index, weighted in entries(mapping(affinity, kind), key):
            if problem := weight_problem(weighted):
                report((*pod.spec_path, "affinity", kind, key, index, "weight"), problem)
