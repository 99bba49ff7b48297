"""Charts made folders: what becomes of each file, and that the folder renders as the chart does."""

from __future__ import annotations

import io
import re
import tarfile
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import chartkit
from chartkit.cli.render import command as render
from chartkit.convert import ExportOptions, ImportOptions, export_folder, import_chart
from chartkit.convert.chart_to_folder.renaming import Reach, reach_in, renamed
from chartkit.convert.chart_to_folder.toml_text import toml_text
from chartkit.errors import ChartError, ChartkitError, ConvertError, FolderError
from chartkit.folder import RenderOptions
from chartkit.gostd.kinds import Int64
from chartkit.release import LoadedChart, OutputOptions
from tests.convert.written_files import written

CHART = {
    "Chart.yaml": """apiVersion: v2
name: c
version: 0.1.0
appVersion: 1.10
dependencies:
  - {name: sub, version: "*", condition: sub.enabled, alias: other}
""",
    "values.yaml": """# how many
replicas: 1000000
greeting: '{{ .Values.name }}!'
name: me
other: {enabled: true}
global: {g: 1}
""",
    "values-qa.yaml": "name: qa\nreplicas: null\n",
    "templates/_helpers.tpl": '{{ define "c.name" }}{{ .Release.Name }}-{{ .Values.name }}{{ end }}',
    "templates/web.yaml": """kind: ConfigMap
apiVersion: v1
metadata:
  name: {{ include "c.name" . }}
  annotations:
    sum: {{ include (print $.Template.BasePath "/_more.yaml") . | sha256sum }}
data:
  n: {{ .Values.replicas | quote }}
  app: {{ .Chart.AppVersion | quote }}
  greeting: {{ tpl .Values.greeting . }}
  file: {{ .Files.Get "conf/a.txt" | quote }}
  {{- with .Values.other }}
  global: {{ $.Values.global.g | quote }}
  {{- end }}
""",
    "templates/_more.yaml": "x: {{ .Values.name }}",
    "templates/variables.yaml": "kind: ConfigMap\nmetadata: {name: odd}\n",
    "templates/tests/t.yaml": "kind: Pod\nmetadata:\n  name: t\n  annotations: {helm.sh/hook: test}\n",
    "templates/NOTES.txt": "Hello {{ .Values.name }}",
    "conf/a.txt": "text\n",
    "crds/d.yaml": "kind: CustomResourceDefinition\nmetadata: {name: d}\n",
    "charts/sub/Chart.yaml": "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    "charts/sub/values.yaml": "v: 1\n",
    "charts/sub/templates/s.yaml": "kind: Secret\nmetadata: {name: s}\nv: {{ .Values.v }}\ng: {{ .Values.global.g }}\n",
}


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    return written(tmp_path / "chart", CHART)


def texts(documents: object) -> list[str]:
    assert hasattr(documents, "__iter__")
    return [document.text for document in documents]


def test_the_folder_renders_what_the_chart_renders(chart: Path, tmp_path: Path) -> None:
    options = ImportOptions(release="r", namespace="ns", kube_version="1.30.1")
    report = import_chart(chart, tmp_path / "folder", options)
    assert report.verification is not None
    assert report.verification.clean
    folder = chartkit.load_folder(tmp_path / "folder")
    loaded = LoadedChart(chart)
    assert texts(folder.render()) == texts(loaded.render("r", "ns", kube_version="1.30.1").documents())
    given = {"name": "x", "other": {"v": 7, "enabled": True}}
    assert texts(folder.render(variables=given)) == texts(loaded.render("r", "ns", given).documents())
    off = {"other": {"enabled": False}}
    assert texts(folder.render(variables=off)) == texts(loaded.render("r", "ns", off).documents())
    qa = {"name": "qa", "replicas": None}
    assert texts(folder.render(env="qa")) == texts(loaded.render("r", "ns", qa).documents())


