"""The two kinds of things that are compared, and the third: a folder, a chart, and a chart under the real Helm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from chartkit.errors import ChartkitError, ConvertError, UsageError
from chartkit.folder import Folder, RenderOptions
from chartkit.gostd.unicode import SPACE
from chartkit.goyaml import load
from chartkit.manifests import Document, read_head, split
from chartkit.release import LoadedChart
from chartkit.values import ValuesSources, merge_maps, read, read_table

from .cases import NO_FACTS, Case, Facts
from .outcome import Outcome
from .world import RepeatedWorld

__all__ = ["ChartSide", "FolderSide", "HelmSide", "Side", "find_helm"]

_TIMEOUT_SECONDS = 120
_NO_VALUES = ValuesSources()


class Side(Protocol):
    """Something that renders cases."""

    @property
    def title(self) -> str:
        """How it goes by in reports."""
        ...

    @property
    def tells_facts(self) -> bool:
        """Whether it knows what its release is called, so that the other side is to be told."""
        ...

    @property
    def orders_by_kind(self) -> bool:
        """Whether its objects come in Helm's order of kinds, instead of as they stand in the templates."""
        ...

    def environments(self) -> list[str]:
        """Return the environments that it has."""
        ...

    def render(self, case: Case, facts: Facts) -> Outcome:
        """Return what ``case`` renders to; an error is an outcome, too."""
        ...


class FolderSide:
    """A folder of templated manifests."""

    tells_facts = True

    def __init__(self, folder: Folder, world: RepeatedWorld | None = None) -> None:
        self.folder = folder
        self._world = world

    @property
    def title(self) -> str:
        """Where the folder is."""
        return self.folder.source.title

    @property
    def orders_by_kind(self) -> bool:
        """Whether it is an imported chart."""
        return self.folder.settings.helm is not None

    def environments(self) -> list[str]:
        """Return the folder's environments."""
        return self.folder.environments()

    def render(self, case: Case, facts: Facts) -> Outcome:  # noqa: ARG002 - a folder has its own
        """Return what the folder renders to."""
        variables = [case.variables] if case.variables else []
        if self._world is not None:
            self._world.restart()
        try:
            rendering = self.folder.render_with(RenderOptions(case.environment, variables, modes=case.modes))
        except ChartkitError as error:
            return Outcome(error=error.message, facts=self._facts(None))
        return Outcome(rendering.documents, facts=self._facts(rendering.namespace))

    def _facts(self, namespace: str | None) -> Facts:
        helm = self.folder.settings.helm
        if helm is None:
            return Facts(namespace=namespace)
        release: Any = helm.get("release", {})
        apis = tuple(release.get("api-versions", ()))
        return Facts(release.get("name"), namespace, release.get("kube-version"), apis, checks_schema=True)


class ChartSide:
    """A chart, rendered by chartkit. An environment is its file ``values-NAME.yaml`` or ``ci/NAME-values.yaml``."""

    tells_facts = False
    orders_by_kind = True

    def __init__(
        self,
        path: Path,
        facts: Facts = NO_FACTS,
        values: ValuesSources = _NO_VALUES,
        world: RepeatedWorld | None = None,
    ) -> None:
        self.path = path
        self.facts = facts
        self.values = values
        self._world = world or RepeatedWorld()

    @property
    def title(self) -> str:
        """Where the chart is."""
        return str(self.path)

    def environments(self) -> list[str]:
        """Return the names of values-NAME.yaml files and of NAME-values.yaml files in ci/."""
        if not self.path.is_dir():
            return []
        names = {file.name[len("values-") : -len(".yaml")] for file in self.path.glob("values-*.yaml")}
        plain = {name for name in names if name != "secrets" and not name.startswith("secrets-")}
        return sorted(plain | {file.name[: -len("-values.yaml")] for file in self.path.glob("ci/*-values.yaml")})

    def render(self, case: Case, facts: Facts) -> Outcome:
        """Return what the chart renders to."""
        told = self.facts.over(facts)
        self._world.restart()
        try:
            release = self._chart.render(
                told.name or "release-name",
                told.namespace or "default",
                self.values_of(case),
                kube_version=told.kube_version or "",
                api_versions=told.api_versions,
                skip_schema_validation=not told.checks_schema,
            )
            documents = release.documents()
        except ChartkitError as error:
            return Outcome(error=error.message)
        return Outcome(tuple(documents))

    def values_of(self, case: Case) -> dict[str, object]:
        """Return the values of ``case``, those that the user gives.

        Raises:
            ChartkitError: A file of values cannot be read.
        """
        values = read(self.values)
        for path in self._files_of(case.environment):
            values = merge_maps(values, read_table(path.read_bytes()))
        if case.modes:
            values = merge_maps(values, {self._modes_key: _modes_table(case.modes)})
        return merge_maps(values, dict(case.variables))

    def _files_of(self, environment: str) -> list[Path]:
        names = ["values-secrets.yaml"]
        if environment:
            names = [
                f"values-{environment}.yaml",
                f"ci/{environment}-values.yaml",
                "values-secrets.yaml",
                f"values-secrets-{environment}.yaml",
            ]
        return [self.path / name for name in names if (self.path / name).is_file()]

    @cached_property
    def _chart(self) -> LoadedChart:
        return LoadedChart(self.path, environment=self._world.environment)

    @cached_property
    def _modes_key(self) -> str:
        """The value that holds the modes, as the export recorded it."""
        try:
            record: dict[str, Any] = json.loads((self.path / ".chartkit.json").read_text("utf-8"))
            return str(record["extra"]["values"]["modes"])
        except (OSError, ValueError, KeyError, TypeError):
            return "modes"


