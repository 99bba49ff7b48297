"""The two kinds of things that are compared, and the third: a folder, a chart, and a chart under the real Helm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from chartkit.chart import Chart
from chartkit.errors import ChartkitError, ConvertError, UsageError, ValuesSchemaError
from chartkit.folder import Folder, RenderOptions
from chartkit.gostd.kinds import Int64
from chartkit.gostd.unicode import SPACE
from chartkit.goyaml import load
from chartkit.manifests import Document, read_head, split
from chartkit.release import LoadedChart, OutputOptions, documents_of
from chartkit.values import ValuesSources, merge_maps, read, read_table

from .added_labels import AddedLabels
from .cases import NO_FACTS, Case, Facts
from .outcome import Outcome
from .world import RepeatedWorld

__all__ = ["ChartSide", "FolderSide", "HelmSide", "Side", "find_helm"]

_TIMEOUT_SECONDS = 120
_NO_VALUES = ValuesSources()

#: How Helm says that values are not what values.schema.json asks for.
_REFUSAL = "values don't meet the specifications of the schema(s)"

#: What Helm adds to many an error.
_DEBUG_HINT = "\n\nUse --debug flag to render out invalid YAML"


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

    @property
    def repeats(self) -> bool:
        """Whether it renders the same each time: chance and the clock are in hand."""
        ...

    def render(self, case: Case, facts: Facts, world: int = 0) -> Outcome:
        """Return what ``case`` renders to; an error is an outcome, too.

        Args:
            case: What to render.
            facts: What the user, or the other side, says of the release.
            world: Number of the world, with its own random values and its own time; the same number is the same world,
                for a side that repeats.
        """
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
    def is_imported(self) -> bool:
        """Whether it was a chart."""
        return self.folder.settings.helm is not None

    @property
    def orders_by_kind(self) -> bool:
        """Whether it is an imported chart."""
        return self.is_imported

    def environments(self) -> list[str]:
        """Return the folder's environments."""
        return self.folder.environments()

    @property
    def repeats(self) -> bool:
        """Whether it was given a world that repeats."""
        return self._world is not None

    def render(self, case: Case, facts: Facts, world: int = 0) -> Outcome:
        """Return what the folder renders to. A folder that is no imported chart has no release, but a namespace."""
        variables = dict(case.variables) if self.is_imported else _whole_numbers(case.variables)
        options = RenderOptions(
            case.environment,
            [variables] if variables else [],
            [(("namespace",), facts.namespace)] if facts.namespace else [],
            modes=case.modes,
            release=facts.table() if self.is_imported else {},
        )
        if self._world is not None:
            self._world.restart(world)
        try:
            rendering = self.folder.render_with(options)
        except ChartkitError as error:
            return Outcome(error=error.message, hint=error.hint, facts=self._facts(facts, None), raised=error)
        return Outcome(rendering.documents, facts=self._facts(facts, rendering.namespace))

    def _facts(self, asked: Facts, namespace: str | None) -> Facts:
        helm = self.folder.settings.helm
        if helm is None:
            return asked.over(Facts(namespace=namespace))
        release: Any = helm.get("release", {})
        return asked.over(Facts.of_table({"checks-schema": True, **release, "namespace": namespace}))


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

    @property
    def repeats(self) -> bool:
        """It does: the world is in hand."""
        return True

    def render(self, case: Case, facts: Facts, world: int = 0) -> Outcome:
        """Return what the chart renders to."""
        told = self.facts.over(facts)
        self._world.restart(world)
        try:
            release = self._loaded.render(
                told.name or "release-name",
                told.namespace or "default",
                self.values_of(case),
                is_upgrade=bool(told.is_upgrade),
                kube_version=told.kube_version or "",
                api_versions=told.api_versions,
                skip_schema_validation=told.checks_schema is False,
            )
            output = OutputOptions(bool(told.include_crds), told.hooks is not False, told.tests is not False)
            documents = documents_of(release, output, told.show_only)
        except ChartkitError as error:
            is_refusal = isinstance(error, ValuesSchemaError)
            return Outcome(error=error.message, hint=error.hint, is_refusal=is_refusal, raised=error)
        return Outcome(self._without_added_labels(documents, told.name or "release-name"))

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

    @property
    def chart(self) -> Chart:
        """The chart as loaded.

        Raises:
            ChartkitError: It cannot be read.
        """
        return self._loaded.chart

    @cached_property
    def _loaded(self) -> LoadedChart:
        return LoadedChart(self.path, environment=self._world.environment)

    def _without_added_labels(self, documents: Sequence[Document], release: str) -> tuple[Document, ...]:
        """Return the documents without the labels that an idiomatic export added."""
        return self._added_labels.removed(documents, self.chart.metadata, release)

    @cached_property
    def _added_labels(self) -> AddedLabels:
        return AddedLabels.recorded(self.path)

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

    def __init__(
        self,
        path: Path,
        helm: Path,
        facts: Facts = NO_FACTS,
        values: ValuesSources = _NO_VALUES,
        world: RepeatedWorld | None = None,
    ) -> None:
        super().__init__(path, facts, values, world)
        self.helm = helm

    @property
    def title(self) -> str:
        """Where the chart is, and what renders it."""
        return f"{self.path} (helm)"

    @property
    def repeats(self) -> bool:
        """It does not: random values and the clock are Helm's own."""
        return False

    def as_chartkit_renders(self, case: Case, facts: Facts) -> Outcome:
        """Return what chartkit makes of the same case, in the world that repeats."""
        return super().render(case, facts)

    def render(self, case: Case, facts: Facts, world: int = 0) -> Outcome:  # noqa: ARG002 - helm is in a world of its own
        """Return what ``helm template`` prints."""
        told = self.facts.over(facts)
        try:
            values = self.values_of(case)
        except ChartkitError as error:
            return Outcome(error=error.message, hint=error.hint)
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "values.yaml"
            file.write_text(json.dumps(values, ensure_ascii=True), "utf-8")
            command = [str(self.helm), "template", told.name or "release-name", str(self.path), "-f", str(file)]
            command += [word for text in _integers(values) for word in ("--set", text)]
            environment = {"PATH": os.environ.get("PATH", ""), "HOME": scratch, "TZ": "UTC"}
            done = subprocess.run(  # noqa: S603 # the program that the user named; arguments are a list
                [*command, *_flags(told)], capture_output=True, check=False, timeout=_TIMEOUT_SECONDS, env=environment
            )
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().rpartition("Error: ")[2]
            return Outcome(error=said.removesuffix(_DEBUG_HINT), is_refusal=said.startswith(_REFUSAL))
        documents = _documents(done.stdout.decode("utf-8", "surrogateescape"))
        return Outcome(self._without_added_labels(documents, told.name or "release-name"))


