"""What tests of gostd share: Go itself, where it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.gostd.go_text import GoText


def _oracle(factory: pytest.TempPathFactory, experiment: str) -> Iterator[GoText]:
    if not os.environ.get("CHARTKIT_GO"):
        pytest.skip("CHARTKIT_GO names no go command to compare with")
    oracle = GoText(factory.mktemp("go"), experiment=experiment)
    yield oracle
    oracle.close()


@pytest.fixture(scope="session")
def go_text(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoText]:
    """Go's answers about texts; skips where ``CHARTKIT_GO`` names no go command."""
    yield from _oracle(tmp_path_factory, "")


@pytest.fixture(scope="session")
def go_text_v1(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoText]:
    """The same with encoding/json as it was before Go 1.27."""
    yield from _oracle(tmp_path_factory, "nojsonv2")
