"""What tests of every room share: golden files, the repository's folder, the data kept beside it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer ``--update-golden``."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew; review the difference")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded data (``CHARTKIT_SHARED``, or ``shared`` beside the checkout); skips without it."""
    folder = Path(os.environ.get("CHARTKIT_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip("no recorded data: CHARTKIT_SHARED is not set and there is no folder `shared` beside the checkout")
    return folder


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a golden file, or write the file anew under ``--update-golden``."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="surrogateescape")
        assert text == path.read_text(encoding="utf-8", errors="surrogateescape")

    return compare
