"""A chart's dependencies into its charts/ folder, as ``helm dependency build`` and ``update`` put them there.

What lies on this machine is packaged and moved in: charts named by ``file://``. A dependency from a repository on the
network is taken for built where a chart of its name and version lies in charts/ already; it is never fetched.

Upstream: helm pkg/downloader/manager.go Build, Update; internal/resolver/resolver.go
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from chartkit import semver
from chartkit.errors import ChartError, ChartkitError, FunctionError, SemverError
from chartkit.gostd import encoding_json, unicode
from chartkit.goyaml import load as parsed
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.placement import place

from .loader import load
from .log import Log, discard
from .metadata import Dependency, Lock
from .model import Chart
from .package import packaged
from .show import lock_file_text
from .version_range import is_in_range

__all__ = ["build_dependencies", "update_dependencies"]

_LOCAL = "file://"
_RFC3339_NANO = "2006-01-02T15:04:05.999999999Z07:00"


def build_dependencies(
    path: str,
    *,
    write: Callable[[str], object],
    timestamp: int | None = None,
    behaviour: HelmBehaviour = HELM_4_3,
    log: Log = discard,
) -> None:
    """Put the dependencies of the chart in the directory ``path`` into its charts/ folder.

    A lock file decides on versions and must belong to what Chart.yaml declares. Without one, versions are chosen and a
    lock file is written. Nothing changes in the chart until every dependency is there to be moved.

    Args:
        path: The chart's directory.
        write: Takes Helm's lines.
        timestamp: Time of everything written, in seconds since 1970; None: the files' own times and the present.
        behaviour: The line of Helm that counts.
        log: Takes what Helm logs of the chart's directory.

    Raises:
        ChartError: The lock is out of date, or a dependency cannot be had on this machine.
        WriteError: The disk refuses.
    """
    root, chart = _loaded(path, behaviour, log)
    if chart.lock is None:
        _loaded(path, behaviour, log)  # Upstream does so, and its log shows it
        _update(root, chart, write, timestamp, behaviour)
        return
    _check_repositories(root, chart.metadata.dependencies)
    _check_digest(chart, chart.lock, behaviour)
    _Build(root, write, timestamp, behaviour).run(chart.lock.dependencies, {})


def update_dependencies(
    path: str,
    *,
    write: Callable[[str], object],
    timestamp: int | None = None,
    behaviour: HelmBehaviour = HELM_4_3,
    log: Log = discard,
) -> None:
    """Put the dependencies of the chart into its charts/ folder, in the versions that fit best now.

    A lock file is written where what it would hold has changed. Arguments are those of :func:`build_dependencies`.

    Raises:
        ChartError: A dependency cannot be had on this machine.
        WriteError: The disk refuses.
    """
    root, chart = _loaded(path, behaviour, log)
    _update(root, chart, write, timestamp, behaviour)


def _loaded(path: str, behaviour: HelmBehaviour, log: Log) -> tuple[Path, Chart]:
    root = Path(path)
    if not root.exists():
        raise ChartError(f"could not find {path}: stat {path}: no such file or directory")
    if not root.is_dir():
        raise ChartError("only unpacked charts can be updated")
    return root, load(root, behaviour=behaviour.without_detection(), log=log)


def _update(
    root: Path, chart: Chart, write: Callable[[str], object], timestamp: int | None, behaviour: HelmBehaviour
) -> None:
    declared = chart.metadata.dependencies
    if not declared and not _lists_none(chart):
        return
    _check_repositories(root, declared)
    _check_protocols(declared, write)
    locked = _resolved(root, chart, behaviour)
    lock = Lock(_stamp(timestamp), _digest(declared, locked), tuple(locked))
    lock_file = "requirements.lock" if chart.metadata.api_version == "v1" else "Chart.lock"
    if (root / lock_file).is_symlink():
        raise ChartError(f'the {lock_file} file is a symlink to "{(root / lock_file).readlink()}"')
    is_new = chart.lock is None or chart.lock.digest != lock.digest
    more = {lock_file: unicode.encode(lock_file_text(lock))} if is_new else {}
    _Build(root, write, timestamp, behaviour).run(locked, more)


def _lists_none(chart: Chart) -> bool:
    """Return whether the chart says that it has no dependencies, instead of saying nothing of them."""
    names = ("Chart.yaml", "requirements.yaml")
    texts = (parsed(file.text) for file in chart.raw if file.name in names)
    return any(isinstance(text, dict) and text.get("dependencies") == [] for text in texts)


def _check_repositories(root: Path, declared: tuple[Dependency, ...]) -> None:
    """Refuse dependencies whose folder is not there, and those whose repository is neither a URL nor known by a name.

    Upstream: helm pkg/downloader/manager.go (*Manager).resolveRepoNames
    """
    missing: list[str] = []
    for dependency in declared:
        repository = dependency.repository
        if repository.startswith(_LOCAL):
            _local_path(root, repository)
        elif repository and not repository.startswith("oci://") and not _is_request_uri(repository):
            missing.append(repository)
    if not missing:
        return
    text = f"no repository definition for {', '.join(missing)}. Please add them via 'helm repo add'"
    if any("//" not in one and not one.startswith(("@", "alias:")) for one in missing):
        text += _NO_URL
    raise ChartError(text)


def _check_protocols(declared: tuple[Dependency, ...], write: Callable[[str], object]) -> None:
    """Refuse dependencies from where Helm does not know how to fetch anything.

    Upstream: helm pkg/downloader/manager.go (*Manager).ensureMissingRepos, pkg/getter/getter.go ByScheme
    """
    from chartkit.gostd import url

    for dependency in declared:
        repository = dependency.repository
        if not repository or repository.startswith((_LOCAL, "oci://")):
            continue
        scheme = url.parse(repository).scheme
        if scheme not in ("http", "https", "oci"):
            write("Getting updates for unmanaged Helm repositories...\n")
            raise ChartError(f"could not find protocol handler for: {scheme}")


_NO_URL = """
Note that repositories must be URLs or aliases. For example, to refer to the "example"
repository, use "https://charts.example.com/" or "@example" instead of
"example". Don't forget to add the repo, too ('helm repo add')."""


