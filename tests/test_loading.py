"""Charts and folders from every source, rendered alike, also by several threads at a time."""

from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

import chartkit
from chartkit.cli.application import application
from chartkit.folder import Folder
from chartkit.release import LoadedChart

CHART = {
    "Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
    "values.yaml": "size: 1\n",
    "templates/_h.tpl": '{{ define "size" }}{{ .Values.size | quote }}{{ end }}',
    "templates/a.yaml": 'kind: ConfigMap\nmetadata: {name: a}\ndata: {size: {{ include "size" . }}}\n',
}
FOLDER = {
    "variables.yaml": "size: 1\n",
    "environments/qa.yaml": "size: 2\n",
    "_h.tpl": '{{ define "size" }}{{ .Variables.size | quote }}{{ end }}',
    "a.yaml": 'kind: ConfigMap\nmetadata: {name: a}\ndata: {size: {{ include "size" . }}}\n',
}
FILES = {"chart": CHART, "folder": FOLDER}


def tgz(files: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"top/{name}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return stream.getvalue()


def zipped(files: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"top/{name}", text)
    return stream.getvalue()


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def packed(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def committed(folder: Path, files: Mapping[str, str]) -> str:
    written(folder / "deploy", files)
    author = ["-c", "user.name=t", "-c", "user.email=t@t"]
    for arguments in (["init", "-q"], ["add", "-A", "-f"], [*author, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=folder, check=True)
    return "git:HEAD:deploy"


SOURCES: dict[str, Callable[[Path, Mapping[str, str]], object]] = {
    "directory": written,
    "text": lambda path, files: str(written(path, files)),
    "tgz": lambda path, files: packed(path / "x.tgz", tgz(files)),
    "zip": lambda path, files: packed(path / "x.zip", zipped(files)),
    "bytes of a tgz": lambda _, files: tgz(files),
    "bytes of a zip": lambda _, files: zipped(files),
    "mapping": lambda _, files: files,
    "mapping to bytes": lambda _, files: {name: text.encode() for name, text in files.items()},
    "revision": committed,
}


def texts(loaded: Folder | LoadedChart, size: object = None) -> list[str]:
    given = {} if size is None else {"size": size}
    rendered = loaded.render(variables=given) if isinstance(loaded, Folder) else loaded.render(values=given).documents()
    return [document.text for document in rendered]


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("source", SOURCES)
def test_what_is_loaded_renders_alike_from_every_source(
    source: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    where = SOURCES[source](tmp_path, FILES[what])
    want = ['kind: ConfigMap\nmetadata: {name: a}\ndata: {size: "1"}']
    loaded = chartkit.load(where)  # type: ignore[arg-type] # the sources are of every type that it takes
    assert isinstance(loaded, LoadedChart if what == "chart" else Folder)
    assert texts(loaded) == want
    opened = chartkit.load_chart if what == "chart" else chartkit.load_folder
    assert texts(opened(where)) == want  # type: ignore[arg-type] # as above


@pytest.mark.parametrize("source", ["directory", "zip", "bytes of a zip", "mapping", "revision"])
def test_what_a_chart_ignores_is_left_out_but_of_packages(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    more = {
        ".helmignore": "notes/\n*.bak\n",
        "templates/a.yaml.bak": "ignored",
        "templates/b.yaml": '{{ range $name, $_ := .Files.Glob "{notes,more}/*" }}kind: {{ base $name }}\n{{ end }}',
        "notes/x": "ignored",
        "more/x": "",
        "more/y.bak": "ignored",
    }
    chart = chartkit.load_chart(SOURCES[source](tmp_path, {**CHART, **more}))  # type: ignore[arg-type] # see above
    assert [manifest.head.kind for manifest in chart.render().manifests] == ["ConfigMap", "x"]


@pytest.mark.parametrize("what", FILES)
@pytest.mark.parametrize("source", ["directory", "tgz", "zip", "revision"])
def test_commands_take_every_source(source: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    where = str(SOURCES[source](tmp_path, FILES[what]))
    rendered = CliRunner().invoke(application, ["render", where])
    assert (rendered.exit_code, rendered.stderr) == (0, "")
    assert 'data: {size: "1"}' in rendered.stdout
    validated = CliRunner().invoke(application, ["validate", where, "-o", "concise"])
    assert validated.exit_code == 1
    assert "missing apiVersion" in validated.stdout
    assert "[made by " in validated.stdout


@pytest.mark.parametrize(("where", "message"), [
    ("nowhere", "open nowhere: no such file or directory"),
    (b"\x1f\x8bno", "memory cannot be read as an archive"),
    (b"PK\x03\x04no", "memory cannot be read as an archive"),
    (b"", "memory cannot be read as an archive"),
    ("git:HEAD", "'git:HEAD' does not name a folder in a git revision"),
])  # fmt: skip
def test_what_cannot_be_loaded_says_why(
    where: str | bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(chartkit.ChartkitError) as caught:
        chartkit.load(where)
    assert caught.value.message.startswith(message)


class Listing:
    """A source that knows no more than it must."""

    title = "listing"

    def names(self, folder: str = "") -> Sequence[str]:
        return [] if folder else ["Chart.yaml"]

    def read(self, name: str) -> str:
        return name

    def place(self, name: str) -> str:
        return name


def test_a_chart_needs_a_source_whose_files_are_known() -> None:
    with pytest.raises(chartkit.ChartkitError, match="listing is a chart, which cannot be read from there"):
        chartkit.load(Listing())


def test_what_set_made_an_integer_stays_one() -> None:
    from chartkit.values import ValuesSources, read

    chart = chartkit.load_chart({**CHART, "templates/a.yaml": "kind: {{ kindOf .Values.n }}\nx: {{ .Values.n }}\n"})
    assert chart.render(values=read(ValuesSources(set=["n=10000000"]))).manifests[0].head.kind == "int64"
    assert chart.render(values={"n": 10000000}).manifests[0].head.kind == "float64"


@pytest.mark.parametrize("what", FILES)
def test_threads_share_what_is_loaded(what: str) -> None:
    loaded = chartkit.load(FILES[what])

    def render(size: int) -> list[str]:
        return texts(loaded, str(size))

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(render, range(200)))
    assert found == [[f'kind: ConfigMap\nmetadata: {{name: a}}\ndata: {{size: "{size}"}}'] for size in range(200)]


@pytest.mark.parametrize("what", FILES)
def test_an_error_in_one_thread_is_that_threads(what: str) -> None:
    template = CHART["templates/a.yaml"].replace("{size: ", "{size: {{ required `no size` .Values.size }}")
    files = {**CHART, "templates/a.yaml": template} if what == "chart" else {
        **FOLDER, "variables.yaml": "", "environments/qa.yaml": "size: 7\n",
    }  # fmt: skip
    loaded = chartkit.load(files)

    def render(number: int) -> str:
        try:
            return texts(loaded, "" if number % 2 and what == "chart" else None if number % 2 else str(number))[0]
        except chartkit.ChartkitError as error:
            return error.message.rpartition(": ")[2]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(render, range(100)))
    assert {text for number, text in enumerate(found) if number % 2} == {
        "no size" if what == "chart" else ".Variables.size is not defined"
    }
    assert all(f'"{number}"' in text for number, text in enumerate(found) if not number % 2)


def test_renderings_are_frozen() -> None:
    rendering = chartkit.load_folder(FOLDER).render()
    release = chartkit.load_chart(CHART).render()
    for frozen, name in (
        (rendering, "documents"),
        (rendering[0], "text"),
        (release, "files"),
        (release.manifests[0], "path"),
    ):
        with pytest.raises(AttributeError):
            setattr(frozen, name, None)


def test_findings_in_a_rendering_know_the_template() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndta: {}\n"
    text += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n{{ `dta` }}: {}\n"
    findings = chartkit.validate(chartkit.load_folder({"a.yaml": text}).render())
    assert [finding.origin for finding in findings] == [
        chartkit.Location("memory:a.yaml", 4, 0),
        chartkit.Location("memory:a.yaml", 9, 0),
    ]
