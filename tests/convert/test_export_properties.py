"""Laws of exporting, on folders drawn at random."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings

from chartkit.convert import ExportOptions
from chartkit.convert.folder_to_chart import exported
from chartkit.folder import MappingSource
from chartkit.goyaml import load_go, load_map
from tests.convert.export_laws import broken_laws
from tests.convert.random_folders import folders

#: The same folders each time; ``tests/differential/fuzz/exports.py`` looks for others.
LAWS = settings(
    deadline=None,
    max_examples=10,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


@LAWS
@given(folders())
def test_a_chart_renders_what_its_folder_does_comes_back_and_does_not_change(files: dict[str, str]) -> None:
    assert list(broken_laws(files, ExportOptions(name="random", verify=False))) == []


@LAWS
@given(folders())
def test_deciding_modes_changes_nothing_that_renders(files: dict[str, str]) -> None:
    plain = {name: text for name, text in files.items() if name != "chartkit.toml"}
    assert list(broken_laws(plain, ExportOptions(name="random", modes=("production",), verify=False))) == []


@LAWS
@given(folders())
def test_values_are_the_variables_and_their_text_is_kept(files: dict[str, str]) -> None:
    made = exported(MappingSource(files, "random"), ExportOptions(verify=False))
    text = made.files["values.yaml"].replace('"on":', "on:").replace('"off":', "off:")
    start = files["variables.yaml"].partition("password")[0]
    assert text.startswith(start)
    values = load_map(made.files["values.yaml"])
    assert values["on"] is True
    assert set(values) >= set(load_go(files["variables.yaml"]))
