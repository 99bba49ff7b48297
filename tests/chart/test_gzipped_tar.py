"""Gzipped tars block by block; what is wanted is what Go's archive/tar and compress/gzip make of the same bytes."""

from __future__ import annotations

import gzip
import zlib

import pytest

from chartkit.chart.gzipped_tar import entries
from chartkit.errors import ChartError

INVALID = "archive/tar: invalid tar header"


def header(name: bytes = b"f", *, data: bytes = b"", **fields: bytes | str) -> bytes:
    """Return a header and its data; ``fields`` are put at their offsets, ``at_OFFSET``, after the usual ones."""
    block = bytearray(512)
    block[: len(name)] = name
    block[100:108] = b"0000644\0"
    block[124:136] = b"%011o\0" % len(data)
    block[136:148] = b"00000000007\0"
    block[156:157] = b"0"
    block[257:265] = b"ustar\00000"
    for field, value in fields.items():
        raw = value if isinstance(value, bytes) else value.encode()
        start = int(field.removeprefix("at_"))
        block[start : start + len(raw)] = raw
    if "at_148" not in fields:
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + data + bytes(-len(data) % 512)


def record(key: bytes, value: bytes) -> bytes:
    rest = b" " + key + b"=" + value + b"\n"
    size = len(rest)
    while size != len(str(size)) + len(rest):
        size = len(str(size)) + len(rest)
    return str(size).encode() + rest


def extended(*records: bytes) -> bytes:
    return header(b"x", data=b"".join(records), at_156="x")


END = bytes(1024)
Found = list[tuple[str, bool, bytes, int]]


def read(*blocks: bytes) -> Found:
    """Return name, whether it is a directory, data and time of each entry."""
    data = gzip.compress(b"".join(blocks), mtime=0)
    return [(entry.name, entry.is_directory, entry.read(), entry.modified_ns) for entry in entries(data)]


def test_a_plain_entry() -> None:
    assert read(header(data=b"abc"), END) == [("f", False, b"abc", 7 * 10**9)]


def test_data_that_nobody_reads_is_passed_over() -> None:
    data = gzip.compress(header(b"a", data=b"x" * 700) + header(b"b") + END)
    assert [entry.name for entry in entries(data)] == ["a", "b"]


@pytest.mark.parametrize("end", [b"", bytes(512), END, END + b"rubbish"], ids=["none", "one", "two", "more"])
def test_ends_of_an_archive(end: bytes) -> None:
    assert [name for name, *_ in read(header(), end)] == ["f"]


@pytest.mark.parametrize(
    ("blocks", "name"),
    [
        ((header(at_345="pre/fix"),), "pre/fix/f"),
        ((header(at_257=b"ustar\0", at_345=b"p" * 131, at_476=b"1", at_488=b"2", at_508=b"tar\0"),), "p" * 131 + "/f"),
        ((header(at_257=b"ustar  \0", at_345="00000000001"),), "f"),
        ((header(at_257=b"ustar  \0", at_345="prefix"),), "prefix/f"),
        ((header(at_257=b"ustar  \0", at_345=b"pr\xff"),), "f"),
        ((header(at_257=bytes(8), at_345="prefix"),), "f"),
        ((header(b"n" * 100, at_257=bytes(8)),), "n" * 100),
        ((header(b"\xff"),), "\udcff"),
        ((header(b"L", data=b"long name\0rest", at_156="L"), header()), "long name"),
        ((header(b"K", data=b"a link's target\0", at_156="K"), header()), "f"),
        ((extended(record(b"path", b"of pax"), record(b"comment", b"c")), header()), "of pax"),
        ((extended(record(b"path", b"")), header()), "f"),
        ((extended(record(b"path", b"of pax")), header(b"L", data=b"of gnu", at_156="L"), header()), "of gnu"),
    ],
)
def test_names(blocks: tuple[bytes, ...], name: str) -> None:
    assert [found for found, *_ in read(*blocks, END)] == [name]


@pytest.mark.parametrize(
    ("fields", "is_directory"),
    [
        ({"at_156": "5"}, True),
        ({"at_156": b"\0"}, True),
        ({"at_156": "0"}, False),
        ({"at_156": "0", "at_100": "0040755"}, True),
        ({"at_156": "0", "at_100": "0100644"}, False),
    ],
)
def test_directories(fields: dict[str, bytes | str], is_directory: bool) -> None:
    assert [found for _, found, *_ in read(header(b"d/", **fields), END)] == [is_directory]


@pytest.mark.parametrize("kind", "123456")
def test_some_kinds_have_no_data_whatever_they_claim(kind: str) -> None:
    assert read(header(at_124=b"00000000005\0", at_156=kind), header(b"g"), END)[0][2] == b""
    assert [name for name, *_ in read(header(at_124=b"00000000005\0", at_156=kind), header(b"g"), END)] == ["f", "g"]


@pytest.mark.parametrize(
    ("blocks", "nanoseconds"),
    [
        ((header(at_136=b"\x80" + bytes(10) + b"\x05"),), 5 * 10**9),
        ((header(at_136=b"\xff" * 12),), -(10**9)),
        ((header(at_136=b" 17 \0      "),), 15 * 10**9),
        ((header(at_136=bytes(12)),), 0),
        ((extended(record(b"mtime", b"3.25")), header()), 3_250_000_000),
        ((extended(record(b"mtime", b"-3.25")), header()), -3_250_000_000),
        ((extended(record(b"mtime", b"3.1234567899")), header()), 3_123_456_789),
        ((extended(record(b"mtime", b"3.")), header()), 3 * 10**9),
    ],
)
def test_times(blocks: tuple[bytes, ...], nanoseconds: int) -> None:
    assert [found for *_, found in read(*blocks, END)] == [nanoseconds]


