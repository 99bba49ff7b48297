"""Laws of exporting, on folders drawn at random."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from chartkit.convert import ExportOptions, export_folder, restore
from chartkit.convert.folder_to_chart import exported
from chartkit.convert.written import read_record
from chartkit.errors import ChartkitError
from chartkit.folder import Folder, MappingSource, RenderOptions
from chartkit.goyaml import load_go, load_map
from chartkit.release import LoadedChart
from chartkit.values import merge_maps, read_table
from tests.convert.random_folders import folders

LAWS = settings(
    deadline=None, max_examples=15, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


def texts_of_folder(folder: Folder, options: RenderOptions) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for document in folder.render_with(options):
        found.setdefault(document.source.lstrip("._"), []).append(document.text)
    return found


def texts_of_chart(chart: Path, environment: str, namespace: str) -> dict[str, list[str]]:
    values: dict[str, object] = {}
    names = ["values-secrets.yaml"]
    if environment:
        names = [f"values-{environment}.yaml", *names, f"values-secrets-{environment}.yaml"]
    for name in names:
        if (chart / name).is_file():
            values = merge_maps(values, read_table((chart / name).read_bytes()))
    release = LoadedChart(chart).render("x", namespace, values)
    found: dict[str, list[str]] = {}
    for path, text in release.files.items():
        name = path.rpartition("/templates/")[2]
        if name.endswith(".yaml") and text.strip():
            found[name] = [part.strip() for part in text.split("\n---\n") if part.strip()]
    return found


@LAWS
@given(folders())
def test_a_chart_renders_what_its_folder_does(files: dict[str, str]) -> None:
    folder = Folder(MappingSource(files, "random"))
    with tempfile.TemporaryDirectory() as place:
        chart = Path(place) / "random"
        export_folder(files, chart, ExportOptions(name="random", verify=False))
        for environment in ("", *folder.environments()):
            options = RenderOptions(env=environment)
            try:
                want = texts_of_folder(folder, options)
            except ChartkitError:
                continue
            got = texts_of_chart(chart, environment, folder.render_with(options).namespace)
            assert got == want, environment


@LAWS
@given(folders())
def test_what_was_exported_comes_back_byte_for_byte(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        chart = Path(place) / "random"
        export_folder(files, chart, ExportOptions(verify=False))
        written = {str(p.relative_to(chart)): p.read_bytes() for p in chart.rglob("*") if p.is_file()}
        assert restore(written, read_record(chart)) == {name: text.encode() for name, text in files.items()}


@LAWS
@given(folders())
def test_exporting_is_a_function_of_the_folder_and_a_second_time_changes_nothing(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        chart = Path(place) / "random"
        first = export_folder(files, chart, ExportOptions(verify=False))
        before = {path: path.read_bytes() for path in chart.rglob("*") if path.is_file()}
        second = export_folder(dict(reversed(files.items())), chart, ExportOptions(verify=False))
        assert {path: path.read_bytes() for path in chart.rglob("*") if path.is_file()} == before
        assert second.unchanged == first.created
        assert not second.drifted


@LAWS
@given(folders())
def test_values_are_the_variables_and_their_text_is_kept(files: dict[str, str]) -> None:
    made = exported(MappingSource(files, "random"), ExportOptions(verify=False))
    text = made.files["values.yaml"].replace('"on":', "on:").replace('"off":', "off:")
    assert text.startswith(files["variables.yaml"].removesuffix("\n"))
    values = load_map(made.files["values.yaml"])
    assert values["on"] is True
    assert set(values) >= set(load_go(files["variables.yaml"]))
