"""A directory, a packaged chart or its bytes to a :class:`Chart`.

Upstream: helm pkg/chart/loader/load.go, pkg/chart/v2/loader/load.go
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence

from chartkit.errors import ChartError, ValuesError
from chartkit.gostd import path as go_path
from chartkit.gostd.os import PathError, exists, path_error, read_file
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.values import Table, read_table

from .archive import BYTE_ORDER_MARK, check_is_archive, read_archive
from .chart_file import Fields, metadata_of, read_api_version, read_fields, read_lock
from .directory import IGNORE_FILE, DirectoryReader, absolute
from .gzipped_tar import ArchiveError, GzipHeaderError
from .ignore import IgnoreRules
from .log import Log, LogLevel, LogRecord, discard
from .metadata import Lock, Metadata, validate
from .model import Chart, ChartFile

__all__ = ["load", "load_files", "load_tree", "locate"]

#: How deeply charts may be nested, archives within archives too; deeper is an attack.
_MAX_CHARTS = 50

_KNOWN_API_VERSIONS = frozenset({"", "v1", "v2", "v3"})

_DEPENDENCIES_MOVED = (
    'Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". '
    "We recommend migrating dependencies to Chart.yaml."
)
_LOCK_MOVED = (
    'Warning: Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.'
)


def load(
    source: str | os.PathLike[str] | bytes,
    *,
    behaviour: HelmBehaviour = HELM_4_3,
    allow_outside_links: bool = False,
    log: Log = discard,
) -> Chart:
    """Return the chart in a directory, in a packaged chart, or in the bytes of one.

    Nothing is written to the disk, and the chart's files are not read again later.

    Args:
        source: A directory with a Chart.yaml, a ``.tgz``, or what stands in one.
        behaviour: The line of Helm that counts.
        allow_outside_links: Follow symbolic links out of the directory, as Helm does. Only for charts that you trust:
            their templates can then read every file that you can.
        log: Gets what Helm logs, at once; the chart has it all as ``notices``, but only if it can be loaded.

    Raises:
        ChartError: There is no chart, or it is broken. The text is Helm's.
        ValuesError: values.yaml cannot be read.

    Upstream: helm pkg/chart/loader/load.go Load
    """
    notices = _Notices(log)
    if isinstance(source, bytes):
        return _load_archived(_read_stream(source, behaviour), behaviour, notices)
    path = os.fspath(source)
    try:
        is_directory = stat.S_ISDIR(os.stat(path).st_mode)  # noqa: PTH116 - see gostd.os
    except (OSError, ValueError) as error:
        raise ChartError(path_error("stat", path, error).message) from error
    if not is_directory:
        return _load_archived(_read_file(path, behaviour), behaviour, notices)
    reader = DirectoryReader(path, behaviour, notices.add, allow_outside_links=allow_outside_links)
    if behaviour.api_version_is_checked:
        _check_api_version(reader.read_chart_file(), behaviour)
    files = reader.read_all()
    return _Loading(behaviour, notices).root(files)


def load_files(files: Sequence[ChartFile], *, behaviour: HelmBehaviour = HELM_4_3) -> Chart:
    """Return the chart that ``files``, by their paths in it, make.

    Raises:
        ChartError: They make none, or a broken one.
        ValuesError: values.yaml cannot be read.
    """
    return _load_archived(list(files), behaviour, _Notices(discard))


def load_tree(files: Mapping[str, bytes], *, behaviour: HelmBehaviour = HELM_4_3) -> Chart:
    """Return the chart in a directory that is held in memory: paths with slashes, relative to it, to contents.

    What .helmignore names is left out, as in a directory on the disk.

    Raises:
        ChartError: There is no chart, or it is broken. The text is Helm's.
        ValuesError: values.yaml cannot be read.
    """
    rules = IgnoreRules.parse(files.get(IGNORE_FILE, b""))
    names = sorted(files, key=lambda name: [os.fsencode(part) for part in name.split("/")])
    kept = [
        ChartFile(name, files[name].removeprefix(BYTE_ORDER_MARK)) for name in names if not _is_ignored(name, rules)
    ]
    return _load_archived(kept, behaviour, _Notices(discard))


def _is_ignored(name: str, rules: IgnoreRules) -> bool:
    """Return whether a rule leaves out a file, or a directory above it."""
    parts = name.split("/")
    above = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return any(rules.ignores(path, directory=True) for path in above) or rules.ignores(name, directory=False)


def locate(argument: str) -> str:
    """Return the path of the chart that a command line names.

    Raises:
        ChartError: Nothing is there; charts are not fetched from repositories.

    Upstream: helm pkg/action/install.go (*ChartPathOptions).LocateChart
    """
    name = argument.strip()
    if name and exists(name):
        return absolute(name)
    if go_path.is_abs(name) or name.startswith("."):
        raise ChartError(f'path "{name}" not found')
    scheme, separator, _ = name.partition("://")
    if separator and scheme in {"http", "https", "oci"}:
        raise ChartError(f"{name} cannot be fetched", hint="Download the chart and pass its path.")
    repository, slash, chart = name.partition("/")
    if not slash or not chart:
        raise ChartError(f"non-absolute URLs should be in form of repo_name/path_to_chart, got: {name}")
    raise ChartError(f"repo {repository} not found")


def _read_file(name: str, behaviour: HelmBehaviour) -> list[ChartFile]:
    """Return the files in the archive called ``name``.

    Upstream: helm pkg/chart/loader/load.go LoadFile; pkg/chart/v2/loader/archive.go LoadFile
    """
    try:
        data = read_file(name)
    except PathError as error:
        raise ChartError(error.message) from error
    check_is_archive(name, data)
    try:
        return read_archive(data, behaviour)
    except GzipHeaderError as error:
        text = f"file '{name}' does not appear to be a valid chart file (details: {error.message})"
        raise ChartError(text) from error
    except ArchiveError as error:
        if not behaviour.archive_errors_are_hidden:
            raise
        raise ChartError("unable to load chart archive", hint=error.message) from error


def _read_stream(data: bytes, behaviour: HelmBehaviour) -> list[ChartFile]:
    """Return the files in the archive ``data``.

    Upstream: helm pkg/chart/loader/load.go LoadArchive
    """
    try:
        return read_archive(data, behaviour)
    except GzipHeaderError as error:
        text = f"stream does not appear to be a valid chart file (details: {error.message})"
        raise ChartError(text) from error
    except ArchiveError as error:
        raise ChartError(f"unable to load chart archive: {error.message}") from error


def _load_archived(files: list[ChartFile], behaviour: HelmBehaviour, notices: _Notices) -> Chart:
    """Return the chart that an archive's files make."""
    if behaviour.api_version_is_checked:
        chart_file = next((file for file in files if file.name == "Chart.yaml"), None)
        if chart_file is None:
            raise ChartError("unable to detect chart version, no Chart.yaml found")
        _check_api_version(chart_file.data, behaviour)
    return _Loading(behaviour, notices).root(files)


