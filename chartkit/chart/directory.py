"""A chart's directory to its files.

Upstream: helm pkg/chart/v2/loader/directory.go, internal/sympath/walk.go
"""

from __future__ import annotations

import errno
import os
import stat

from chartkit.errors import ChartError
from chartkit.gostd import path as go_path
from chartkit.gostd import strconv
from chartkit.gostd.os import PathError, exists, is_link, path_error, read_file
from chartkit.helm_versions import HelmBehaviour

from .archive import BYTE_ORDER_MARK
from .ignore import IgnoreRules
from .log import Log, LogLevel, LogRecord
from .model import ChartFile

__all__ = ["IGNORE_FILE", "DirectoryReader", "absolute"]

IGNORE_FILE = ".helmignore"

#: What Go says of links without naming the system's call.
_LINK_PROBLEMS = {errno.ELOOP: "EvalSymlinks: too many links", errno.ENOTDIR: "not a directory"}

#: How deeply directories may be nested; deeper is an attack.
_MAX_DEPTH = 200


def absolute(path: str) -> str:
    """Return the absolute, cleaned path; links stay as they are.

    Upstream: path/filepath path_unix.go Abs
    """
    return go_path.clean(path if path.startswith("/") else f"{os.getcwd()}/{path}")  # noqa: PTH109 - see gostd.os