def _flags(told: Facts) -> list[str]:
    """Return the flags of ``helm template`` that say what ``told`` says."""
    words = ["-n", told.namespace or "default"]
    words += ["--kube-version", told.kube_version] if told.kube_version else []
    words += [word for version in told.api_versions for word in ("--api-versions", version)]
    words += [word for pattern in told.show_only for word in ("--show-only", pattern)]
    switches = {
        "--is-upgrade": told.is_upgrade,
        "--include-crds": told.include_crds,
        "--no-hooks": told.hooks is False,
        "--skip-tests": told.tests is False,
        "--skip-schema-validation": told.checks_schema is False,
    }
    return words + [word for word, is_on in switches.items() if is_on]


def _integers(value: object, path: str = "") -> Iterator[str]:
    """Yield assignments for ``--set`` of what ``--set`` made an integer: in a values file all numbers are floats."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _integers(below, f"{path}.{_in_set(key)}" if path else _in_set(key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _integers(below, f"{path}[{number}]")
    elif value.__class__ is Int64:
        yield f"{path}={value}"


def _in_set(key: str) -> str:
    return "".join(f"\\{character}" if character in "\\.,=[]{}" else character for character in key)


def _whole_numbers(value: Any) -> Any:  # noqa: ANN401 # a table stays a table
    """Return ``value`` as a folder's files would hold it: what Helm reads as 3.0 is an integer there."""
    if isinstance(value, Mapping):
        return {key: _whole_numbers(below) for key, below in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(below) for below in value]
    return int(value) if value.__class__ is Int64 or (value.__class__ is float and value.is_integer()) else value


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
    source = ""
    for text in split(stream):
        first, _, rest = text.partition("\n")
        if first.startswith("# Source: "):
            source = first.removeprefix("# Source: ")
        elif not source:
            raise ConvertError(f"helm printed a document without its source: {first[:60]}")
        else:  # A file of crds/ is printed as it is: it may hold several.
            rest = text
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
                source,
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
