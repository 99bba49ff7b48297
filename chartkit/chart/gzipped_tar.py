"""A gzipped tar to its entries, read as a stream and never further than asked.

Both formats are read here and not by the standard library, because what Helm says of a damaged archive, and how much
of the damage it sees, depends on how Go reads; and because nothing of a hostile archive may reach the disk, or more
memory than the caller allows.

Upstream: compress/gzip gunzip.go; archive/tar reader.go, strconv.go, format.go
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from chartkit.errors import ChartError
from chartkit.gostd import unicode
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

__all__ = ["ArchiveError", "GzipHeaderError", "TarEntry", "entries"]

_BLOCK = 512
#: Largest size of an entry that only describes the next one.
_MAX_SPECIAL = 1 << 20
_CHUNK = 1 << 16
_MAX_GZIP_STRING = 512

_REGULAR_OLD, _DIRECTORY = "\0", "5"
_EXTENDED, _GLOBAL = "x", "g"
_LONG_NAME, _LONG_LINK, _SPARSE = "L", "K", "S"
#: Links, devices, directories and pipes have no data, whatever their size says.
_HEADER_ONLY = frozenset("123456")

_MODE_KIND = 0o170000
_MODE_DIRECTORY = 0o040000

_OCTAL = late_pattern(rb"[0-7]+")
_DECIMAL = late_pattern(r"[+-]?[0-9]{1,18}")
_PAX_TIME = late_pattern(r"([+-]?[0-9]{1,18})(?:\.([0-9]*))?")


class ArchiveError(ChartError):
    """The archive is damaged, or not one; ``message`` is Go's."""


class GzipHeaderError(ArchiveError):
    """What should be a gzip stream does not begin as one."""

    def __init__(self) -> None:
        super().__init__("gzip: invalid header")

    def __reduce__(self) -> tuple[type[GzipHeaderError], tuple[()]]:
        return type(self), ()


class _HeaderError(ArchiveError):
    """A block is no header of a tar, or contradicts itself."""

    def __init__(self) -> None:
        super().__init__("archive/tar: invalid tar header")

    def __reduce__(self) -> tuple[type[_HeaderError], tuple[()]]:
        return type(self), ()


@dataclass(slots=True)
class TarEntry:
    """One entry of a tar. Not frozen: what stands before an entry in the tar changes it while it is read."""

    #: One character: the kind of entry, as tar spells it.
    kind: str
    name: str
    #: Size that the header claims, also for entries without data.
    size: int
    mode: int
    modified_ns: int
    _stream: _GzipStream

    @property
    def is_directory(self) -> bool:
        """Whether the entry stands for a directory.

        Upstream: archive/tar common.go (headerFileInfo).Mode
        """
        return self.kind == _DIRECTORY or self.mode & _MODE_KIND == _MODE_DIRECTORY

    @property
    def is_global_header(self) -> bool:
        """Whether the entry only says something of the archive."""
        return self.kind == _GLOBAL

    @property
    def data_size(self) -> int:
        """Number of bytes that follow the header."""
        return 0 if self.kind in _HEADER_ONLY or self.kind == _GLOBAL else self.size

    def read(self) -> bytes:
        """Return the data; only until the next entry is asked for, and only once.

        Raises:
            ArchiveError: The stream ends before the data does, or is damaged.
        """
        return self._stream.read_all(self.data_size)


def entries(data: bytes) -> Iterator[TarEntry]:
    """Yield the entries of the gzipped tar ``data``; those that only describe the next one are applied to it.

    Raises:
        GzipHeaderError: It is no gzip stream.
        ArchiveError: It is damaged.

    Upstream: archive/tar reader.go (*Reader).next
    """
    stream = _GzipStream(data)
    records: dict[str, str] = {}
    long_name = ""
    while (block := _header_block(stream)) is not None:
        entry = _parse_header(block, stream)
        start = stream.position
        if entry.kind == _EXTENDED:
            records = _pax_records(_special_data(entry))
        elif entry.kind in {_LONG_NAME, _LONG_LINK}:
            name = _text(_special_data(entry))
            long_name = name if entry.kind == _LONG_NAME else long_name
        else:
            if entry.kind == _GLOBAL:
                _pax_records(_special_data(entry))
                size = entry.size
            else:
                _apply_records(entry, records)
                entry.name = long_name or entry.name
                if entry.kind == _REGULAR_OLD and entry.name.endswith("/"):
                    entry.kind = _DIRECTORY
                size = entry.data_size
            records, long_name = {}, ""
            yield entry
            stream.skip(size - (stream.position - start))
        if not stream.skip_padding(stream.position - start):
            return


def _header_block(stream: _GzipStream) -> bytes | None:
    """Return the next block, or None where two empty ones, or the end of the stream, end the archive.

    Upstream: archive/tar reader.go (*Reader).readHeader
    """
    block = stream.read_block()
    if block is None or any(block):
        return block
    second = stream.read_block()
    if second is not None and any(second):
        raise _HeaderError
    return None


