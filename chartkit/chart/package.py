"""A chart to a packaged chart, byte for byte the same for the same files and times.

Upstream: helm pkg/chart/v2/util/save.go Save, pkg/action/package.go
"""

from __future__ import annotations

from collections.abc import Iterator

from chartkit.errors import ChartError, JSONError, SemverError
from chartkit.gostd import encoding_json, unicode
from chartkit.helm_versions import HELM_4_3, HelmBehaviour
from chartkit.records import replace
from chartkit.semver import V3_3, V3_5, parse

from .metadata import Lock, Metadata
from .model import Chart, ChartFile
from .show import chart_file_text, lock_file_text

__all__ = ["packaged", "with_version"]

#: The gzip header's extra field by which Helm knows its own archives.
_MARK = b"aHR0cHM6Ly95b3V0dS5iZS96OVV6MWljandyTQo="

_NANOSECOND = 1_000_000_000

#: Layout of times in lock files, as Go writes layouts.
_RFC3339 = "2006-01-02T15:04:05Z07:00"

#: Bytes of a tar block.
_BLOCK = 512


def with_version(chart: Chart, version: str = "", app_version: str = "", behaviour: HelmBehaviour = HELM_4_3) -> Chart:
    """Return ``chart`` with another version, or another version of what it installs.

    Raises:
        ChartError: The version that results is not one.
    """
    metadata: Metadata = chart.metadata
    metadata = replace(metadata, version=version or metadata.version, app_version=app_version or metadata.app_version)
    try:
        parse(metadata.version, V3_5 if behaviour.semver_errors_are_lower_case else V3_3)
    except SemverError as error:
        raise ChartError(error.message) from error
    return replace(chart, metadata=metadata)


def packaged(chart: Chart, *, timestamp: int | None = None, behaviour: HelmBehaviour = HELM_4_3) -> bytes:
    """Return ``chart`` as a gzipped tar archive.

    Args:
        chart: The chart with all that is below it.
        timestamp: Time of every entry in seconds since 1970; None: the time of each file.
        behaviour: The line of Helm that counts.

    Raises:
        ChartError: values.schema.json is not JSON.
    """
    blocks: list[bytes] = []
    for file in _entries(chart, "", timestamp, behaviour):
        seconds = file.modified_ns // _NANOSECOND if timestamp is None else timestamp
        blocks += (_header(file, seconds), file.data, b"\0" * (-len(file.data) % _BLOCK))
    blocks.append(b"\0" * (2 * _BLOCK))
    return _gzipped(b"".join(blocks), behaviour)


def _header(file: ChartFile, seconds: int) -> bytes:
    """Return the tar header of a file as Go's writer makes it.

    Upstream: archive/tar writer.go (*Writer).writeUSTARHeader
    """
    import tarfile

    entry = tarfile.TarInfo(file.name)
    entry.size = len(file.data)
    entry.mode = 0o644
    entry.mtime = seconds
    try:
        header = bytearray(entry.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict"))
    except ValueError:  # a name that the plain form has no room or no letters for
        header = bytearray(entry.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape"))
    last = len(header) - _BLOCK
    # Go writes device numbers for plain files too, Python leaves them out; both count in the checksum.
    header[last + 329 : last + 345] = b"0000000\0" * 2
    header[last + 148 : last + 156] = b" " * 8
    header[last + 148 : last + 156] = b"%06o\0 " % sum(header[last:])
    return bytes(header)


def _entries(chart: Chart, prefix: str, timestamp: int | None, behaviour: HelmBehaviour) -> Iterator[ChartFile]:
    """Yield the files of the archive in Helm's order, subcharts last and unpacked.

    A lock file has the time at which it says it was made, or says that it was made at ``timestamp``.
    """
    base = f"{prefix}{chart.name}"
    times = {file.name: file.modified_ns for file in chart.raw}
    is_first_generation = chart.metadata.api_version == "v1"
    text = chart_file_text(chart.metadata, dependencies=not is_first_generation)
    yield ChartFile(f"{base}/Chart.yaml", text.encode(), times.get("Chart.yaml", 0))
    if chart.metadata.api_version == "v2" and chart.lock is not None:
        yield _lock_file(chart.lock, f"{base}/Chart.lock", timestamp)
    for file in chart.raw:
        if file.name == "values.yaml":
            yield replace(file, name=f"{base}/{file.name}")
    if chart.schema is not None:
        _check_schema(chart.schema, behaviour)
        yield ChartFile(f"{base}/values.schema.json", chart.schema, times.get("values.schema.json", 0))
    for file in (*chart.templates, *chart.files):
        yield replace(file, name=f"{base}/{file.name}")
    for subchart in chart.dependencies:
        yield from _entries(subchart, f"{base}/charts/", timestamp, behaviour)


def _lock_file(lock: Lock, name: str, timestamp: int | None) -> ChartFile:
    from chartkit.gostd import time

    if timestamp is not None:
        lock = replace(lock, generated=time.unix(timestamp, time.UTC).format(_RFC3339))
    made = time.parse(_RFC3339, lock.generated) if lock.generated else None
    return ChartFile(name, unicode.encode(lock_file_text(lock)), made.instant if made else 0)


def _check_schema(schema: bytes, behaviour: HelmBehaviour) -> None:
    try:
        encoding_json.unmarshal(unicode.decode(schema))
    except JSONError as error:
        word = "invalid" if behaviour.errors_are_lower_case else "Invalid"
        raise ChartError(f"failed to save: {word} JSON in values.schema.json") from error


def _gzipped(data: bytes, behaviour: HelmBehaviour) -> bytes:
    """Return ``data`` with the gzip header that Go's writer makes for Helm."""
    import struct
    import zlib

    prefix = b"rr" + struct.pack("<H", len(_MARK)) if behaviour.package_keeps_times else b"+"
    extra = prefix + _MARK
    header = b"\x1f\x8b\x08\x14\0\0\0\0\0\xff" + struct.pack("<H", len(extra)) + extra + b"Helm\0"
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = compressor.compress(data) + compressor.flush()
    return header + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
