"""Tables of dependencies, against Helm's."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from chartkit.cli.dependency import command

ROWS = yaml.safe_load(Path(__file__).with_name("cases").joinpath("dependency_list.yaml").read_text("utf-8"))
CASES = [
    pytest.param(row, line, id=f"{line}: {row['name']}")
    for row in ROWS
    for line in ("4.3", "3.17")
    if "both" in row or line in row
]


@pytest.mark.parametrize(("row", "line"), CASES)
def test_dependencies_are_listed_as_helm_lists_them(
    row: dict[str, Any],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in row["files"].items():
        _file(tmp_path, name).write_text(text, "utf-8")
    for name, text in row.get("archives", {}).items():
        with tarfile.open(_file(tmp_path, name), "w:gz") as archive:
            entry = tarfile.TarInfo("d/Chart.yaml")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    status = command.run(["list", "c", "--helm-version", line])
    sys.stdout.flush()
    printed = capfd.readouterr()
    want = row.get("both") or row[line]
    assert (status, printed.out) == (want["status"], want["out"])
    assert printed.err.replace(str(tmp_path), "DIR") == want["err"]


def _file(folder: Path, name: str) -> Path:
    file = folder / "c" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    return file