class DirectoryReader:
    """Reads the files of one chart's directory, in the order in which Helm reads them."""

    def __init__(self, directory: str, behaviour: HelmBehaviour, log: Log, *, allow_outside_links: bool) -> None:
        self._root = absolute(directory)
        self._behaviour = behaviour
        self._log = log
        self._allow_outside_links = allow_outside_links
        #: The root without links: what a link must not lead out of.
        self._real_root = os.path.realpath(self._root)
        self._remaining = behaviour.chart_size_limit
        self._rules = IgnoreRules.parse(b"")
        self._files: list[ChartFile] = []
        #: Real paths of the directories above the current one, to see a link that leads back.
        self._open: list[str] = []

    def read_chart_file(self) -> bytes:
        """Return Chart.yaml, read before anything else.

        Raises:
            ChartError: It cannot be read.

        Upstream: helm pkg/chart/loader/load.go LoadDir
        """
        name = f"{self._root}/Chart.yaml"
        if is_link(name):
            self._check_inside(name, os.path.realpath(name))
        try:
            return _read_regular(name)
        except ChartError as error:
            raise ChartError(f"unable to detect chart at {name}: {error.message}", hint=error.hint) from error

    def read_all(self) -> list[ChartFile]:
        """Return all files that no rule of .helmignore leaves out.

        Raises:
            ChartError: A file cannot be read, is no regular file, is too large, or lies outside the chart.

        Upstream: helm directory.go LoadDir
        """
        ignore_file = f"{self._root}/{IGNORE_FILE}"
        if exists(ignore_file):
            if is_link(ignore_file):
                self._check_inside(ignore_file, os.path.realpath(ignore_file))
            self._rules = IgnoreRules.parse(_read_regular(ignore_file))
        self._directory(self._root, "", self._real_root)
        return self._files

    def _directory(self, path: str, name: str, real: str) -> None:
        """Read the directory at ``path``, called ``name`` within the chart and ``real`` without links."""
        if real in self._open:
            # DEVIATION: Helm follows such a link 255 times before it says this.
            raise ChartError(f"error evaluating symlink {path}: EvalSymlinks: too many links")
        if len(self._open) == _MAX_DEPTH:
            raise ChartError(f"{path} is nested too deeply", hint=f"At most {_MAX_DEPTH} levels are allowed.")
        try:
            entries = sorted(os.listdir(path), key=os.fsencode)  # noqa: PTH208 - names are wanted, not paths
        except OSError as error:
            raise ChartError(path_error("open", path, error).message) from error
        self._open.append(real)
        for entry in entries:
            below = f"{name}/{entry}" if name else entry
            self._entry(f"{path}/{entry}", below, f"{real}/{entry}")
        self._open.pop()

    def _entry(self, path: str, name: str, real: str) -> None:
        """Read what stands at ``path``, following links.

        Upstream: helm walk.go symwalk, directory.go LoadDir
        """
        try:
            info = os.lstat(path)
            if stat.S_ISLNK(info.st_mode):
                real = self._resolve(path)
                info = os.lstat(real)
        except OSError as error:
            raise ChartError(path_error("lstat", path, error).message) from error
        is_directory = stat.S_ISDIR(info.st_mode)
        if self._rules.ignores(name, directory=is_directory, log=self._log):
            return
        if is_directory:
            self._directory(path, name, real)
            return
        if not stat.S_ISREG(info.st_mode):
            raise ChartError(f"cannot load irregular file {path} as it has file mode type bits set")
        self._file(path, name, info, go_path.base(real))

    def _file(self, path: str, name: str, info: os.stat_result, base: str) -> None:
        """Read a regular file."""
        behaviour = self._behaviour
        if behaviour.file_size_limit and info.st_size > behaviour.file_size_limit:
            raise ChartError(
                f"chart file {strconv.quote(base)} is larger than the maximum file size {behaviour.file_size_limit}"
            )
        limited = behaviour.directory_size_is_limited
        if limited and info.st_size > self._remaining:
            raise self._too_large(name)
        data = _read_regular(path, name)
        self._remaining -= len(data)
        if limited and self._remaining < 0:
            raise self._too_large(name)
        self._files.append(ChartFile(name, data.removeprefix(BYTE_ORDER_MARK), info.st_mtime_ns))

    def _too_large(self, name: str) -> ChartError:
        limit = self._behaviour.chart_size_limit
        return ChartError(f"error reading {name}: chart exceeds maximum decompressed size of {limit} bytes")

    def _resolve(self, link: str) -> str:
        """Return where ``link`` leads, and note that it is one.

        Raises:
            ChartError: It leads nowhere, in a circle, or out of the chart.

        Upstream: helm walk.go symwalk; path/filepath symlink.go walkSymlinks
        """
        try:
            real = os.path.realpath(link, strict=True)
        except OSError as error:
            reason = _LINK_PROBLEMS.get(error.errno or 0)
            if reason is None:
                reason = path_error("lstat", os.fsdecode(error.filename or link), error).message
            raise ChartError(f"error evaluating symlink {link}: {reason}") from error
        self._check_inside(link, real)
        self._log(
            LogRecord(
                LogLevel.INFO,
                "found symbolic link in path. Contents of linked file included and used",
                (("path", link), ("resolved", real)),
                helm3=(
                    f"walk.go:75: found symbolic link in path: {link} resolves to {real}. "
                    "Contents of linked file included and used"
                ),
            )
        )
        return real

    def _check_inside(self, link: str, real: str) -> None:
        """Refuse a link that leads out of the chart.

        DEVIATION: Helm follows it and only logs that. A chart from elsewhere could so read any file of the machine.
        """
        if self._allow_outside_links or f"{real}/".startswith(f"{self._real_root}/"):
            return
        raise ChartError(
            f"symbolic link {link} leads out of the chart, to {real}",
            hint="Copy the file into the chart, or allow links that lead outside if you trust the chart.",
        )


def _read_regular(path: str, name: str = "") -> bytes:
    """Return what stands in the file at ``path``; ``name`` is what messages call it where Helm prefixes them.

    Raises:
        ChartError: It cannot be read.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - the path is a string everywhere here
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            # Reading a pipe would wait forever.
            raise ChartError(f"cannot load irregular file {path} as it has file mode type bits set")
    except OSError:
        pass  # reading says what is wrong
    try:
        return read_file(path)
    except PathError as error:
        prefix = f"error reading {name}: " if name else ""
        raise ChartError(f"{prefix}{error.message}") from error