def test_a_size_of_pax_counts() -> None:
    blocks = (extended(record(b"size", b"3")), header(at_124=b"00000000000\0") + b"abc".ljust(512, b"\0"), header(b"g"))
    assert [(name, data) for name, _, data, _ in read(*blocks, END)] == [("f", b"abc"), ("g", b"")]


def test_a_global_header_is_an_entry_and_ends_what_was_said_of_the_next() -> None:
    blocks = (extended(record(b"path", b"lost")), header(b"g", data=record(b"comment", b"c"), at_156="g"), header())
    found = list(entries(gzip.compress(b"".join([*blocks, END]))))
    assert [(entry.name, entry.is_global_header) for entry in found] == [("g", True), ("f", False)]


def test_sums_of_signed_bytes_are_accepted() -> None:
    block = bytearray(header(b"\xff\xfe"))
    block[148:156] = b"%06o\0 " % (sum(block[:148]) + 8 * 32 + sum(block[156:]) - 512)
    assert [name for name, *_ in read(bytes(block), END)] == ["\udcff\udcfe"]


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ((header(at_148="000000"),), INVALID),
        ((header(at_148="x"),), INVALID),
        ((header(at_100="9"),), INVALID),
        ((header(at_108="x"),), INVALID),
        ((header(at_124="-1"),), INVALID),
        ((header(at_124=b"\xff" * 12),), INVALID),
        ((header(at_124=b"\x80" + b"\xff" * 11),), INVALID),
        ((header(at_329="z"),), INVALID),
        ((bytes(512), b"x" * 512), INVALID),
        ((extended(b"x a=b\n"),), INVALID),
        ((extended(b"6 a=bx"),), INVALID),
        ((extended(b"60 a=b\n"),), INVALID),
        ((extended(b"4 =\n"),), INVALID),
        ((extended(b"5 ab\n"),), INVALID),
        ((extended(b"6 a=b"),), INVALID),
        ((extended(record(b"path", b"a\0b")),), INVALID),
        ((extended(record(b"a\0b", b"c")),), INVALID),
        ((extended(record(b"size", b"x")), header()), INVALID),
        ((extended(record(b"size", b"-1")), header()), INVALID),
        ((extended(record(b"uid", b"x")), header()), INVALID),
        ((extended(record(b"mtime", b"x")), header()), INVALID),
        ((extended(record(b"mtime", b"1.x")), header()), INVALID),
        ((header(data=b"abc")[:514],), "unexpected EOF"),
        ((header()[:100],), "unexpected EOF"),
        ((header(b"L", data=b"n" * ((1 << 20) + 1), at_156="L"),), "archive/tar: header field too long"),
    ],
)
def test_what_go_refuses(blocks: tuple[bytes, ...], message: str) -> None:
    with pytest.raises(ChartError) as caught:
        read(*blocks)
    assert caught.value.message == message


@pytest.mark.parametrize(
    "blocks", [(header(at_156="S"),), (extended(record(b"GNU.sparse.major", b"1")), header())], ids=["gnu", "pax"]
)
def test_files_with_holes_are_refused(blocks: tuple[bytes, ...]) -> None:
    with pytest.raises(ChartError, match="sparse files are not supported"):
        read(*blocks, END)


def test_missing_padding_at_the_end_is_no_error() -> None:
    assert [data for _, _, data, _ in read(header(data=b"abc")[:515])] == [b"abc"]


def member(data: bytes, flags: int = 0, extra: bytes = b"") -> bytes:
    plain = gzip.compress(data, mtime=0)
    return plain[:3] + bytes([flags]) + plain[4:10] + extra + plain[10:]


TAR = header() + END


@pytest.mark.parametrize(
    ("flags", "extra"),
    [(4, b"\x03\0abc"), (8, b"name\0"), (16, b"comment\0"), (24, b"name\0comment\0"), (8, b"n" * 511 + b"\0")],
)
def test_fields_of_a_gzip_header_are_passed_over(flags: int, extra: bytes) -> None:
    assert [entry.name for entry in entries(member(TAR, flags, extra))] == ["f"]


def test_the_checksum_of_a_gzip_header_counts() -> None:
    start = member(TAR, 2)[:10]
    checksum = (zlib.crc32(start) & 0xFFFF).to_bytes(2, "little")
    assert [entry.name for entry in entries(member(TAR, 2, checksum))] == ["f"]
    with pytest.raises(ChartError, match="^gzip: invalid header$"):
        list(entries(member(TAR, 2, b"no")))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 512, "gzip: invalid header"),
        (b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * 100, "unexpected EOF"),
        (b"\x1f\x8b\x08\x04" + bytes(6) + b"\xff\xff", "unexpected EOF"),
        (b"\x1f\x8b\x09" + bytes(7), "gzip: invalid header"),
        (gzip.compress(header(), mtime=0) + b"garbage behind a tar without an end", "gzip: invalid header"),
        (gzip.compress(header(), mtime=0)[:-4], "unexpected EOF"),
    ],
)
def test_bad_gzip_streams(data: bytes, message: str) -> None:
    with pytest.raises(ChartError) as caught:
        list(entries(data))
    assert caught.value.message == message


def test_damaged_deflate_data() -> None:
    with pytest.raises(ChartError, match="^flate: corrupt input before offset "):
        list(entries(gzip.compress(TAR)[:10] + b"\xff" * 100))
