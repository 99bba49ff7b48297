"""The folders in charts/ print what they did; `pytest --update-golden` writes anew what is expected."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

import chartkit
from chartkit.folder import RenderOptions, StreamTarget

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
TICKETING = ROOT / "charts" / "ticketing"
EXAMPLE = ROOT / "charts" / "kube-appdeploy-example"

Golden = Callable[[Path, str], None]


def stream(folder: Path, options: RenderOptions) -> str:
    text = io.StringIO()
    rendering = chartkit.load_folder(folder).render_with(options)
    assert rendering.diagnostics == ()
    StreamTarget(text).write(rendering.documents)
    return text.getvalue()


@pytest.mark.parametrize("env", ["dev", "qa", "production"])
def test_ticketing_in_every_environment(env: str, golden: Golden) -> None:
    golden(GOLDEN / "ticketing" / f"{env}.yaml", stream(TICKETING, RenderOptions(env=env)))


def mode_choices() -> list[tuple[str, str, str]]:
    containers = chartkit.load_folder(TICKETING).containers()
    return [(found.workload, found.container, mode) for found in containers for mode in found.modes[1:]]


@pytest.mark.parametrize(("workload", "container", "mode"), mode_choices())
def test_ticketing_in_every_mode(workload: str, container: str, mode: str, golden: Golden) -> None:
    """Pin what a mode changes: the manifests of its workload."""
    target = workload if container == "*" else f"{workload}/{container}"
    rendering = chartkit.load_folder(TICKETING).render(env="qa", modes={target: mode})
    plain = chartkit.load_folder(TICKETING).render(env="qa")
    changed = [new for new, old in zip(rendering, plain, strict=True) if new != old]
    assert [document.name for document in changed] == [workload]
    golden(GOLDEN / "ticketing" / "modes" / f"{target.replace('/', '-')}-{mode}.yaml", changed[0].text + "\n")


@pytest.mark.parametrize("env", ["dev", "qa", "production"])
@pytest.mark.parametrize("mode", ["source", "debug"])
def test_ticketing_renders_in_all_modes_at_once(env: str, mode: str) -> None:
    modes: dict[str, object] = {
        found.workload if found.container == "*" else f"{found.workload}/{found.container}": mode
        for found in chartkit.load_folder(TICKETING).containers()
        if mode in found.modes
    }
    rendering = chartkit.load_folder(TICKETING).render(env=env, modes=modes)
    assert len(rendering) > 10
    for document in rendering:
        assert yaml.safe_load(document.text)["metadata"]["name"] == document.name


def test_ticketing_offers_what_its_readme_says() -> None:
    folder = chartkit.load_folder(TICKETING)
    assert len(folder.render(env="dev").services) >= 8
    assert folder.environments() == ["dev", "production", "qa"]


@pytest.mark.parametrize("env", ["development", "production"])
def test_the_example_of_kube_appdeploy(env: str, golden: Golden) -> None:
    options = RenderOptions(assignments=[(("env",), env)])
    golden(GOLDEN / "kube-appdeploy-example" / f"{env}.yaml", stream(EXAMPLE, options))
