"""Programs that differential tests compare with; a test is skipped, with a reason, where one cannot be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential.helm_binary import PROGRAMS, UnavailableError, find


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for one of the programs with ``helm``."""
    for item in items:
        if PROGRAMS.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker("helm")


def _found_or_skipped(name: str) -> Path:
    try:
        return find(name)
    except UnavailableError as error:
        pytest.skip(f"no real {name}: {error}")


@pytest.fixture(scope="session")
def helm() -> Path:
    """Helm 4.3.1."""
    return _found_or_skipped("helm")


@pytest.fixture(scope="session")
def helm3() -> Path:
    """Helm 3.17.3."""
    return _found_or_skipped("helm3")


@pytest.fixture(scope="session")
def kubectl() -> Path:
    """kubectl of the Kubernetes line that the newest schemas come from."""
    return _found_or_skipped("kubectl")
