"""``chartkit export-helm``: exit status, what is written where, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:{{ .Variables.tag }}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the parent of a folder ``f``, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f").mkdir()
    (tmp_path / "f/variables.yaml").write_text("tag: '1'\n")
    (tmp_path / "f/web.yaml").write_text(DEPLOYMENT)
    return tmp_path


def test_checking_fails_until_the_chart_is_what_the_folder_exports_to(run: Run, here: Path) -> None:
    check = ("export-helm", "f", "-o", "c", "--check", "--no-verify")
    first = run(*check)
    assert first.exit_code == 1
    assert not (here / "c").exists()
    assert run("export-helm", "f", "-o", "c").exit_code == 0
    assert run(*check).exit_code == 0
    (here / "f/web.yaml").write_text(DEPLOYMENT.replace("replicas: 2", "replicas: 3"))
    changed = run(*check)
    assert changed.exit_code == 1
    assert changed.stdout == "updated templates/web.yaml\n"
    assert run("export-helm", "f", "-o", "c").exit_code == 0
    assert run(*check).exit_code == 0


def test_an_edit_by_hand_is_drift_and_is_kept_until_forced(run: Run, here: Path) -> None:
    run("export-helm", "f", "-o", "c")
    edited = here / "c/templates/web.yaml"
    edited.write_text("# mine\n")
    found = run("export-helm", "f", "-o", "c", "--check")
    assert found.exit_code == 1
    assert "kept    templates/web.yaml (edited by hand; --force writes over it)\n" in found.stdout
    assert run("export-helm", "f", "-o", "c").exit_code == 0
    assert edited.read_text() == "# mine\n"
    assert run("export-helm", "f", "-o", "c", "--force").exit_code == 0
    assert "Deployment" in edited.read_text()


def test_the_style_is_chosen_and_one_can_go_from_one_to_the_other(run: Run, here: Path) -> None:
    assert run("export-helm", "f", "-o", "c", "--style", "idiomatic").exit_code == 0
    assert "replicas: {{ .Values.web.replicas | int }}" in (here / "c/templates/web.yaml").read_text()
    assert run("export-helm", "f", "-o", "c", "--style", "faithful").exit_code == 0
    assert (here / "c/templates/web.yaml").read_text() == DEPLOYMENT.replace(".Variables", ".Values")
    assert run("export-helm", "f", "-o", "c", "--style", "nice").exit_code == 2


def test_leaving_the_proof_out_is_said(run: Run, here: Path) -> None:
    assert "NOT VERIFIED" in run("export-helm", "f", "-o", "c", "--no-verify").stderr
    assert "verified: folder and chart render the same" in run("export-helm", "f", "-o", "c").stderr
    assert here.joinpath("c").is_dir()


@pytest.mark.parametrize(
    ("make", "want"),
    [
        (lambda here: (here / "c").write_text("x"), "error: c is not a folder"),
        (lambda here: (here / "c").symlink_to("f"), "error: c and f lie within each other"),
        (lambda here: (here / "c").symlink_to("nowhere"), "error: c is a link"),
        (lambda here: (here / "f/variables.yaml").write_text("a: [\n"), "variables.yaml"),
        (lambda here: (here / "f/web.yaml").write_text("{{ if }}"), "web.yaml"),
    ],
)
def test_what_goes_wrong_is_one_error_and_writes_nothing(
    make: Callable[[Path], object], want: str, run: Run, here: Path
) -> None:
    make(here)
    before = sorted(path.name for path in here.iterdir())
    found = run("export-helm", "f", "-o", "c")
    assert found.exit_code == 1
    assert want in found.stderr
    assert found.stdout == ""
    assert "Traceback" not in found.stderr
    assert sorted(path.name for path in here.iterdir()) == before
