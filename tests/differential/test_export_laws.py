"""Laws of exporting, on random folders, with the real helm; ``fuzz/exports.py`` tries thousands."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartkit.convert import ExportOptions, Style
from tests.convert.export_laws import broken_laws
from tests.convert.random_folders import Seeded, random_folder

pytestmark = pytest.mark.helm

#: As many as a run of all tests has time for.
SEEDS = range(5)


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("seed", SEEDS)
def test_helm_renders_an_exported_folder_as_chartkit_does_the_folder(seed: int, style: Style, helm: Path) -> None:
    files = random_folder(Seeded(seed))
    assert list(broken_laws(files, ExportOptions(name="random", style=style, verify=False), helm)) == []


@pytest.mark.parametrize("name", ["ticketing", "kube-appdeploy-example"])
def test_helm_renders_an_idiomatic_chart_as_its_folder_but_for_labels(name: str, helm: Path) -> None:
    folder = Path(__file__).parents[2] / "charts" / name
    files = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}
    options = ExportOptions(name="random", style=Style.IDIOMATIC, verify=False)
    assert list(broken_laws(files, options, helm)) == []
