"""The program as a process: pipes that close, bytes, imports, what never shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHARTKIT = [sys.executable, "-m", "chartkit"]


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*CHARTKIT, *arguments], cwd=ROOT, capture_output=True, check=False, **options)  # type: ignore[call-overload, no-any-return] # options are passed on


def test_a_reader_that_goes_away_is_no_error_to_shout_about(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: A\nmetadata: {name: a}\nx: {{ range 100000 }}0123456789{{ end }}")
    command = f"'{sys.executable}' -m chartkit render '{tmp_path}' | head -c 10"
    answer = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert answer.stdout == b"---\n# Sour"
    assert answer.stderr == b""


def test_bytes_that_are_not_utf8_come_out_as_they_went_in(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"kind: A\nmetadata: {name: a}\n{{/* \xff */}}x: ok # \xc3\xa9")
    for encoding in ("utf-8", "ascii"):
        answer = run("render", str(tmp_path), env={**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"})
        assert answer.stdout.endswith(b"x: ok # \xc3\xa9\n")


@pytest.mark.parametrize(
    "content", [b"\x00", b"\xff\xfe", b"{{", b"a: b: c", b"{{ . }}" * 50, b"[" * 5000, b"{{ (" * 5000]
)
def test_no_input_ends_in_a_traceback(content: bytes, tmp_path: Path) -> None:
    for name in ("a.yaml", "variables.yaml", "chartkit.toml", "_a.tpl"):
        folder = tmp_path / name.strip("_.")
        folder.mkdir()
        (folder / "b.yaml").write_text("kind: A\nmetadata: {name: a}\n")
        (folder / name).write_bytes(content)
        answer = run("render", str(folder))
        assert b"Traceback" not in answer.stderr
        assert answer.returncode == (1 if answer.stderr else 0)
        assert not (answer.stderr and answer.stdout)


def test_all_output_arrives_and_the_status_counts(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: A\nmetadata: {name: a}\nx: {{ range 100000 }}0123456789{{ end }}")
    answer = run("render", str(tmp_path))
    assert (answer.returncode, len(answer.stdout), answer.stderr) == (0, 1_000_053, b"")
    assert run("render", "/nothing/here").returncode == 1
    assert run("render", "--no-such-option").returncode == 2
    assert run("template", "rel", "/nothing/here").returncode == 1


# For files a full disk is simulated (tests/cli/test_writing.py); the output of a process needs the real device.
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="macOS and Windows have no device that is always full")
@pytest.mark.parametrize("arguments", ["modes charts/ticketing", "render charts/ticketing", "template --help"])
def test_output_that_cannot_be_written_is_an_error(arguments: str) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*CHARTKIT, *arguments.split()]
        answer = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert answer.returncode == 1
    assert answer.stderr == b"error: cannot write the output: no space left on device\n"


def test_what_is_registered_for_the_end_is_done() -> None:
    program = (
        "import atexit, sys\nsys.argv = ['chartkit', '--version']\n"
        "atexit.register(print, 'the end')\n"
        "from chartkit.cli.program import program\nprogram()"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0
    assert answer.stdout.endswith("the end\n")


HEAVY = [
    "bcrypt",
    "cryptography",
    "difflib",
    "email",
    "http",
    "jinja2",
    "jsonschema",
    "re2",
    "rich",
    "tarfile",
    "tomllib.x",
]


def test_rendering_imports_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys\nsys.argv = ['chartkit', 'render', 'charts/kube-appdeploy-example']\n"
        "from chartkit.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.stderr == "[]\n"


def test_help_imports_no_room() -> None:
    program = (
        "import sys\nsys.argv = ['chartkit', '--help']\n"
        "from chartkit.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith(('chartkit.folder', 'chartkit.gotemplate', 'yaml'))],"
        " file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.stderr == "[]\n"


def test_the_version_is_printed() -> None:
    answer = run("--version")
    assert answer.returncode == 0
    assert answer.stdout.startswith(b"chartkit 0.")
