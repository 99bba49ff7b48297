"""Documents say what is true: their Python runs, their links lead somewhere, their commands exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from chartkit.cli.application import application
from chartkit.cli.commands import COMMANDS

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("changes/*.md")])
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def blocks(language: str) -> list[object]:
    return [
        pytest.param(block, id=f"{path.relative_to(ROOT)}-{number}")
        for path in DOCUMENTS
        for number, (found, block) in enumerate(_BLOCK.findall(path.read_text()))
        if found == language
    ]


@pytest.mark.parametrize("program", blocks("python"))
def test_python_in_documents_runs(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(program, "document", "exec"), {})  # noqa: S102 - our own documents


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for link in _LINK.findall(document.read_text()):
        assert (document.parent / link).exists(), link


def commands() -> list[object]:
    found = []
    for path in DOCUMENTS:
        for language, block in _BLOCK.findall(path.read_text()):
            if language == "console":
                lines = [line[2:].split("  #")[0] for line in block.splitlines() if line.startswith("$ chartkit ")]
                lines = [line for line in lines if "./mychart" not in line]  # which is the reader's own
                found += [pytest.param(line, id=f"{path.name}: {line}") for line in lines]
    return found


@pytest.mark.parametrize("line", commands())
def test_commands_in_documents_work(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("charts", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    result = CliRunner().invoke(application, shlex.split(line, comments=True)[1:])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_explains_itself(name: str) -> None:
    result = CliRunner().invoke(application, [name, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 3
