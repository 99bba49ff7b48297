"""CK901: a Service of a rendering selects pods of the rendering, and the ports that it names are theirs."""

from __future__ import annotations

from collections.abc import Callable

from chartkit.suggest import nearest
from chartkit.validation.manifest import POD_TEMPLATES, Manifest, Pod, entries, mapping, text

__all__ = ["check_all"]


def check_all(manifests: list[Manifest], report: Callable[..., None]) -> None:
    """Report Services that send nothing anywhere."""
    workloads = [manifest.pod for manifest in manifests if manifest.group_kind in POD_TEMPLATES]
    custom = any(manifest.group and not _is_built_in(manifest) for manifest in manifests)
    for service in manifests:
        selector = mapping(service.spec, "selector")
        if service.group_kind != "Service" or not selector:
            continue
        selected = [pod for pod in workloads if _selects(selector, pod)]
        if not selected:
            # Where there are custom resources, an operator may make the pods.
            if not custom:
                labels = ", ".join(f"{key}={value}" for key, value in selector.items())
                report(service, ("spec", "selector"), f"no pod of this rendering has the labels {labels}", at_key=True)
            continue
        names = {
            text(port, "name")
            for pod in selected
            for _, container in pod.all_containers
            for _, port in entries(container, "ports")
        }
        for index, port in entries(service.spec, "ports"):
            target = text(port, "targetPort")
            if target and target not in names and not target.isdigit():
                meant = nearest(target, names)
                hint = f'did you mean "{meant}"?' if meant else ""
                report(service, ("spec", "ports", index, "targetPort"), f'the pods have no port named "{target}"', hint)


#: Labels that controllers give to each pod that they make.
_GIVEN = frozenset((
    "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index", "controller-revision-hash",
    "pod-template-hash", "batch.kubernetes.io/job-name", "batch.kubernetes.io/controller-uid", "job-name",
    "batch.kubernetes.io/job-completion-index", "controller-uid", "pod-template-generation",
))  # fmt: skip


def _selects(selector: dict[str, object], pod: Pod) -> bool:
    labels = mapping(pod.metadata, "labels")
    return all(labels.get(key) == value for key, value in selector.items() if key not in _GIVEN)


def _is_built_in(manifest: Manifest) -> bool:
    return bool(manifest.catalogue.kinds(manifest.api_version))