def _parse_header(block: bytes, stream: _GzipStream) -> TarEntry:
    """Return the entry that a header describes.

    Upstream: archive/tar reader.go (*Reader).readHeader; format.go (*block).getFormat
    """
    counted = block[:148] + b" " * 8 + block[156:]
    checksum = _octal(block[148:156])
    # Old programs summed signed bytes.
    if checksum != sum(counted) and checksum != sum(counted) - 256 * sum(byte >= 0x80 for byte in counted):
        raise _HeaderError
    entry = TarEntry(
        kind=chr(block[156]),
        name=_text(block[:100]),
        mode=_number(block[100:108]),
        size=_number(block[124:136]),
        modified_ns=_number(block[136:148]) * 10**9,
        _stream=stream,
    )
    for start, end in ((108, 116), (116, 124)):
        _number(block[start:end])  # owner and group: unused, but Go refuses what is no number
    prefix = _name_prefix(block)
    if prefix:
        entry.name = f"{prefix}/{entry.name}"
    if entry.data_size < 0:
        raise _HeaderError
    if entry.kind == _SPARSE:
        # DEVIATION: Go fills the holes; no chart has files with holes.
        raise ArchiveError("archive/tar: sparse files are not supported")
    return entry


def _name_prefix(block: bytes) -> str:
    """Return what the formats after the first one put before a name.

    Upstream: archive/tar reader.go (*Reader).readHeader
    """
    magic = block[257:263]
    if magic == b"ustar\0":
        _number(block[329:337])
        _number(block[337:345])
        if block[508:512] == b"tar\0":
            _number(block[476:488])
            _number(block[488:500])
            return _text(block[345:476])
        return _text(block[345:500])
    if magic == b"ustar " and block[263:265] == b" \0":
        _number(block[329:337])
        _number(block[337:345])
        try:
            for times in (block[345:357], block[357:369]):
                if times[0]:
                    _number(times)
        except ArchiveError:
            # Old versions of Go wrote a prefix here, where GNU has times.
            prefix = _text(block[345:500])
            return prefix if prefix.isascii() else ""
    return ""


def _special_data(entry: TarEntry) -> bytes:
    """Return the data of an entry that describes others.

    Upstream: archive/tar reader.go readSpecialFile
    """
    if entry.size > _MAX_SPECIAL:
        raise ArchiveError("archive/tar: header field too long")
    return entry._stream.read_all(entry.size)  # noqa: SLF001 - the module's own class; a global header has data here


def _pax_records(data: bytes) -> dict[str, str]:
    """Return the records ``LENGTH KEY=VALUE`` of an extended header.

    Upstream: archive/tar reader.go parsePAX, strconv.go parsePAXRecord
    """
    records: dict[str, str] = {}
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 20)
        digits = data[at:space].decode("ascii", "replace") if space >= 0 else ""
        if not _DECIMAL.fullmatch(digits):
            raise _HeaderError
        end = at + int(digits)
        if int(digits) < 5 or end > len(data) or end <= space + 1 or data[end - 1 : end] != b"\n":
            raise _HeaderError
        key, equals, value = data[space + 1 : end - 1].partition(b"=")
        names = key in {b"path", b"linkpath", b"uname", b"gname"}
        if not key or not equals or b"\0" in (value if names else key):
            raise _HeaderError
        records[unicode.decode(key)] = unicode.decode(value)
        at = end
    return records


def _apply_records(entry: TarEntry, records: dict[str, str]) -> None:
    """Change ``entry`` to what an extended header says of it.

    Upstream: archive/tar reader.go mergePAX
    """
    for key, value in records.items():
        if key.startswith("GNU.sparse."):
            # DEVIATION: see _parse_header.
            raise ArchiveError("archive/tar: sparse files are not supported")
        if not value:
            continue
        if key == "path":
            entry.name = value
        elif key in {"size", "uid", "gid"}:
            if not _DECIMAL.fullmatch(value):
                raise _HeaderError
            entry.size = int(value) if key == "size" else entry.size
        elif key in {"mtime", "atime", "ctime"}:
            time = _PAX_TIME.fullmatch(value)
            if time is None:
                raise _HeaderError
            if key == "mtime":
                fraction = int((time[2] or "").ljust(9, "0")[:9])
                entry.modified_ns = int(time[1]) * 10**9 + (-fraction if time[1].startswith("-") else fraction)
    if entry.data_size < 0:
        raise _HeaderError


def _text(field: bytes) -> str:
    """Return the text of a field, which a NUL ends."""
    return unicode.decode(field.partition(b"\0")[0])