def _check_api_version(data: bytes, behaviour: HelmBehaviour) -> None:
    """Refuse a Chart.yaml whose apiVersion is unknown.

    Upstream: helm pkg/chart/loader/load.go chartBase
    """
    if read_api_version(data, behaviour) not in _KNOWN_API_VERSIONS:
        raise ChartError("unsupported chart version")


class _Notices:
    """Collects what Helm logs while it loads a chart, and passes it on."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.records: list[LogRecord] = []

    def add(self, record: LogRecord) -> None:
        """Take a record."""
        self.records.append(record)
        self._log(record)


class _Loading:
    """Makes a chart of files, and the charts below it of the files that are theirs."""

    def __init__(self, behaviour: HelmBehaviour, notices: _Notices) -> None:
        self._behaviour = behaviour
        self._notices = notices
        #: Bytes that archives within the chart may still have.
        self._archived = 4 * behaviour.chart_size_limit

    def root(self, files: list[ChartFile]) -> Chart:
        """Return the chart that ``files`` make."""
        return self._chart(files, 0)

    def _chart(self, files: list[ChartFile], depth: int) -> Chart:
        """Return the chart that ``files`` make, with ``depth`` charts above it.

        Upstream: helm pkg/chart/v2/loader/load.go LoadFiles
        """
        parts = _Parts(self._behaviour, self._notices)
        parts.read_chart_file(files)
        for file in files:
            parts.add(file)
        metadata = parts.checked_metadata()
        subcharts = self._subcharts(metadata.name, parts.subchart_files, depth)
        return Chart(
            metadata,
            values=parts.values,
            lock=parts.lock,
            schema=parts.schema,
            templates=tuple(parts.templates),
            files=tuple(parts.files),
            raw=tuple(files),
            dependencies=tuple(subcharts),
            notices=tuple(self._notices.records) if depth == 0 else (),
        )

    def _subcharts(self, parent: str, groups: dict[str, list[ChartFile]], depth: int) -> list[Chart]:
        """Return the charts that the files below charts/ make, grouped by their first component.

        Helm visits the groups in any order; here they are sorted by name.
        """
        charts: list[Chart] = []
        for name in sorted(groups):
            if name.startswith(("_", ".")):
                continue
            if depth == _MAX_CHARTS:
                raise ChartError(f"charts in {parent} are nested too deeply")
            try:
                charts.append(self._subchart(name, groups[name], depth + 1))
            except _MisplacedArchiveError as error:
                text = f"error unpacking subchart tar in {parent}: expected {name}, got {error.message}"
                raise ChartError(text) from error
            except (ChartError, ValuesError) as error:
                text = f"error unpacking subchart {name} in {parent}: {error.message}"
                kind = ValuesError if isinstance(error, ValuesError) else ChartError
                raise kind(text, error.at, error.hint) from error
        return charts

    def _subchart(self, name: str, files: list[ChartFile], depth: int) -> Chart:
        """Return the chart of one group."""
        if go_path.ext(name) != ".tgz":
            inner = [
                ChartFile(file.name.partition("/")[2], file.data, file.modified_ns)
                for file in files
                if "/" in file.name
            ]
            return self._chart(inner, depth)
        if files[0].name != name:
            raise _MisplacedArchiveError(files[0].name)
        unpacked = read_archive(files[0].data, self._behaviour)
        self._archived -= sum(len(file.data) for file in unpacked)
        if self._archived < 0:
            raise ChartError("archives within the chart are too large together")
        return self._chart(unpacked, depth)


class _MisplacedArchiveError(ChartError):
    """A directory has the name of an archive; ``message`` is the first file in it."""


class _Parts:
    """Sorts the files of one chart by what they mean."""

    def __init__(self, behaviour: HelmBehaviour, notices: _Notices) -> None:
        self._behaviour = behaviour
        self._notices = notices
        #: What Chart.yaml and requirements.yaml say; None: there is neither.
        self._fields: Fields | None = None
        self.lock: Lock | None = None
        self.values: Table = {}
        self.schema: bytes | None = None
        self.templates: list[ChartFile] = []
        self.files: list[ChartFile] = []
        self.subchart_files: dict[str, list[ChartFile]] = {}

    def read_chart_file(self, files: list[ChartFile]) -> None:
        """Read Chart.yaml, wherever in the list it stands.

        Charts for Helm 2 need no apiVersion, so that none counts as ``v1``.
        """
        for file in files:
            if file.name == "Chart.yaml":
                self._fields = read_fields(file.data, file.name, self._fields, self._behaviour)
                self._fields["apiVersion"] = self._fields.get("apiVersion") or "v1"

    def checked_metadata(self) -> Metadata:
        """Return the metadata after all files were seen.

        Raises:
            ChartError: There is none, or it is not valid.
        """
        if self._fields is None:
            raise ChartError("Chart.yaml file is missing")
        return validate(metadata_of(self._fields), self._behaviour)

    def add(self, file: ChartFile) -> None:
        """Take in a file that is not Chart.yaml."""
        name = file.name
        if name == "Chart.yaml":
            return
        if name == "Chart.lock":
            self.lock = read_lock(file.data, name, self._behaviour)
        elif name == "values.yaml":
            self.values = self._read_values(file.data)
        elif name == "values.schema.json":
            self.schema = file.data
        elif name == "requirements.yaml":
            self._add_requirements(file)
        elif name == "requirements.lock":
            self.lock = read_lock(file.data, name, self._behaviour)
            self._warn_unless_v1(_LOCK_MOVED, 138)
            self._keep_for_v1(file)
        elif name.startswith("templates/"):
            self.templates.append(file)
        elif name.startswith("charts/") and go_path.ext(name) != ".prov":
            inner = name.removeprefix("charts/")
            group = self.subchart_files.setdefault(inner.partition("/")[0], [])
            group.append(ChartFile(inner, file.data, file.modified_ns))
        else:
            self.files.append(file)

    def _read_values(self, data: bytes) -> Table:
        try:
            return read_table(data, self._behaviour)
        except ValuesError as error:
            raise ValuesError(f"cannot load values.yaml: {error.message}", error.at, error.hint) from error

    def _add_requirements(self, file: ChartFile) -> None:
        """Read requirements.yaml over what Chart.yaml said."""
        self._warn_unless_v1(_DEPENDENCIES_MOVED, 120)
        self._fields = read_fields(file.data, file.name, self._fields, self._behaviour)
        self._keep_for_v1(file)

    def _warn_unless_v1(self, warning: str, line: int) -> None:
        """Log that a file of the old layout has no place in this chart; ``line`` is that of Helm 3's load.go."""
        if not self._is_v1():
            self._notices.add(LogRecord(LogLevel.INFO, warning, helm3=f"load.go:{line}: {warning}"))

    def _keep_for_v1(self, file: ChartFile) -> None:
        """Keep a file of the old layout among the chart's files, if the chart has that layout."""
        if self._is_v1():
            self.files.append(file)

    def _is_v1(self) -> bool:
        """Return whether the chart has the old layout. To ask makes Helm forget that there is no Chart.yaml."""
        self._fields = self._fields if self._fields is not None else {}
        return self._fields.get("apiVersion") == "v1"
