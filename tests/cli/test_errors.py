"""What is wrong around a folder: its path, its files' bytes, archives, revisions, where the output goes."""

from __future__ import annotations

import gzip
import io
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

OBJECT = "kind: A\nmetadata: {name: a}\n"
#: What is shown for a byte that is not UTF-8.
LOST = "\N{REPLACEMENT CHARACTER}"
UTF8 = "  hint: Save the file as UTF-8.\n\n"
ARCHIVE = "  hint: A folder can be a directory, a .tar.gz or a .zip file.\n\n"


@pytest.fixture
def here(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder ``f``'s parent, which is the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "a.yaml").write_text(OBJECT)
    return tmp_path


def packed(name: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(OBJECT)
        archive.addfile(entry, io.BytesIO(OBJECT.encode()))
    return gzip.compress(stream.getvalue(), mtime=0)


def refused(result: Result, stderr: str) -> None:
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", stderr)


@pytest.mark.parametrize(("path", "stderr"), [
    ("nowhere", "error: open nowhere: no such file or directory\n\n"),
    ("ff", "error: open ff: no such file or directory\n  hint: Did you mean f?\n\n"),
    ("f/a.yaml", ("error: f/a.yaml is neither a folder nor an archive of one\n"
     "  hint: Give the folder that holds it, f, or an archive of that.\n\n")),
    ("git:HEAD", ("error: 'git:HEAD' does not name a folder in a git revision\n"
     "  hint: Write git:REV:PATH, such as git:HEAD~1:charts/ticketing or git:v1.2.0:deploy.\n\n")),
])  # fmt: skip
def test_a_path_that_is_no_folder(path: str, stderr: str, run: Run, here: Path) -> None:
    refused(run("render", path), stderr)


@pytest.mark.parametrize(("name", "data", "stderr"), [
    ("x.tgz", b"\x1f\x8bno", "error: x.tgz cannot be read as an archive: "),
    ("x.tgz", packed("f/a.yaml")[:40], "error: x.tgz cannot be read as an archive: Compressed file ended before "),
    ("x.tgz", b"hello", "error: x.tgz cannot be read as an archive: truncated header\n" + ARCHIVE),
    ("x.zip", b"PK\x03\x04no", "error: x.zip cannot be read as an archive: truncated header\n" + ARCHIVE),
    ("x.tgz", packed("../a.yaml"), "error: x.tgz: entry '../a.yaml' points outside the archive\n\n"),
])  # fmt: skip
def test_an_archive_that_is_broken(name: str, data: bytes, stderr: str, run: Run, here: Path) -> None:
    (here / name).write_bytes(data)
    result = run("render", name)
    assert result.stderr.startswith(stderr)
    refused(result, result.stderr)


@pytest.mark.parametrize(("where", "stderr"), [
    ("git:mian:f", "error: git knows no revision 'mian' here\n  hint: Did you mean 'main'?\n\n"),
    ("git:v1:f", "error: git knows no revision 'v1' here\n\n"),
    ("git:HEAD:ff", "error: revision 'HEAD' has no folder 'ff'\n  hint: Did you mean 'f'?\n\n"),
    ("git:--help:f", ("error: 'git:--help:f' does not name a folder in a git revision\n"
     "  hint: Write git:REV:PATH, such as git:HEAD~1:charts/ticketing or git:v1.2.0:deploy.\n\n")),
])  # fmt: skip
def test_a_revision_that_is_not_there(where: str, stderr: str, run: Run, here: Path) -> None:
    author = ["-c", "user.name=t", "-c", "user.email=t@t"]
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", *arguments], cwd=here, check=True)
    refused(run("render", where), stderr)


def test_no_repository(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(here.parent))
    result = run("render", "git:HEAD:f")
    assert result.stderr.startswith("error: git knows no revision 'HEAD' here\n  hint: not a git repository")
    refused(result, result.stderr)


@pytest.mark.parametrize(("name", "data", "stderr"), [
    ("a.yaml", b"kind: A\nmetadata:\n  name: a\n  x: \xff\n",
     f"error: a.yaml: YAML error: invalid leading UTF-8 octet\n  --> f/a.yaml:4:6\n  |\n4 |   x: {LOST}\n"
     "  |      ^\n  rendered as line 4\n" + UTF8),
    ("variables.yaml", b"a: 1\nx: \xff\n",
     f"error: YAML error: invalid leading UTF-8 octet\n  --> f/variables.yaml:2:4\n  |\n2 | x: {LOST}\n"
     "  |    ^\n" + UTF8),
    ("chartkit.toml", b"namespace = '\xff'\n",
     "error: not TOML: a byte that is not UTF-8\n  --> f/chartkit.toml:1:14\n  |\n"
     f"1 | namespace = '{LOST}'\n  |              ^^\n" + UTF8),
])  # fmt: skip
def test_a_file_that_is_not_utf8(name: str, data: bytes, stderr: str, run: Run, here: Path) -> None:
    (here / "f" / name).write_bytes(data)
    refused(run("render", "f"), stderr)


@pytest.mark.parametrize("name", ["b.yaml", "variables.yaml", "_x.tpl", "chartkit.toml"])
def test_a_file_that_cannot_be_read(name: str, run: Run, here: Path) -> None:
    (here / "f" / name).symlink_to("nowhere")
    refused(run("render", "f"), f"error: open f/{name}: no such file or directory\n\n")


@pytest.mark.parametrize(("name", "text", "stderr"), [
    ("v.yaml", None, "error: open v.yaml: no such file or directory\n  hint: Did you mean w.yaml?\n\n"),
    ("f", None, "error: open f: is a directory\n\n"),
    ("v.yaml", "a: [1\nb: 2\n", "error: YAML error: line 1: did not find expected ',' or ']'\n  --> v.yaml:2:2\n"),
    ("v.yaml", "- a\n", ("error: variables must be a map, not a list\n  --> v.yaml:1:1\n  |\n1 | - a\n  | ^^^\n"
     "  hint: Write NAME: VALUE on each line.\n\n")),
    ("v.yaml", "hello\n", "error: variables must be a map, not a text\n  --> v.yaml:1:1\n"),
    ("v.yaml", "7\n", "error: variables must be a map, not a number\n  --> v.yaml:1:1\n"),
    ("v.yaml", "true\n", "error: variables must be a map, not true or false\n  --> v.yaml:1:1\n"),
])  # fmt: skip
def test_a_values_file_that_is_none(name: str, text: str | None, stderr: str, run: Run, here: Path) -> None:
    (here / "w.yaml").write_text("")
    if text is not None:
        (here / name).write_text(text)
    result = run("render", "f", "-f", name)
    assert result.stderr.startswith(stderr)
    refused(result, result.stderr)


@pytest.mark.parametrize(("template", "begins", "ends", "place"), [
    ('{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}',
     'error: template: a.yaml:1:47: executing "a.yaml" at <include "x" .>: error calling include: ',
     "rendering template has a nested reference name: x: unable to execute template", "f/a.yaml:1:20"),
    ("{{ tpl .Variables.x . }}", 'error: template: a.yaml:1:3: executing "a.yaml" at <tpl .Variables.x .>: ',
     "executions of templates are nested", "f/a.yaml:1:4"),
])  # fmt: skip
def test_recursion_is_told_in_few_words(
    template: str, begins: str, ends: str, place: str, run: Run, here: Path
) -> None:
    (here / "f" / "a.yaml").write_text(template)
    (here / "f" / "variables.yaml").write_text("x: '{{ tpl .Variables.x . }}'")
    result = run("render", "f")
    message, found = result.stderr.split("\n")[:2]
    assert message.startswith(begins)
    assert message.endswith(ends)
    assert len(message) < 1300
    assert found == f"  --> {place}"
    refused(result, result.stderr)


def test_a_folder_to_write_to_that_is_a_file(run: Run, here: Path) -> None:
    (here / "out").write_text("mine")
    refused(run("render", "f", "--output-dir", "out"), "error: cannot write to out: not a directory\n\n")
    assert (here / "out").read_text() == "mine"


def test_a_folder_that_cannot_be_written_to(run: Run, here: Path) -> None:
    (here / "x").write_text("")
    refused(run("render", "f", "--output-dir", "x/out"), "error: cannot write to x/out: not a directory\n\n")


def test_a_list_of_files_that_is_broken(run: Run, here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / ".chartkit-files.json").write_text("{")
    result = run("render", "f", "--output-dir", "out")
    assert result.stderr.startswith("error: out/.chartkit-files.json was not written by chartkit\n")
    refused(result, result.stderr)
    assert [path.name for path in (here / "out").iterdir()] == [".chartkit-files.json"]


def test_what_an_earlier_rendering_wrote_is_removed_and_nothing_else(run: Run, here: Path) -> None:
    assert run("render", "f", "--output-dir", "out").exit_code == 0
    (here / "out" / "mine.yaml").write_text("x")
    (here / "f" / "a.yaml").write_text(OBJECT.replace("name: a", "name: b"))
    assert run("render", "f", "--output-dir", "out").exit_code == 0
    names = {path.name for path in (here / "out").iterdir()}
    assert names == {".chartkit-files.json", "a--b.yaml", "mine.yaml"}


def test_a_conflict_of_pod_presets_is_a_warning(run: Run, here: Path) -> None:
    preset = "apiVersion: settings.k8s.io/v1alpha1\nkind: PodPreset\nmetadata: {name: %s}\n"
    preset += "spec:\n  env: [{name: X, value: %s}]\n"
    for name in ("p", "q"):
        (here / "f" / f"{name}.yaml").write_text(preset % (name, f"of-{name}"))
    (here / "f" / "a.yaml").write_text("kind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: c}]\n")
    result = run("render", "f")
    assert result.exit_code == 0
    assert "name: X" not in result.stdout
    assert result.stderr.startswith(
        "warning: pod presets p, q are not applied to Pod a: merging env for q has a conflict"
    )
    assert "\n  --> f/a.yaml:3:1\n" in result.stderr


@pytest.mark.parametrize(("arguments", "stderr"), [
    (["render", "f", "--envv", "x"], "Error: No such option '--envv'. Did you mean '--env'?"),
    (["rendr", "f"], "Error: No such command 'rendr'. Did you mean 'render'?"),
    (["render", "f", "-o", "xml"], "'xml' is not one of 'yaml', 'json', 'name'."),
    (["render", "f", "--name", "x"], "error: --name means nothing for a folder of manifests"),
])  # fmt: skip
def test_wrong_usage_ends_with_2(arguments: list[str], stderr: str, run: Run, here: Path) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert stderr in result.stderr