def _number(field: bytes) -> int:
    """Return the number in a field: octal, or in two's complement where the first bit is set.

    Upstream: archive/tar strconv.go (*parser).parseNumeric
    """
    if not field[0] & 0x80:
        return _octal(field)
    negative = bool(field[0] & 0x40)
    bits = 8 * len(field) - 1
    value = int.from_bytes(field, "big") & ((1 << bits) - 1)
    if negative:
        value -= 1 << bits
    if not -(1 << 63) <= value < 1 << 63:
        raise _HeaderError
    return value


def _octal(field: bytes) -> int:
    """Return the octal number in a field; an empty one is 0.

    Upstream: archive/tar strconv.go (*parser).parseOctal
    """
    digits = field.strip(b" \0").partition(b"\0")[0]
    if not digits:
        return 0
    if not _OCTAL.fullmatch(digits):
        raise _HeaderError
    return int(digits, 8)


class _GzipStream:
    """Inflates as much as it is asked for; further members follow the first one as if they were one stream."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0
        self._pending = b""
        #: Number of bytes given out.
        self.position = 0
        self._inflater: zlib._Decompress | None = None
        self._checksum = 0
        self._size = 0
        if not data:
            raise ArchiveError("EOF")
        self._begin_member()

    def read_all(self, count: int) -> bytes:
        """Return ``count`` bytes.

        Raises:
            ArchiveError: There are not so many, or they are damaged.
        """
        pieces: list[bytes] = []
        while count > 0:
            piece = self._read(count)
            if not piece:
                raise ArchiveError("unexpected EOF")
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def read_block(self) -> bytes | None:
        """Return the next block, or None if nothing is left."""
        first = self._read(_BLOCK)
        return first + self.read_all(_BLOCK - len(first)) if first else None

    def skip(self, count: int) -> None:
        """Read over ``count`` bytes.

        Raises:
            ArchiveError: There are not so many, or they are damaged.
        """
        while count > 0:
            piece = self._read(min(count, _CHUNK))
            if not piece:
                raise ArchiveError("unexpected EOF")
            count -= len(piece)

    def skip_padding(self, size: int) -> bool:
        """Read over what fills up ``size`` bytes to a whole block; return whether it was all there."""
        count = -size % _BLOCK
        while count > 0:
            piece = self._read(count)
            if not piece:
                return False
            count -= len(piece)
        return True

    def _read(self, count: int) -> bytes:
        """Return at least one and at most ``count`` bytes, or none at the end.

        Upstream: compress/gzip gunzip.go (*Reader).Read
        """
        while self._inflater is not None:
            if self._inflater.eof:
                self._at -= len(self._inflater.unused_data)
                self._pending = b""
                self._end_member()
                continue
            if not self._pending:
                self._pending = self._data[self._at : self._at + _CHUNK]
                self._at += len(self._pending)
            exhausted = not self._pending
            try:
                piece = self._inflater.decompress(self._pending, count)
            except zlib.error as error:
                # DEVIATION: Go names the byte before which the damage shows; zlib does not tell it.
                raise ArchiveError(f"flate: corrupt input before offset {self._at}") from error
            self._pending = self._inflater.unconsumed_tail
            self._checksum = zlib.crc32(piece, self._checksum)
            self._size += len(piece)
            if piece:
                self.position += len(piece)
                return piece
            if exhausted and not self._inflater.eof:
                raise ArchiveError("unexpected EOF")
        return b""

    def _end_member(self) -> None:
        """Check the member's length and checksum, and go on to the next member if there is one."""
        trailer = self._take(8)
        if struct.unpack("<LL", trailer) != (self._checksum, self._size & 0xFFFFFFFF):
            raise ArchiveError("gzip: invalid checksum")
        self._inflater = None
        if self._at < len(self._data):
            self._begin_member()

    def _begin_member(self) -> None:
        """Read a member's header.

        Upstream: compress/gzip gunzip.go (*Reader).readHeader
        """
        start = self._at
        header = self._take(10)
        if not header.startswith(b"\x1f\x8b\x08"):
            raise GzipHeaderError
        flags = header[3]
        if flags & 4:
            self._take(int.from_bytes(self._take(2), "little"))
        for flag in (8, 16):
            if flags & flag:
                self._take_string()
        if flags & 2:
            digest = zlib.crc32(self._data[start : self._at]) & 0xFFFF
            if int.from_bytes(self._take(2), "little") != digest:
                raise GzipHeaderError
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        self._checksum = self._size = 0

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise ArchiveError("unexpected EOF")
        self._at += count
        return taken

    def _take_string(self) -> None:
        end = self._data.find(b"\0", self._at, self._at + _MAX_GZIP_STRING)
        if end >= 0:
            self._at = end + 1
        elif len(self._data) - self._at >= _MAX_GZIP_STRING:
            raise GzipHeaderError
        else:
            raise ArchiveError("unexpected EOF")