def _is_request_uri(text: str) -> bool:
    """Return whether Go's url.ParseRequestURI takes ``text``: an absolute URL or an absolute path."""
    from chartkit.gostd import url

    try:
        parsed = url.parse(text)
    except FunctionError:
        return False
    return bool(parsed.scheme) or text.startswith("/")


def _stamp(timestamp: int | None) -> str:
    """Return a time, or the present, as lock files have it."""
    import time as clock

    from chartkit.gostd import time

    nanoseconds = clock.time_ns() if timestamp is None else timestamp * time.SECOND
    return time.unix(nanoseconds // time.SECOND, time.UTC, nanoseconds % time.SECOND).format(_RFC3339_NANO)


def _check_digest(chart: Chart, lock: Lock, behaviour: HelmBehaviour) -> None:
    declared = chart.metadata.dependencies
    if _digest(declared, lock.dependencies) == lock.digest:
        return
    if chart.metadata.api_version != "v1":
        how = " with 'helm dependency update'" if behaviour.errors_are_lower_case else ""
        raise ChartError(
            "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). "
            f"Please update the dependencies{how}",
            hint="Without a Chart.lock, dependency build chooses versions anew.",
        )
    helm2 = f'{{"dependencies":{_ordered_json(declared)[1:-1]}}}'
    if _sha256(helm2) != lock.digest:
        raise ChartError(
            "the lock file (requirements.lock) is out of sync with the dependencies file (requirements.yaml). "
            "Please update the dependencies"
        )


def _digest(declared: tuple[Dependency, ...], locked: tuple[Dependency, ...] | list[Dependency]) -> str:
    """Return the digest of what is wanted and what was chosen.

    Upstream: helm internal/resolver/resolver.go HashReq
    """
    return _sha256(_ordered_json(declared, locked))


def _sha256(text: str) -> str:
    import hashlib

    return f"sha256:{hashlib.sha256(unicode.encode(text)).hexdigest()}"


def _fields(dependency: Dependency) -> dict[str, object]:
    """Return a dependency's fields in the order of Go's struct; empty ones are left out but for two."""
    fields: dict[str, object] = {
        "name": dependency.name,
        "version": dependency.version,
        "repository": dependency.repository,
        "condition": dependency.condition,
        "tags": list(dependency.tags),
        "enabled": dependency.enabled,
        "import-values": list(dependency.import_values),
        "alias": dependency.alias,
    }
    return {name: value for name, value in fields.items() if value or name in {"name", "repository"}}


def _ordered_json(*lists: tuple[Dependency, ...] | list[Dependency]) -> str:
    """Return lists of dependencies as JSON, fields in their order and not sorted as those of a map are."""

    def one(dependency: Dependency) -> str:
        members = (
            f"{encoding_json.marshal(key)}:{encoding_json.marshal(value)}" for key, value in _fields(dependency).items()
        )
        return f"{{{','.join(members)}}}"

    printed = (f"[{','.join(map(one, items))}]" for items in lists)
    return f"[{','.join(printed)}]"


def _resolved(root: Path, chart: Chart, behaviour: HelmBehaviour) -> list[Dependency]:
    """Return the dependencies with the versions that this machine has for them."""
    locked: list[Dependency] = []
    missing: list[str] = []
    rules = semver.V3_5 if behaviour.semver_errors_are_lower_case else semver.V3_3
    for wanted in chart.metadata.dependencies:
        try:
            semver.Constraint.parse(wanted.version, rules)
        except SemverError as error:
            text = f'dependency "{wanted.name}" has an invalid version/constraint format: {error.message}'
            raise ChartError(text) from error
        found = wanted.version
        if not wanted.repository:
            _local_path(root, f"charts/{wanted.name}")
        elif wanted.repository.startswith(_LOCAL):
            found = _local_chart(root, wanted.repository, behaviour).metadata.version
        else:
            vendored = [one for one in chart.dependencies if one.name == wanted.name]
            found = vendored[0].metadata.version if vendored else ""
            if not vendored:
                raise _not_here(wanted)
        if wanted.repository and not is_in_range(found, wanted.version):
            missing.append(f'"{wanted.name}" (repository "{wanted.repository}", version "{wanted.version}")')
        locked.append(Dependency(wanted.name, found, wanted.repository))
    if missing:
        raise ChartError(
            f"can't get a valid version for {len(missing)} subchart(s): {', '.join(missing)}. Make sure a matching "
            "chart version exists in the repo, or change the version constraint in Chart.yaml"
        )
    return locked


def _local_path(root: Path, repository: str) -> Path:
    """Return where a dependency lies, beside the chart or anywhere on this machine."""
    path = Path(os.path.normpath(root / repository.removeprefix(_LOCAL)))
    if not path.exists():
        raise ChartError(f"directory {path} not found")
    return path


def _local_chart(root: Path, repository: str, behaviour: HelmBehaviour) -> Chart:
    path = _local_path(root, repository)
    if not path.is_dir():
        raise ChartError("Chart.yaml file is missing")
    return load(path, behaviour=behaviour)


def _not_here(dependency: Dependency) -> ChartError:
    return ChartError(
        f'"{dependency.name}" version "{dependency.version}" is not in charts/, and {dependency.repository} is not on '
        "this machine",
        hint="Fetch it with helm dependency build where the network is; chartkit fetches nothing.",
    )


class _Build:
    """Packages dependencies, and puts them into charts/ when all are there."""

    def __init__(
        self, root: Path, write: Callable[[str], object], timestamp: int | None, behaviour: HelmBehaviour
    ) -> None:
        self._root = root
        self._charts = root / "charts"
        self._write = write
        self._timestamp = timestamp
        self._behaviour = behaviour
        self._archives: dict[str, bytes] = {}

    def run(self, locked: tuple[Dependency, ...] | list[Dependency], more: Mapping[str, bytes]) -> None:
        """Put what ``locked`` names into charts/, delete archives that it does not name, and write ``more`` files."""
        if self._charts.exists() and not self._charts.is_dir():
            raise ChartError(f'"{self._charts}" is not a directory')
        self._write(f"Saving {len(locked)} charts\n")
        kept: set[str] = set()
        for dependency in locked:
            try:
                kept.add(self._prepare(dependency))
            except ChartkitError as error:
                self._write(f"Save error occurred:  {error.message}\n")
                raise
        self._write("Deleting outdated charts\n")
        outdated = self._outdated(kept, {one.name for one in locked if not one.repository})
        archives = {f"charts/{name}": data for name, data in self._archives.items()}
        place(self._root, {**archives, **more}, [f"charts/{name}" for name in outdated])
        self._charts.mkdir(mode=0o755, exist_ok=True)

    def _prepare(self, dependency: Dependency) -> str:
        """Return the name of the file in charts/ that holds the dependency."""
        if not dependency.repository:
            self._write(
                f"Dependency {dependency.name} did not declare a repository. "
                "Assuming it exists in the charts directory\n"
            )
            found = load(self._charts / dependency.name, behaviour=self._behaviour)
            if not is_in_range(found.metadata.version, dependency.version):
                raise ChartError(
                    f"dependency {dependency.name} at version {found.metadata.version} does not satisfy the "
                    f"constraint {dependency.version}"
                )
            return dependency.name
        if not dependency.repository.startswith(_LOCAL):
            return self._vendored(dependency)
        chart = _local_chart(self._root, dependency.repository, self._behaviour)
        if not is_in_range(chart.metadata.version, dependency.version):
            raise ChartError(f"can't get a valid version for dependency {dependency.name}")
        name = f"{chart.name}-{chart.metadata.version}.tgz"
        self._archives[name] = packaged(chart, timestamp=self._timestamp, behaviour=self._behaviour)
        return name

    def _vendored(self, dependency: Dependency) -> str:
        """Return the file or folder in charts/ that is the dependency from a repository."""
        for entry in sorted(self._charts.iterdir()) if self._charts.is_dir() else ():
            if entry.suffix == ".tgz" or (entry / "Chart.yaml").is_file():
                chart = load(entry, behaviour=self._behaviour)
                if chart.name == dependency.name and is_in_range(chart.metadata.version, dependency.version):
                    return entry.name
        raise _not_here(dependency)

    def _outdated(self, kept: set[str], local: set[str]) -> list[str]:
        """Return the files in charts/ that no dependency needs any more."""
        outdated: list[str] = []
        for entry in sorted(self._charts.iterdir()) if self._charts.is_dir() else ():
            if entry.is_dir() or entry.name in kept:
                continue
            try:
                name = load(entry, behaviour=self._behaviour).name
            except ChartkitError as error:
                self._write(f"Could not verify {entry} for deletion: {error.message} (Skipping)\n")
                continue
            if name not in local:
                outdated.append(entry.name)
        return outdated
