# ruff: noqa: E501 - a row of a table is a line

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.template_lines import injected
from chartkit.errors import UsageError
from chartkit.renderings import RenderingChoices, documents, owner_of
from chartkit.source import Location
from chartkit.validation import Status, validate

ROOT = Path(__file__).parents[2]


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    files = {
        "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
        "values.yaml": "replicas: 2\nextra: false\n",
        "ci/extra-values.yaml": "extra: true\n",
        "templates/web.yaml": (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: {{ .Values.replicas }}\n"
            "  selector:\n    matchLabels: {app: web}\n  template:\n    metadata:\n      labels: {app: web}\n    spec:\n"
            "      containers:\n      - name: web\n        image: nginx\n"
        ),
        "templates/extra.yaml": "{{ if .Values.extra }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\ndta: {}\n{{ end }}\n",
        "templates/widget.yaml": "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: {{ .Values.replicas | quote }}}\n",
        "crds/widget.yaml": (ROOT / "docs/rules/CK115.md").read_text().split("```yaml\n")[1].split("---\n")[0],
    }
    for name, text in files.items():
        path = tmp_path / "charts" / "c" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "charts" / "c"


def codes(
    paths: list[Path], choices: RenderingChoices | None = None, *, changed: bool = False
) -> list[tuple[str, str]]:
    report = validate(documents(map(str, paths), choices, changed=changed))
    return [(Path(finding.at.name).name if finding.at else "", finding.code) for finding in report.findings]


def test_a_chart_is_rendered_with_its_own_values_and_each_of_its_ci_values(chart: Path) -> None:
    assert codes([chart]) == [
        ("widget.yaml (rendered)", "CK104"),
        ("extra.yaml (rendered, extra-values.yaml)", "CK103"),
        ("widget.yaml (rendered, extra-values.yaml)", "CK104"),
    ]


def test_values_replace_the_ci_values(chart: Path, tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text("replicas: x\n")
    found = codes([chart], RenderingChoices(values=(str(tmp_path / "v.yaml"),)))
    assert found == [("web.yaml (rendered, v.yaml)", "CK104"), ("widget.yaml (rendered, v.yaml)", "CK104")]


def test_charts_and_folders_below_a_directory_are_rendered_and_the_rest_read(chart: Path, tmp_path: Path) -> None:
    (tmp_path / "lone.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")
    found = codes([tmp_path])
    assert found[0] == ("lone.yaml", "CK301")
    assert len(found) == 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_findings_name_the_place_in_the_template_that_made_them(jobs: int, chart: Path) -> None:
    report = validate(documents([str(chart)]), jobs=jobs)
    origins = {finding.code: finding.origin for finding in report.findings}
    assert origins == {
        "CK103": Location(str(chart / "templates/extra.yaml"), 5, 0),
        "CK104": Location(str(chart / "templates/widget.yaml"), 4, 13),
    }


def test_findings_below_include_name_the_definition_and_the_calls(chart: Path) -> None:
    (chart / "templates/_h.tpl").write_text('{{ define "spec" -}}\nreplicas: 1\nreplica: 2\n{{- end }}')
    template = (chart / "templates/web.yaml").read_text().replace("  replicas: {{ .Values.replicas }}\n", "")
    template = template.replace("spec:\n  sel", 'spec:\n  {{- include "spec" . | nindent 2 }}\n  sel')
    (chart / "templates/web.yaml").write_text(template)
    finding = next(finding for finding in validate(documents([str(chart)])).findings if finding.path == "/spec/replica")
    assert finding.origin == Location(str(chart / "templates/_h.tpl"), 3, 0)
    assert finding.calls == (Location(str(chart / "templates/web.yaml"), 6, 2),)


def test_every_plain_line_of_the_example_folder_is_found_again() -> None:
    for file, line, findings in injected(ROOT / "charts/ticketing", 12):
        for finding in findings:
            at = finding.origin or finding.at
            assert at is not None
            assert (at.name, at.line) == (str(file), line)


def test_changed_files_stand_for_what_they_belong_to(chart: Path, tmp_path: Path) -> None:
    workflow = tmp_path / "workflow.yaml"
    workflow.write_text("on: push\n")
    lone = tmp_path / "lone.yaml"
    lone.write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")
    changed = [chart / "values.yaml", chart / "templates/web.yaml", workflow, lone, tmp_path / "gone.yaml"]
    assert len(codes(changed, changed=True)) == 4
    assert owner_of(chart / "templates/web.yaml") == chart
    assert owner_of(lone) is None


def test_a_chart_that_does_not_render_is_an_error_beside_the_rest(chart: Path, tmp_path: Path) -> None:
    (chart / "templates/broken.yaml").write_text('{{ fail "no" }}\n')
    (tmp_path / "lone.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")
    report = validate(documents([str(chart), str(tmp_path / "lone.yaml")]))
    assert [resource.status for resource in report.resources] == [Status.ERROR, Status.ERROR, Status.INVALID]
    assert report.findings[0].code == "CK005"


def test_the_example_folder_is_valid_in_all_environments_and_modes() -> None:
    report = validate(
        documents([str(ROOT / "charts/ticketing")], RenderingChoices(all_environments=True, all_modes=True))
    )
    assert len(report.resources) > 100
    assert not report.failed
    assert {finding.code for finding in report.findings} <= {"CK902"}


def test_a_folder_with_an_environment_that_is_not_there() -> None:
    report = validate(documents([str(ROOT / "charts/ticketing")], RenderingChoices(env="moon")))
    assert [finding.code for finding in report.findings] == ["CK005"]


def test_paths_that_are_not_there_are_refused() -> None:
    with pytest.raises(UsageError, match="does not exist"):
        list(documents(["nowhere"]))