class HelmSide(ChartSide):
    """A chart, rendered by the real Helm."""

    def __init__(self, path: Path, helm: Path, facts: Facts = NO_FACTS, values: ValuesSources = _NO_VALUES) -> None:
        super().__init__(path, facts, values)
        self.helm = helm

    @property
    def title(self) -> str:
        """Where the chart is, and what renders it."""
        return f"{self.path} (helm)"

    def render(self, case: Case, facts: Facts) -> Outcome:
        """Return what ``helm template`` prints."""
        told = self.facts.over(facts)
        try:
            values = self.values_of(case)
        except ChartkitError as error:
            return Outcome(error=error.message)
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "values.yaml"
            file.write_text(json.dumps(values, ensure_ascii=True), "utf-8")
            command = [str(self.helm), "template", told.name or "release-name", str(self.path), "-f", str(file)]
            command += ["-n", told.namespace or "default"]
            command += [] if told.checks_schema else ["--skip-schema-validation"]
            command += ["--kube-version", told.kube_version] if told.kube_version else []
            command += [word for version in told.api_versions for word in ("--api-versions", version)]
            environment = {"PATH": os.environ.get("PATH", ""), "HOME": scratch, "TZ": "UTC"}
            done = subprocess.run(  # noqa: S603 # the program that the user named; arguments are a list
                command, capture_output=True, check=False, timeout=_TIMEOUT_SECONDS, env=environment
            )
        if done.returncode:
            return Outcome(error=done.stderr.decode("utf-8", "replace").strip().removeprefix("Error: "))
        return Outcome(tuple(_documents(done.stdout.decode("utf-8", "surrogateescape"))))


def find_helm(given: str = "") -> Path:
    """Return the Helm at ``given``, or the one on PATH.

    Raises:
        UsageError: There is none.
    """
    found = shutil.which(given or "helm")
    if found is None:
        raise UsageError(f"there is no {given or 'helm'} to compare with", hint="Put helm on PATH, or give its path.")
    return Path(found)


def _documents(stream: str) -> Sequence[Document]:
    """Return the documents of what ``helm template`` printed."""
    found = []
    for text in split(stream):
        first, _, rest = text.partition("\n")
        if not first.startswith("# Source: "):
            raise ConvertError(f"helm printed a document without its source: {first[:60]}")
        head = read_head(rest)
        if not head.kind:
            continue
        content = load(rest)
        metadata = content.get("metadata") if isinstance(content, dict) else None
        namespace = metadata.get("namespace") if isinstance(metadata, dict) else None
        found.append(
            Document(
                head.kind,
                head.name,
                first.removeprefix("# Source: "),
                rest.strip(SPACE),
                head.api_version,
                namespace if isinstance(namespace, str) else "",
            )
        )
    return found


def _modes_table(modes: Mapping[tuple[str, str], str]) -> dict[str, object]:
    table: dict[str, object] = {}
    for (workload, container), mode in modes.items():
        if not container:
            table[workload] = mode
            continue
        below = table.setdefault(workload, {})
        if isinstance(below, dict):
            below[container] = mode
    return table
