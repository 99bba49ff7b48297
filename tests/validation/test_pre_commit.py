"""The hooks of .pre-commit-hooks.yaml, run by the real pre-commit on a scratch repository."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed")


class Repository:
    """A scratch git repository with the hooks installed from this checkout's definitions."""

    def __init__(self, folder: Path, home: Path, exports: tuple[str, ...] = ()) -> None:
        self.folder = folder
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PRE_COMMIT_HOME": str(home),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "x",
            "GIT_AUTHOR_EMAIL": "x@example.com",
            "GIT_COMMITTER_NAME": "x",
            "GIT_COMMITTER_EMAIL": "x@example.com",
        }
        self.run("git", "init", "-q")
        hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
        # The check of exports cannot run without being told which folder.
        hooks = [hook for hook in hooks if exports or hook["id"] != "chartkit-export-check"]
        for hook in hooks:
            if hook["id"] == "chartkit-export-check":
                hook["args"] = list(exports)
            # As installed, but by this interpreter: nothing is downloaded.
            hook["entry"] = hook["entry"].replace("chartkit", f"{sys.executable} -m chartkit", 1)
            hook["language"] = "system"
        self.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
        self.run(sys.executable, "-m", "pre_commit", "install")

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )

    def commit(self) -> subprocess.CompletedProcess[str]:
        self.run("git", "add", "-A")
        return self.run("git", "commit", "-m", "x")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return Repository(folder, tmp_path / "home")


def test_a_commit_passes_or_fails_by_what_it_changes(repository: Repository) -> None:
    repository.write("app.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    repository.write(".github/workflows/ci.yaml", "on: push\n")
    done = repository.commit()
    assert (done.returncode, "Passed" in done.stderr) == (0, True), done.stderr

    repository.write("app.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndta: {}\n")
    done = repository.commit()
    assert done.returncode == 1
    assert 'app.yaml:4:1: error CK103 unknown field "dta" (did you mean "data"?)' in done.stderr


def test_a_changed_value_is_seen_in_what_its_chart_renders(repository: Repository) -> None:
    repository.write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n")
    repository.write("c/values.yaml", "level: high\n")
    template = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {level: {{ .Values.level }}}\n"
    repository.write("c/templates/map.yaml", template)
    done = repository.commit()
    assert done.returncode == 0, done.stderr + done.stdout

    repository.write("c/values.yaml", "level: 3\n")
    done = repository.commit()
    assert done.returncode == 1
    assert "c/templates/map.yaml (rendered):4:15: error CK104 a string is wanted here, not the number 3" in done.stderr


def test_a_folder_and_the_chart_that_it_exports_to_change_together(tmp_path: Path) -> None:
    folder = tmp_path / "scratch"
    folder.mkdir()
    repository = Repository(folder, tmp_path / "home", ("app", "--output", "chart"))
    repository.write("app/variables.yaml", "level: high\n")
    template = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app}\ndata: {level: {{ .Variables.level }}}\n"
    repository.write("app/map.yaml", template)
    export = (sys.executable, "-m", "chartkit", "export-helm", "app", "--output", "chart")
    done = repository.run(*export)
    assert done.returncode == 0, done.stderr
    done = repository.commit()
    assert done.returncode == 0, done.stderr + done.stdout

    repository.write("app/map.yaml", template.replace("level:", "depth:", 1))
    done = repository.commit()
    assert done.returncode == 1
    assert "chart" in done.stderr
    repository.run(*export, "--force")
    done = repository.commit()
    assert done.returncode == 0, done.stderr + done.stdout
