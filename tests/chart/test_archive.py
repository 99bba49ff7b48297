"""Packaged charts: what Helm makes of odd entries, what damage is told, and what no archive can do to the machine."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.chart import Chart, load
from chartkit.errors import ChartError, ValuesError
from chartkit.helm_versions import HELM_3_17, HELM_4_3, behaviour_of
from tests.chart.seen import TEMPLATE

CASES = yaml.safe_load((Path(__file__).parent / "cases/archives.yaml").read_text(encoding="utf-8"))
CHART = "apiVersion: v2\nname: s\nversion: 1.0.0\n"


def tar(entries: list[list[str]], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a tar of entries: name, data, and perhaps the kind, with data as the target of a link."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, text, *kind in entries:
            data = (TEMPLATE if text == "TEMPLATE" else text).encode()
            info = tarfile.TarInfo(name)
            info.mtime = 1_700_000_000
            if kind:
                info.type = kind[0].encode()
            if kind and kind[0] in "12":
                info.linkname = text
                data = b""
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def packed(entries: list[list[str]]) -> bytes:
    return gzip.compress(tar(entries), mtime=0)


def files_of(chart: Chart) -> str:
    return json.dumps(sorted({file.name for file in chart.files}), ensure_ascii=False, separators=(",", ":"))


@pytest.mark.parametrize("line", ["4.3", "3.17"])
@pytest.mark.parametrize("how", ["chart", "subchart"])
@pytest.mark.parametrize("row", CASES, ids=lambda row: row["name"])
def test_entries_are_taken_as_by_helm(row: dict[str, Any], how: str, line: str, tmp_path: Path) -> None:
    data = packed(row["entries"])
    source = tmp_path / "c"
    if how == "chart":
        source.write_bytes(data)
    else:
        (source / "charts").mkdir(parents=True)
        (source / "charts/s.tgz").write_bytes(data)
        (source / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n", encoding="utf-8")
    wanted = row[how].get("both") or row[how][line]
    try:
        chart = load(source, behaviour=behaviour_of(line))
        found = {"files": files_of(chart if how == "chart" else chart.dependencies[0])}
    except ChartError as error:
        found = {"error": error.message}
    assert found == wanted


GOOD = [["s/Chart.yaml", CHART], ["s/values.yaml", "a: 1\n"], ["s/templates/t.yaml", "x: 1\n"]]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_format_of_tar_is_read(form: int) -> None:
    long_name = "s/" + "d/" * 60 + "n" * 60
    chart = load(gzip.compress(tar([*GOOD, [long_name, "1"]], form)))
    assert [file.name for file in chart.files] == [long_name.removeprefix("s/")]
    assert chart.files[0].modified_ns == 1_700_000_000 * 10**9


def test_a_chart_can_be_loaded_from_bytes() -> None:
    chart = load(packed(GOOD))
    assert (chart.name, chart.values, chart.templates[0].text) == ("s", {"a": 1.0}, "x: 1\n")


def test_gzip_members_are_one_stream() -> None:
    data = tar(GOOD)
    assert load(gzip.compress(data[:700]) + gzip.compress(data[700:])).name == "s"


def test_only_what_is_needed_of_an_archive_is_read() -> None:
    """Go stops at the end of the tar: garbage behind it and a wrong checksum go unnoticed."""
    data = packed(GOOD)
    assert load(data + b"garbage").name == "s"
    assert load(data[:-8] + b"checksum").name == "s"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "EOF"),
        (packed(GOOD)[:5], "unexpected EOF"),
        (packed(GOOD)[:60], "unexpected EOF"),
        (gzip.compress(tar(GOOD)[:300], mtime=0), "unexpected EOF"),
        (gzip.compress(tar(GOOD)[:520], mtime=0), "unexpected EOF"),
        (gzip.compress(b"x" * 1024, mtime=0), "archive/tar: invalid tar header"),
        (gzip.compress(tar(GOOD)[:512].replace(b"s/Chart", b"s/chart"), mtime=0), "archive/tar: invalid tar header"),
        (gzip.compress(tar(GOOD).rstrip(b"\0"), mtime=0)[:-8] + b"checksum", "gzip: invalid checksum"),
    ],
)
def test_damage_is_told_in_the_words_of_go(data: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(ChartError) as caught:
        load(data)
    assert caught.value.message == f"unable to load chart archive: {message}"
    file = tmp_path / "c.tgz"
    file.write_bytes(data)
    if data:
        with pytest.raises(ChartError) as caught:
            load(file)
        assert (caught.value.message, caught.value.hint) == ("unable to load chart archive", message)
        with pytest.raises(ChartError) as caught:
            load(file, behaviour=HELM_3_17)
        assert caught.value.message == message


def test_what_is_no_gzip_stream_is_told_by_its_kind(tmp_path: Path) -> None:
    for name, data, message in (
        ("c.yaml", b"a: 1\n" * 200, "file '{}' seems to be a YAML file, but expected a gzipped archive"),
        ("c", b"a: 1\n", "file '{}' does not appear to be a gzipped archive; got 'application/octet-stream'"),
        ("c", b"a: 1\n" * 200, "file '{}' does not appear to be a gzipped archive; got 'text/plain; charset=utf-8'"),
        ("c", b"PK\3\4", "file '{}' does not appear to be a gzipped archive; got 'application/zip'"),
    ):
        file = tmp_path / name
        file.write_bytes(data)
        with pytest.raises(ChartError) as caught:
            load(file)
        assert caught.value.message == message.format(file)
    with pytest.raises(ChartError) as caught:
        load(b"hello, I am no archive")
    assert caught.value.message == "stream does not appear to be a valid chart file (details: gzip: invalid header)"


def test_a_bad_gzip_header_behind_a_good_start_is_told(tmp_path: Path) -> None:
    file = tmp_path / "c.tgz"
    file.write_bytes(b"\x1f\x8b\x08\x08" + b"\0" * 6 + b"n" * 600)
    with pytest.raises(ChartError) as caught:
        load(file)
    assert caught.value.message == (
        f"file '{file}' does not appear to be a valid chart file (details: gzip: invalid header)"
    )


def zeros(count: int) -> bytes:
    """Return the deflated form of a tar entry with ``count`` zeros, made without holding them."""
    info = tarfile.TarInfo("s/zeros")
    info.size = count
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    pieces = [packer.compress(tar(GOOD)[: 512 * 6]), packer.compress(info.tobuf())]
    chunk = bytes(1 << 20)
    pieces += [packer.compress(chunk) for _ in range(count >> 20)]
    pieces.append(packer.compress(bytes(count % (1 << 20) + -count % 512 + 1024)))
    return b"".join([*pieces, packer.flush()])


def test_a_bomb_is_not_inflated() -> None:
    bomb = zeros(HELM_4_3.chart_size_limit + 1)
    assert len(bomb) < 1 << 20
    with pytest.raises(ChartError) as caught:
        load(bomb)
    assert caught.value.message == (
        "unable to load chart archive: decompressed chart is larger than the maximum size 104857600"
    )


def test_helm_3_bounds_each_file(tmp_path: Path) -> None:
    file = tmp_path / "c.tgz"
    limit = HELM_3_17.file_size_limit
    file.write_bytes(zeros(limit + 1))
    with pytest.raises(ChartError) as caught:
        load(file, behaviour=HELM_3_17)
    assert caught.value.message == (f'decompressed chart file "s/zeros" is larger than the maximum file size {limit}')
    file.write_bytes(zeros(limit))
    assert len(load(file, behaviour=HELM_3_17).files[0].data) == limit


def test_an_archive_within_archives_without_end_is_refused() -> None:
    data = packed(GOOD)
    for _ in range(60):
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w:gz") as archive:
            for name, inner in (("s/Chart.yaml", CHART.encode()), ("s/charts/s.tgz", data)):
                info = tarfile.TarInfo(name)
                info.size = len(inner)
                archive.addfile(info, io.BytesIO(inner))
        data = stream.getvalue()
    with pytest.raises(ChartError, match="nested too deeply"):
        load(data)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_damage_to_a_tar_raises_anything_but_our_errors(place: int, change: int) -> None:
    data = bytearray(tar([*GOOD, ["s/" + "long/" * 40, ""], ["s/link", "t", "2"]]))
    data[place % len(data)] ^= change
    with suppress(ChartError, ValuesError):
        load(gzip.compress(bytes(data)))


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_damage_to_a_gzip_stream_raises_anything_but_our_errors(place: int, change: int) -> None:
    data = bytearray(packed(GOOD))
    data[place % len(data)] ^= change
    with suppress(ChartError, ValuesError):
        load(bytes(data))
