"""What ``helm show`` prints of a chart.

Upstream: helm pkg/action/show.go
"""

from __future__ import annotations

from chartkit.goyaml import dump
from chartkit.helm_versions import HELM_4_3, HelmBehaviour

from .metadata import Dependency, Lock, Metadata
from .model import Chart

__all__ = [
    "chart_file_text",
    "lock_file_text",
    "show_all",
    "show_chart",
    "show_crds",
    "show_readme",
    "show_values",
]

_READMES = ("readme.md", "readme.txt", "readme")


def show_all(chart: Chart, behaviour: HelmBehaviour = HELM_4_3) -> str:
    """Return everything there is to show, with ``---`` before values, README and definitions."""
    values, readme, crds = show_values(chart), show_readme(chart), show_crds(chart, behaviour)
    if crds and not crds.startswith("---"):
        crds = f"---\n{crds}"
    return "".join([show_chart(chart), *(f"---\n{part}" for part in (values, readme) if part), crds])


def show_chart(chart: Chart) -> str:
    """Return Chart.yaml as Helm writes it anew, and an empty line."""
    return f"{chart_file_text(chart.metadata)}\n"


def show_values(chart: Chart) -> str:
    """Return values.yaml as it stands, and a line break; nothing if there is none."""
    return "".join(f"{file.text}\n" for file in chart.raw if file.name == "values.yaml")


def show_readme(chart: Chart) -> str:
    """Return the chart's README and a line break; nothing if there is none."""
    readme = next((file for file in chart.files if file.name.lower() in _READMES), None)
    return f"{readme.text}\n" if readme else ""


def show_crds(chart: Chart, behaviour: HelmBehaviour = HELM_4_3) -> str:
    """Return the custom resource definitions of the chart and of those below it."""
    texts = []
    for crd in chart.crds():
        needs_separator = behaviour.show_crds_separates and not crd.file.data.startswith(b"---")
        texts.append(f"{'---' + chr(10) if needs_separator else ''}{crd.file.text}\n")
    return "".join(texts)


def chart_file_text(metadata: Metadata, *, dependencies: bool = True) -> str:
    """Return a Chart.yaml that says what ``metadata`` says: sorted keys, empty fields left out.

    Args:
        metadata: What to write.
        dependencies: Whether to write the dependencies; a chart of the first generation has them elsewhere.
    """
    fields: dict[str, object] = {
        "name": metadata.name,
        "home": metadata.home,
        "sources": list(metadata.sources),
        "version": metadata.version,
        "description": metadata.description,
        "keywords": list(metadata.keywords),
        "maintainers": [
            _without_empty({"name": one.name, "email": one.email, "url": one.url}) for one in metadata.maintainers
        ],
        "icon": metadata.icon,
        "apiVersion": metadata.api_version,
        "condition": metadata.condition,
        "tags": metadata.tags,
        "appVersion": metadata.app_version,
        "deprecated": metadata.deprecated,
        "annotations": dict(metadata.annotations or {}),
        "kubeVersion": metadata.kube_version,
        "dependencies": [_dependency(one) for one in metadata.dependencies] if dependencies else [],
        "type": metadata.type,
    }
    return dump(_without_empty(fields))


def lock_file_text(lock: Lock) -> str:
    """Return a Chart.lock that says what ``lock`` says."""
    return dump(
        {
            "generated": lock.generated or "0001-01-01T00:00:00Z",
            "digest": lock.digest,
            "dependencies": [_dependency(one) for one in lock.dependencies],
        }
    )


def _dependency(dependency: Dependency) -> dict[str, object]:
    optional: dict[str, object] = {
        "version": dependency.version,
        "condition": dependency.condition,
        "tags": list(dependency.tags),
        "enabled": dependency.enabled,
        "import-values": list(dependency.import_values),
        "alias": dependency.alias,
    }
    return {"name": dependency.name, "repository": dependency.repository, **_without_empty(optional)}


def _without_empty(fields: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}
