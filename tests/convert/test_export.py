"""Exporting the example folders, and what a chart on disk keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartkit.convert import ExportOptions, Secrets, export_folder, restore
from chartkit.convert.written import read_record
from chartkit.errors import ConvertError, WriteError

CHARTS = Path(__file__).parents[2] / "charts"

SECRET = {
    "variables.yaml": "# All.\nname: shop\ndb:\n  # The password.\n  password: 's3cret' # here\nport: 5\n",
    "environments/qa.yaml": "db: {password: other}\n",
    "secret.yaml": (
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Variables.name }}\n"
        "stringData:\n  password: {{ quote .Variables.db.password }}\n"
    ),
}


def content(chart: Path) -> dict[str, bytes]:
    return {str(path.relative_to(chart)): path.read_bytes() for path in chart.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", ["ticketing", "kube-appdeploy-example"])
def test_an_example_folder_exports_is_proved_and_comes_back(name: str, tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    report = export_folder(CHARTS / name, chart)
    assert report.differences == ()
    assert report.verified
    assert restore(content(chart), read_record(chart)) == content(CHARTS / name)


def test_production_leaves_the_branches_of_other_modes_out(tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    export_folder(CHARTS / "ticketing", chart, ExportOptions(modes=("production",), verify=False))
    text = (chart / "templates/web.yaml").read_text()
    assert "node:22" not in text
    assert 'image: {{ include "image" (list . "web") }}\n          ports:' in text


def test_what_flows_into_a_secret_is_not_in_values(tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    assert export_folder(SECRET, chart, ExportOptions(name="shop")).verified
    found = content(chart)
    assert found["values.yaml"] == b'# All.\nname: shop\ndb:\n  # The password.\n  password: "" # here\nport: 5\n'
    assert found["values-secrets.yaml"] == b"db:\n  password: 's3cret'\n"
    assert found["values-secrets-qa.yaml"] == b"db:\n  password: other\n"
    leaks = [path for path, data in found.items() if b"s3cret" in data and not path.startswith("values-secrets")]
    assert leaks == []
    assert b"/values-secrets*.yaml" in found[".helmignore"]
    assert b"/values-secrets*.yaml" in found[".gitignore"]
    assert restore(found, read_record(chart)) == {name: text.encode() for name, text in SECRET.items()}


def test_secrets_from_outside_are_written_nowhere(tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    export_folder(SECRET, chart, ExportOptions(secrets=Secrets.EXTERNAL))
    assert not any(b"s3cret" in data for data in content(chart).values())


def test_edits_by_hand_are_kept_until_forced(tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    export_folder(SECRET, chart, ExportOptions(verify=False))
    edited = chart / "templates/secret.yaml"
    edited.write_text("# mine\n")
    assert export_folder(SECRET, chart, ExportOptions(verify=False)).kept == ("templates/secret.yaml",)
    assert edited.read_text() == "# mine\n"
    export_folder(SECRET, chart, ExportOptions(verify=False, force=True))
    assert edited.read_text() != "# mine\n"


def test_a_file_that_is_not_wanted_any_more_goes(tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    more = {**SECRET, "more.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: more\n"}
    export_folder(more, chart, ExportOptions(verify=False))
    assert export_folder(SECRET, chart, ExportOptions(verify=False)).removed == ("templates/more.yaml",)
    assert not (chart / "templates/more.yaml").exists()


def test_nothing_is_written_through_links_or_over_what_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "precious").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    with pytest.raises(ConvertError, match="is a link"):
        export_folder(SECRET, tmp_path / "link", ExportOptions(verify=False))
    with pytest.raises(ConvertError, match="did not write"):
        export_folder(SECRET, tmp_path / "other", ExportOptions(verify=False))
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["precious"]


def test_an_interrupted_run_is_undone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chart = tmp_path / "chart"
    export_folder(SECRET, chart, ExportOptions(verify=False))
    before = content(chart)
    moves = []
    replace = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if {".chartkit-staging", "new"} <= set(path.parts):
            moves.append(path)
            if len(moves) == 3:
                raise OSError(28, "No space left on device")
        return replace(path, target)

    changed = {name: text.replace("shop", "store").replace("port", "gate") for name, text in SECRET.items()}
    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(WriteError, match="no space left"):
        export_folder(changed, chart, ExportOptions(verify=False, version="2.0.0"))
    assert content(chart) == before


def test_a_context_that_is_not_certain_is_given_the_names_of_the_folder(tmp_path: Path) -> None:
    files = {
        "variables.yaml": "name: shop\n",
        "a.yaml": (
            '{{- define "either" }}{{ .Variables.name }}{{ end -}}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n'
            '  name: {{ include "either" . }}\ndata:\n'
            '  own: {{ include "either" (dict "Variables" (dict "name" "x")) }}\n'
        ),
    }
    report = export_folder(files, tmp_path / "chart")
    assert report.verified
    assert any(note.code == "context" for note in report.notes)
    assert '"Variables" .Values' in (tmp_path / "chart/templates/a.yaml").read_text()


def test_a_name_that_a_chart_cannot_have_is_refused(tmp_path: Path) -> None:
    files = {**SECRET, "a\nb.yaml": SECRET["secret.yaml"]}
    with pytest.raises(ConvertError, match="file name"):
        export_folder(files, tmp_path / "chart", ExportOptions(verify=False))
    assert not (tmp_path / "chart").exists()
