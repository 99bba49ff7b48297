"""A packaged chart to its files.

Upstream: helm pkg/chart/loader/archive/archive.go
"""

from __future__ import annotations

from chartkit.errors import ChartError
from chartkit.gostd import path, strconv
from chartkit.helm_versions import HelmBehaviour
from chartkit.patterns import late_pattern

from .content_type import SNIFFED, content_type
from .gzipped_tar import ArchiveError, TarEntry, entries
from .model import ChartFile

__all__ = ["BYTE_ORDER_MARK", "check_is_archive", "read_archive"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

_DRIVE = late_pattern(r"[a-zA-Z]:/")


def check_is_archive(name: str, data: bytes) -> None:
    """Refuse what does not look like a gzip stream.

    Raises:
        ChartError: ``data`` begins as something else; the message says as what.

    Upstream: helm archive.go EnsureArchive
    """
    # Go looks at a buffer of fixed size: a shorter file is followed by NULs.
    kind = content_type(data[:SNIFFED].ljust(SNIFFED, b"\0"))
    if kind == "application/x-gzip" or data.startswith(b"\x1f\x8b\x08"):
        return
    if name.endswith((".yml", ".yaml")):
        raise ChartError(f"file '{name}' seems to be a YAML file, but expected a gzipped archive")
    raise ChartError(f"file '{name}' does not appear to be a gzipped archive; got '{kind}'")


def read_archive(data: bytes, behaviour: HelmBehaviour) -> list[ChartFile]:
    """Return the files of the packaged chart ``data``, their names without the first component.

    Nothing is written to the disk, and no more than the limits of ``behaviour`` is held in memory.

    Raises:
        ArchiveError: The archive is damaged, too large, or names files outside the chart.

    Upstream: helm archive.go LoadArchiveFiles
    """
    files: list[ChartFile] = []
    remaining = behaviour.chart_size_limit
    for entry in entries(data):
        if entry.is_directory or entry.is_global_header:
            continue
        name = _inner_name(entry.name)
        contents = _contents(entry, remaining, behaviour)
        remaining -= len(contents)
        files.append(ChartFile(name, contents.removeprefix(BYTE_ORDER_MARK), entry.modified_ns))
    if not files:
        raise ArchiveError("no files in chart archive")
    return files


def _inner_name(name: str) -> str:
    """Return the name of an entry within the chart.

    Upstream: helm archive.go LoadArchiveFiles
    """
    # Archives from Windows have backslashes.
    parts = name.split("\\" if "\\" in name else "/")
    inner = "/".join(parts[1:])
    if path.is_abs(inner):
        raise ArchiveError("chart illegally contains absolute paths")
    inner = path.clean(inner)
    if inner == ".":
        raise ArchiveError(f"chart illegally contains content outside the base directory: {strconv.quote(name)}")
    if inner.startswith(".."):
        raise ArchiveError("chart illegally references parent directory")
    if _DRIVE.match(inner):
        raise ArchiveError("chart contains illegally named files")
    if parts[0] == "Chart.yaml":
        raise ArchiveError("chart yaml not in base directory")
    return inner


def _contents(entry: TarEntry, remaining: int, behaviour: HelmBehaviour) -> bytes:
    """Return the data of ``entry``, of which at most ``remaining`` bytes are allowed."""
    # Helm 3 says "file size" here too.
    what = "size" if behaviour.directory_size_is_limited else "file size"
    too_large = ArchiveError(f"decompressed chart is larger than the maximum {what} {behaviour.chart_size_limit}")
    if entry.size > remaining:
        raise too_large
    if behaviour.file_size_limit and entry.size > behaviour.file_size_limit:
        raise ArchiveError(
            f"decompressed chart file {strconv.quote(entry.name)} is larger than the maximum file size "
            f"{behaviour.file_size_limit}"
        )
    data = entry.read()
    if len(data) < entry.size or len(data) >= remaining:
        raise too_large
    return data
