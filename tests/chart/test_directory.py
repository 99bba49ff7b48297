"""Chart directories: links, odd files, sizes, and where the chart's walls are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chartkit.chart import LogRecord, load, locate
from chartkit.errors import ChartError
from chartkit.helm_versions import HELM_3_17, HELM_4_3


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    folder = tmp_path / "c"
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n", encoding="utf-8")
    return folder


def test_files_come_sorted_by_bytes_a_directory_where_its_name_stands(chart: Path) -> None:
    for name in ("b/x", "b.txt", "a", "é", "B"):
        (chart / name).parent.mkdir(exist_ok=True)
        (chart / name).write_bytes(b"")
    assert [file.name for file in load(chart).files] == ["B", "a", "b/x", "b.txt", "é"]


def test_a_link_within_the_chart_is_followed_and_logged(chart: Path) -> None:
    (chart / "docs").mkdir()
    (chart / "docs/a.txt").write_text("text", encoding="utf-8")
    (chart / "link.txt").symlink_to("docs/a.txt")
    (chart / "more").symlink_to("docs")
    log: list[LogRecord] = []
    loaded = load(chart, log=log.append)
    assert [file.name for file in loaded.files] == ["docs/a.txt", "link.txt", "more/a.txt"]
    assert loaded.files[1].text == "text"
    assert tuple(log) == loaded.notices
    found = "found symbolic link in path. Contents of linked file included and used"
    assert [record.line() for record in log] == [
        f'level=INFO msg="{found}" path={chart}/link.txt resolved={chart}/docs/a.txt',
        f'level=INFO msg="{found}" path={chart}/more resolved={chart}/docs',
    ]
    assert log[0].line(HELM_3_17) == (
        f"walk.go:75: found symbolic link in path: {chart}/link.txt resolves to {chart}/docs/a.txt. "
        "Contents of linked file included and used"
    )


@pytest.mark.parametrize("name", ["files/secret", "Chart.yaml", ".helmignore", "values.yaml", "charts"])
def test_a_link_out_of_the_chart_is_refused_unless_allowed(chart: Path, name: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    target = outside / "file"
    target.write_text("name: c\nversion: 0.1.0\n" if name != ".helmignore" else "", encoding="utf-8")
    link = chart / name
    link.parent.mkdir(exist_ok=True)
    link.unlink(missing_ok=True)
    if name == "charts":
        (outside / "s").mkdir()
        (outside / "file").rename(outside / "s/Chart.yaml")
        target = outside
    link.symlink_to(target)
    with pytest.raises(ChartError) as caught:
        load(chart)
    assert caught.value.message == f"symbolic link {link} leads out of the chart, to {target}"
    assert "allow links" in caught.value.hint
    assert load(chart, allow_outside_links=True).name == "c"


def test_a_link_to_a_place_whose_name_only_begins_like_the_chart_is_outside(chart: Path) -> None:
    Path(f"{chart}2").mkdir()
    (chart / "link").symlink_to(f"{chart}2")
    with pytest.raises(ChartError, match="leads out of the chart"):
        load(chart)


def test_the_chart_itself_can_be_a_link(chart: Path) -> None:
    link = chart.parent / "link"
    link.symlink_to(chart)
    loaded = load(link)
    assert (loaded.name, loaded.notices) == ("c", ())


def test_a_broken_link_is_an_error_even_where_it_is_ignored(chart: Path) -> None:
    (chart / ".helmignore").write_text("link\n", encoding="utf-8")
    (chart / "link").symlink_to("nowhere")
    with pytest.raises(ChartError) as caught:
        load(chart)
    assert caught.value.message == (
        f"error evaluating symlink {chart}/link: lstat {chart}/nowhere: no such file or directory"
    )


def test_a_link_through_a_file_is_an_error(chart: Path) -> None:
    (chart / "link").symlink_to("Chart.yaml/x")
    with pytest.raises(ChartError) as caught:
        load(chart)
    assert caught.value.message == f"error evaluating symlink {chart}/link: not a directory"


@pytest.mark.parametrize(("name", "target"), [("link", "link"), ("templates/up", ".."), ("templates/self", ".")])
def test_a_link_in_a_circle_is_an_error(chart: Path, name: str, target: str) -> None:
    (chart / name).symlink_to(target)
    with pytest.raises(ChartError) as caught:
        load(chart)
    assert caught.value.message == f"error evaluating symlink {chart / name}: EvalSymlinks: too many links"


def test_pipes_are_not_opened(chart: Path) -> None:
    os.mkfifo(chart / "pipe")
    with pytest.raises(ChartError) as caught:
        load(chart)
    assert caught.value.message == (f"cannot load irregular file {chart}/pipe as it has file mode type bits set")
    (chart / ".helmignore").write_text("pipe\n", encoding="utf-8")
    assert load(chart).name == "c"


@pytest.mark.parametrize("name", ["Chart.yaml", ".helmignore"])
def test_a_pipe_where_a_known_file_should_be_is_not_waited_for(chart: Path, name: str) -> None:
    (chart / name).unlink(missing_ok=True)
    os.mkfifo(chart / name)
    with pytest.raises(ChartError, match="cannot load irregular file"):
        load(chart)


def test_a_directory_where_chart_yaml_should_be(chart: Path) -> None:
    (chart / "Chart.yaml").unlink()
    (chart / "Chart.yaml").mkdir()
    with pytest.raises(ChartError) as caught:
        load(chart)
    name = f"{chart}/Chart.yaml"
    assert caught.value.message == f"unable to detect chart at {name}: read {name}: is a directory"


def test_the_whole_chart_is_bounded_in_helm_4(chart: Path) -> None:
    limit = HELM_4_3.chart_size_limit
    with (chart / "large").open("wb") as file:
        file.truncate(limit)
    with pytest.raises(ChartError) as caught:
        load(chart)
    assert caught.value.message == f"error reading large: chart exceeds maximum decompressed size of {limit} bytes"


def test_each_file_is_bounded_in_helm_3(chart: Path) -> None:
    limit = HELM_3_17.file_size_limit
    with (chart / "large").open("wb") as file:
        file.truncate(limit)
    assert len(load(chart, behaviour=HELM_3_17).files[0].data) == limit
    with (chart / "large").open("wb") as file:
        file.truncate(limit + 1)
    with pytest.raises(ChartError) as caught:
        load(chart, behaviour=HELM_3_17)
    assert caught.value.message == f'chart file "large" is larger than the maximum file size {limit}'


def test_directories_are_not_followed_without_end(chart: Path) -> None:
    (chart / ("d/" * 400)).mkdir(parents=True)
    with pytest.raises(ChartError, match="nested too deeply"):
        load(chart)


def test_charts_are_not_nested_without_end(chart: Path) -> None:
    below = chart
    for _ in range(60):
        below = below / "charts/s"
        below.mkdir(parents=True)
        (below / "Chart.yaml").write_text("name: s\nversion: 1.0.0\n", encoding="utf-8")
    with pytest.raises(ChartError, match="nested too deeply"):
        load(chart)


def test_names_that_are_not_utf_8_are_kept(chart: Path) -> None:
    name = os.fsdecode(b"\xff.txt")
    try:
        (chart / name).write_bytes(b"x")
    except OSError:
        pytest.skip("the file system takes UTF-8 names only")
    assert [file.name for file in load(chart).files] == ["\udcff.txt"]


def test_what_is_not_there_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(ChartError) as caught:
        load(tmp_path / "nope")
    assert caught.value.message == f"stat {tmp_path}/nope: no such file or directory"


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("/nope/nope", 'path "/nope/nope" not found'),
        ("./nope", 'path "./nope" not found'),
        ("nope", "non-absolute URLs should be in form of repo_name/path_to_chart, got: nope"),
        ("foo/bar", "repo foo not found"),
        (" foo/bar ", "repo foo not found"),
        ("oci://foo/bar", "oci://foo/bar cannot be fetched"),
    ],
)
def test_an_argument_that_names_no_chart(
    argument: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ChartError) as caught:
        locate(argument)
    assert caught.value.message == message


def test_an_argument_is_found_from_the_current_directory(chart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(chart.parent)
    assert locate(" ./c/../c/ ") == str(chart)
