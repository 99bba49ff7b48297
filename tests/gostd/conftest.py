"""What tests of gostd share: Go itself, where it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.gostd.go_text import GoText


@pytest.fixture(scope="session")
def go_text(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoText]:
    """Go's answers about texts; skips where ``CHARTKIT_GO`` names no go command."""
    if not os.environ.get("CHARTKIT_GO"):
        pytest.skip("CHARTKIT_GO names no go command to compare with")
    oracle = GoText(tmp_path_factory.mktemp("go"))
    yield oracle
    oracle.close()