def test_files_stand_where_a_folder_has_them(chart: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    import_chart(chart, folder)
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert found == {
        ".chartkit.json", "chartkit.toml", "variables.yaml", "environments/qa.yaml",
        "web.yaml", "_helpers.tpl", "_more.yaml.tpl", "NOTES.txt", "templates/variables.yaml", "tests/t.yaml",
        "files/conf/a.txt", "crds/d.yaml", "parts/sub/s.yaml", "parts/sub/variables.yaml",
    }  # fmt: skip
    assert (folder / "variables.yaml").read_text("utf-8") == CHART["values.yaml"]
    assert (folder / "_helpers.tpl").read_text("utf-8") == CHART["templates/_helpers.tpl"].replace(
        "Values", "Variables"
    )
    helm = tomllib.loads((folder / "chartkit.toml").read_text("utf-8"))["helm"]
    assert helm["files"]["_more.yaml.tpl"] == "templates/_more.yaml"
    assert "web.yaml" not in helm["files"]


def test_documents_name_the_folders_files(chart: Path, tmp_path: Path) -> None:
    import_chart(chart, tmp_path / "folder")
    sources = {document.name: document.source for document in chartkit.load_folder(tmp_path / "folder").render()}
    assert sources["release-name-me"] == "web.yaml"
    assert sources["odd"] == "templates/variables.yaml"
    assert sources["t"] == "tests/t.yaml"


def test_importing_again_changes_nothing_and_keeps_edits(chart: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    import_chart(chart, folder)
    again = import_chart(chart, folder).written
    assert (again.created, again.updated, again.kept) == ((), (), ())
    (folder / "web.yaml").write_text("mine", "utf-8")
    assert import_chart(chart, folder).written.kept == ("web.yaml",)
    assert (folder / "web.yaml").read_text("utf-8") == "mine"


def test_a_chart_that_needs_values_is_proven_with_them(chart: Path, tmp_path: Path) -> None:
    (chart / "templates" / "web.yaml").write_text('{{ required "name it" .Values.must }}', "utf-8")
    with pytest.raises(ConvertError, match="does not render, so nothing is proven: .*name it") as failed:
        import_chart(chart, tmp_path / "without", ImportOptions(samples=0))
    assert failed.value.hint == "Give values that it renders with (-f, --set); --no-verify imports it unproven."
    assert not (tmp_path / "without").exists()
    values = {"must": "kind: A\nmetadata: {name: b}"}
    report = import_chart(chart, tmp_path / "with", ImportOptions(samples=0, values=values))
    assert ": no difference" in report.summary
    report = import_chart(chart, tmp_path / "unproven", ImportOptions(verify=False))
    assert "NOT VERIFIED" in report.summary
    assert (tmp_path / "unproven" / "web.yaml").is_file()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("type: library", "library charts are not installable"),
        ("  - {name: gone, version: 1.0.0}", "found in Chart.yaml, but missing in charts/ directory: gone"),
    ],
)
def test_a_chart_that_no_values_make_render_becomes_a_folder_that_says_why(
    chart: Path, tmp_path: Path, line: str, reason: str
) -> None:
    with (chart / "Chart.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    report = import_chart(chart, tmp_path / "folder", ImportOptions(samples=0))
    assert reason in report.notes[-1]
    assert "no values make the chart render, nor the folder" in report.notes[-1]
    with pytest.raises(ChartkitError, match=re.escape(reason)):
        chartkit.load_folder(tmp_path / "folder").render()


def test_what_templates_are_told_is_recorded_and_can_be_told_anew(chart: Path, tmp_path: Path) -> None:
    written(
        chart,
        {"templates/told.yaml": "kind: A\nmetadata: {name: told}\nx: {{ .Release.Name }} {{ .Release.IsUpgrade }}\n"},
    )
    output = OutputOptions(include_crds=True, tests=False)
    import_chart(chart, tmp_path / "folder", ImportOptions(release="rel", is_upgrade=True, output=output))
    release = tomllib.loads((tmp_path / "folder" / "chartkit.toml").read_text("utf-8"))["helm"]["release"]
    assert release == {"name": "rel", "is-upgrade": True, "include-crds": True, "tests": False}
    folder = chartkit.load_folder(tmp_path / "folder")
    found = {document.name: document.text for document in folder.render()}
    assert "x: rel true" in found["told"]
    assert "d" in found
    assert "t" not in found
    told = folder.render(options=RenderOptions(release={"name": "other", "show-only": ["templates/told.yaml"]}))
    assert [document.text.partition("x: ")[2] for document in told] == ["other true"]
    with pytest.raises(FolderError, match="nme below helm.release is not known"):
        folder.render(options=RenderOptions(release={"nme": "x"}))
    with pytest.raises(FolderError, match="tests below helm.release is of the wrong type"):
        folder.render(options=RenderOptions(release={"tests": "no"}))


def test_an_imported_chart_can_be_rendered_under_another_name(chart: Path, tmp_path: Path) -> None:
    import_chart(chart, tmp_path / "folder")
    result = CliRunner().invoke(render, [str(tmp_path / "folder"), "--name", "other", "-o", "name"])
    assert "other-me" in result.output


def test_integers_of_set_stay_integers(chart: Path, tmp_path: Path) -> None:
    import_chart(chart, tmp_path / "folder")
    folder = chartkit.load_folder(tmp_path / "folder")
    for given, want in (({"replicas": Int64(1000000)}, '"1000000"'), ({"replicas": 1000000}, '"1e+06"')):
        assert f"n: {want}" in "".join(texts(folder.render(variables=given)))


def test_chosen_files_of_ci_become_environments(chart: Path, tmp_path: Path) -> None:
    written(chart, {"ci/big-values.yaml": "name: big\n"})
    import_chart(chart, tmp_path / "folder", ImportOptions(ci=("big",)))
    folder = chartkit.load_folder(tmp_path / "folder")
    assert folder.environments() == ["big", "qa"]
    assert folder.render(env="big").documents != folder.render().documents
    with pytest.raises(ConvertError, match="small"):
        import_chart(chart, tmp_path / "other", ImportOptions(ci=("small",)))


def test_names_that_differ_in_case_alone_do_not_collide(chart: Path, tmp_path: Path) -> None:
    written(chart, {"A.txt": "1", "a.txt": "2"})
    import_chart(chart, tmp_path / "folder")
    assert (tmp_path / "folder" / "files" / "A.txt").read_text("utf-8") == "1"
    assert (tmp_path / "folder" / "files" / "a-2.txt").read_text("utf-8") == "2"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("{{ .Values.a }} {{- $.Values.b -}}", "{{ .Variables.a }} {{- $.Variables.b -}}"),
        (
            "{{ with .Values.a }}{{ .Values }}{{ $.Values }}{{ end }}",
            "{{ with .Variables.a }}{{ .Values }}{{ $.Variables }}{{ end }}",
        ),
        ('{{/* .Values */}} .Values {{ ".Values" }}', '{{/* .Values */}} .Values {{ ".Values" }}'),
        ("{{ if .Values.a }}{{ .Values.b }}{{ end }}", "{{ if .Variables.a }}{{ .Variables.b }}{{ end }}"),
        ("{{ .Valuesque }} {{ .x.Values }} {{ (.Values).a }}", "{{ .Valuesque }} {{ .x.Values }} {{ (.Variables).a }}"),
        ("{{ .Values.a", "{{ .Values.a"),
    ],
)  # fmt: skip
def test_values_are_renamed_where_dot_is_the_root(text: str, want: str) -> None:
    assert renamed(text, Reach.EVERYWHERE) == want


