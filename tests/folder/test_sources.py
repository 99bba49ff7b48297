"""Sources: directories, mappings, archives and git revisions, good and hostile."""

from __future__ import annotations

import gzip
import io
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from chartkit.errors import FolderError
from chartkit.folder import FolderSource, MappingSource, archives, open_source

FILES = {"a.yaml": "A", "environments/qa.yaml": "QA", "_b.tpl": "B"}


def write_tar(path: Path, members: dict[str, str | tarfile.TarInfo]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
            else:
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content.encode()))
    return path


def write_zip(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def write_folder(path: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(content)
    return path


@pytest.mark.parametrize("kind", ["folder", "mapping", "tar", "tar below a directory", "zip"])
def test_all_sources_give_the_same_files(kind: str, tmp_path: Path) -> None:
    below = {f"top/{name}": content for name, content in FILES.items()}
    source = open_source(
        {
            "folder": lambda: write_folder(tmp_path / "f", FILES),
            "mapping": lambda: FILES,
            "tar": lambda: write_tar(tmp_path / "f.tar.gz", dict(FILES)),
            "tar below a directory": lambda: write_tar(tmp_path / "f.tgz", dict(below)),
            "zip": lambda: write_zip(tmp_path / "f.zip", FILES),
        }[kind]()
    )
    assert list(source.names()) == ["_b.tpl", "a.yaml"]
    assert list(source.names("environments")) == ["qa.yaml"]
    assert source.read("environments/qa.yaml") == "QA"
    assert list(source.names("nowhere")) == []


def test_names_are_in_byte_order() -> None:
    source = MappingSource({"ä.yaml": "", "z.yaml": "", "B.yaml": "", "_.yaml": ""})
    assert list(source.names()) == ["B.yaml", "_.yaml", "z.yaml", "ä.yaml"]


def test_bytes_that_are_not_utf8_survive() -> None:
    assert MappingSource({"a.yaml": b"\xff"}).read("a.yaml").encode("utf-8", "surrogateescape") == b"\xff"


def test_a_missing_folder_is_named_with_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "ticketing").mkdir()
    with pytest.raises(FolderError, match="open .*tickting: no such file or directory") as caught:
        FolderSource(tmp_path / "tickting")
    assert caught.value.hint == f"Did you mean {tmp_path / 'ticketing'}?"


def test_a_link_counts_as_a_file_and_a_directory_does_not(tmp_path: Path) -> None:
    write_folder(tmp_path, {"real.txt": "R"})
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.txt")
    (tmp_path / "folder.yaml").mkdir()
    source = FolderSource(tmp_path)
    assert list(source.names()) == ["link.yaml", "real.txt"]
    assert source.read("link.yaml") == "R"


@pytest.mark.parametrize("name", ["../evil.yaml", "/evil.yaml", "a/../../evil.yaml", "..\\evil.yaml", "C:/evil.yaml"])
@pytest.mark.parametrize("write", [write_tar, write_zip])
def test_an_entry_outside_the_archive_is_refused(name: str, write: object, tmp_path: Path) -> None:
    path = write(tmp_path / "evil", {"a.yaml": "A", name: "EVIL"})  # type: ignore[operator] # one of two functions
    with pytest.raises(FolderError, match="points outside the archive"):
        open_source(path)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_in_an_archive_are_refused(kind: bytes, tmp_path: Path) -> None:
    entry = tarfile.TarInfo("a.yaml")
    entry.type, entry.linkname = kind, "/etc/passwd"
    with pytest.raises(FolderError, match="is not a plain file"):
        open_source(write_tar(tmp_path / "evil.tar.gz", {"a.yaml": entry}))


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("a.yaml")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(FolderError, match="is a link"):
        open_source(tmp_path / "evil.zip")


def test_an_archive_does_not_unpack_without_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL_BYTES", 100_000)
    zeros = "0" * 1_000_000
    for path in (
        write_tar(tmp_path / "bomb.tar.gz", {"a.yaml": zeros}),
        write_zip(tmp_path / "b.zip", {"a.yaml": zeros}),
    ):
        with pytest.raises(FolderError, match="unpacks to more than"):
            open_source(path)


def test_an_archive_does_not_hold_entries_without_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 10)
    many = {f"{number}.yaml": "" for number in range(11)}
    for path in (write_tar(tmp_path / "many.tar.gz", dict(many)), write_zip(tmp_path / "many.zip", many)):
        with pytest.raises(FolderError, match="holds more than 10 entries"):
            open_source(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"not an archive", gzip.compress(b"not a tar", mtime=0), gzip.compress(b"x" * 999, mtime=0)[:40]],
    ids=["empty", "no archive", "no tar", "cut off"],  # the bytes hold the time
)
def test_a_damaged_archive_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.tar.gz").write_bytes(content)
    with pytest.raises(FolderError, match=r"bad\.tar\.gz cannot be read as an archive") as caught:
        open_source(tmp_path / "bad.tar.gz")
    assert caught.value.hint


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for variable in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(variable, raising=False)
    git("init", "-q")
    write_folder(tmp_path / "deploy", FILES)
    git("add", ".")
    git("commit", "-q", "-m", "First")
    write_folder(tmp_path / "deploy", {"a.yaml": "A2", "ü n.yaml": "U"})
    git("add", ".")
    git("commit", "-q", "-m", "Second")
    return tmp_path


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], check=True)


@pytest.mark.parametrize(("revision", "names", "text"), [
    ("HEAD~1", ["_b.tpl", "a.yaml"], "A"),
    ("HEAD", ["_b.tpl", "a.yaml", "ü n.yaml"], "A2"),
    ("HEAD@{0}", ["_b.tpl", "a.yaml", "ü n.yaml"], "A2"),
])  # fmt: skip
def test_a_revision_gives_the_files_of_its_time(repository: Path, revision: str, names: list[str], text: str) -> None:
    source = open_source(f"git:{revision}:deploy/")
    assert list(source.names()) == names
    assert source.read("a.yaml") == text
    assert list(source.names("environments")) == ["qa.yaml"]


def test_the_top_of_a_repository_is_a_folder_too(repository: Path) -> None:
    assert open_source("git:HEAD:").read("deploy/a.yaml") == "A2"


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("git:HEAD", "does not name a folder in a git revision"),
        ("git::deploy", "does not name a folder in a git revision"),
        ("git:--upload-pack=evil:deploy", "does not name a folder in a git revision"),
        ("git:$(evil):deploy", "does not name a folder in a git revision"),
        ("git:nope:deploy", "git knows no revision 'nope' here"),
        ("git:HEAD:nope", "revision 'HEAD' has no folder 'nope'"),
        ("git:HEAD:deploy/a.yaml", "is not a folder"),
        ("git:HEAD:--help", "has no folder"),
        ("git:HEAD:../..", "has no folder"),
    ],
)
def test_what_is_no_folder_in_a_revision_is_named(repository: Path, where: str, message: str) -> None:
    with pytest.raises(FolderError, match=message.replace("(", r"\(")):
        open_source(where)


def test_a_link_in_a_revision_is_not_followed(repository: Path) -> None:
    (repository / "deploy" / "evil.yaml").symlink_to("/etc/passwd")
    git("add", ".")
    git("commit", "-q", "-m", "Third")
    with pytest.raises(FolderError, match=r"evil\.yaml is a link"):
        open_source("git:HEAD:deploy")
