"""Laws of exporting, on random folders, with the real helm; ``fuzz/exports.py`` tries thousands."""

from __future__ import annotations

from pathlib import Path

import pytest

from chartkit.convert import ExportOptions
from tests.convert.export_laws import broken_laws
from tests.convert.random_folders import Seeded, random_folder

pytestmark = pytest.mark.helm

#: As many as a run of all tests has time for.
SEEDS = range(16)


@pytest.mark.parametrize("seed", SEEDS)
def test_helm_renders_an_exported_folder_as_chartkit_does_the_folder(seed: int, helm: Path) -> None:
    files = random_folder(Seeded(seed))
    assert list(broken_laws(files, ExportOptions(name="random", verify=False), helm)) == []