def test_how_far_values_are_renamed() -> None:
    assert reach_in(["{{ .Values.a }}"]) is Reach.EVERYWHERE
    assert reach_in(['{{ include "x" (dict "Values" .Values) }}']) is Reach.FILES
    assert reach_in(['{{ $_ := set . "Values" dict }}']) is Reach.NOWHERE
    text = '{{ define "x" }}{{ .Values.a }}{{ end }}{{ .Values.b }}'
    assert renamed(text, Reach.FILES) == '{{ define "x" }}{{ .Values.a }}{{ end }}{{ .Variables.b }}'
    assert renamed(text, Reach.NOWHERE) == text


def test_tables_come_back_from_toml() -> None:
    table = {"a": 1, "b": ["x", {"c.d": True}], 'é "\x7f\n': {"": {}, "f": 1.5}, "z": {"y": {"x": "😀"}}}
    assert tomllib.loads(toml_text(table)) == table


@pytest.mark.parametrize("value", [None, [None], float("nan"), "\udc80"])
def test_what_toml_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(ConvertError):
        toml_text({"a": value})


@pytest.mark.parametrize("name", ["ticketing", "kube-appdeploy-example"])
def test_an_exported_folder_comes_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    folder = Path(__file__).parents[2] / "charts" / name
    export_folder(str(folder), tmp_path / "chart", ExportOptions(verify=False))
    import_chart(tmp_path / "chart", tmp_path / "folder")
    record = tmp_path / "folder" / ".chartkit.json"
    found = {path.relative_to(tmp_path / "folder"): path for path in files_below(tmp_path / "folder") if path != record}
    known = {
        path.relative_to(folder): path for path in files_below(folder) if path.suffix in (".yaml", ".tpl", ".toml")
    }
    assert set(found) == set(known)
    assert all(found[path].read_bytes() == known[path].read_bytes() for path in known)


def test_an_export_that_was_edited_is_imported_as_any_chart(tmp_path: Path) -> None:
    source = written(
        tmp_path / "source", {"x.yaml": "kind: A\nmetadata: {name: {{ .Variables.a }}}\n", "variables.yaml": "a: b\n"}
    )
    export_folder(str(source), tmp_path / "chart", ExportOptions(verify=False))
    template = tmp_path / "chart" / "templates" / "x.yaml"
    template.write_text(template.read_text("utf-8") + "more: 1\n", "utf-8")
    assert not import_chart(tmp_path / "chart", tmp_path / "folder").restored
    assert "more: 1" in texts(chartkit.load_folder(tmp_path / "folder").render())[0]


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


HOSTILE = {
    "templates/nul.yaml": "nul-.yaml",
    "templates/Aux.v1.yaml": "Aux-.v1.yaml",
    "templates/sp ace\nline.yaml": "sp ace-line.yaml",
    'templates/a:b?"c.yaml': "a-b--c.yaml",
    f"templates/{'n' * 240}.yaml": f"{'n' * 40}-b017849e.yaml",
    "trailing. ": "files/trailing.-",
    "CON": "files/CON-",
    "templates/Web.yaml": "Web.yaml",
    "templates/web.YAML": "templates/web.YAML",
    "templates/chartkit.toml": "templates/chartkit.toml",
    "templates/parts/x.yaml": "templates/parts/x.yaml",
    "variables.yaml": "files/variables.yaml",
    "environments/e.yaml": "files/environments/e.yaml",
}


def test_names_that_some_file_system_refuses_become_others(tmp_path: Path) -> None:
    files = {name: f"kind: A\nmetadata: {{name: n{number}}}\n" for number, name in enumerate(HOSTILE)}
    chart = written(tmp_path / "chart", {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", **files})
    report = import_chart(chart, tmp_path / "folder", ImportOptions(samples=0))
    assert report.verification is not None
    assert report.verification.clean
    assert set(report.written.created) == {"chartkit.toml", *HOSTILE.values()}
    assert texts(chartkit.load_folder(tmp_path / "folder").render()) == texts(LoadedChart(chart).render().documents())


@pytest.mark.parametrize("name", ["../evil.yaml", "templates/../../../evil.yaml", "a\\..\\..\\evil.txt"])
def test_an_archive_that_leaves_its_folder_is_refused(name: str, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "c.tgz", "w:gz") as archive:
        for path, text in {"Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n", name: "x"}.items():
            entry = tarfile.TarInfo(f"c/{path}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    with pytest.raises(ChartError):
        import_chart(tmp_path / "c.tgz", tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["c.tgz"]


@pytest.mark.parametrize("frozen", [False, True])
def test_an_import_that_fails_changes_nothing(frozen: bool, chart: Path, tmp_path: Path) -> None:
    options = ImportOptions(samples=0, freeze=frozen)
    import_chart(chart, tmp_path / "folder", options)
    before = {path: path.read_bytes() for path in files_below(tmp_path / "folder")}
    (chart / "templates" / "more.yaml").write_text("kind: A\nmetadata: {name: {{ .Values.name }}", "utf-8")
    with pytest.raises(ConvertError):
        import_chart(chart, tmp_path / "folder", replace(options, values={"name": "x"}, samples=1))
    assert {path: path.read_bytes() for path in files_below(tmp_path / "folder")} == before
