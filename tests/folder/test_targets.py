"""Targets: streams, JSON, and folders that lose nothing."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from chartkit import placement
from chartkit.errors import FolderError, WriteError
from chartkit.folder import FolderTarget, JSONTarget, NameTarget, StreamTarget
from chartkit.folder.folder_target import RECORD_FILE, file_names
from chartkit.manifests import Document

WEB = Document(
    "Deployment", "my-nginx", "nginx.yaml", "kind: Deployment\nmetadata: {name: my-nginx}\nspec: {replicas: 2}"
)
SERVICE = Document("Service", "my-nginx", "nginx.yaml", "kind: Service\nmetadata: {name: my-nginx}")


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file() and path.name != RECORD_FILE}


def test_a_stream_names_the_source_of_each_document() -> None:
    stream = io.StringIO()
    StreamTarget(stream).write([WEB, SERVICE])
    assert stream.getvalue() == f"---\n# Source: nginx.yaml\n{WEB.text}\n---\n# Source: nginx.yaml\n{SERVICE.text}\n"


def test_names_are_kind_and_name() -> None:
    stream = io.StringIO()
    NameTarget(stream).write([WEB, SERVICE])
    assert stream.getvalue() == "deployment/my-nginx\nservice/my-nginx\n"


def test_json_is_a_list_with_integers_as_they_were() -> None:
    stream = io.StringIO()
    large = Document("A", "a", "a.yaml", "{kind: A, metadata: {name: a}, big: 12345678901234567, f: 1.5, 3: x, s: <&>}")
    JSONTarget(stream).write([WEB, large])
    listing = json.loads(stream.getvalue())
    assert (listing["kind"], listing["apiVersion"]) == ("List", "v1")
    assert listing["items"][0]["spec"]["replicas"] == 2
    assert listing["items"][1] == {
        "kind": "A", "metadata": {"name": "a"}, "big": 12345678901234567, "f": 1.5, "3": "x", "s": "<&>"
    }  # fmt: skip
    assert "12345678901234567" in stream.getvalue()
    assert "<&>" in stream.getvalue()


def test_what_json_cannot_say_names_its_manifest() -> None:
    with pytest.raises(FolderError, match="a.yaml: A a: .*unsupported value: \\+Inf"):
        JSONTarget(io.StringIO()).write([Document("A", "a", "a.yaml", "{kind: A, metadata: {name: a}, x: .inf}")])


def test_a_folder_has_a_file_for_each_object_as_kube_appdeploy_writes_it(tmp_path: Path) -> None:
    FolderTarget(tmp_path / "new" / "out").write([WEB, SERVICE])
    assert contents(tmp_path / "new" / "out") == {
        "deployment--my-nginx.yaml": WEB.text,
        "service--my-nginx.yaml": SERVICE.text,
    }


def test_files_of_its_own_that_are_stale_are_removed_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "deployment--foreign.yaml").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine")
    FolderTarget(tmp_path).write([WEB, SERVICE])
    FolderTarget(tmp_path).write([SERVICE])
    assert contents(tmp_path) == {
        "deployment--foreign.yaml": "mine",
        "notes.txt": "mine",
        "service--my-nginx.yaml": SERVICE.text,
    }
    FolderTarget(tmp_path).write([])
    assert sorted(contents(tmp_path)) == ["deployment--foreign.yaml", "notes.txt"]


def test_a_file_that_it_did_not_write_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "service--my-nginx.yaml").write_text("mine")
    with pytest.raises(FolderError, match=r"service--my-nginx\.yaml was not written by chartkit, and is not replaced"):
        FolderTarget(tmp_path).write([WEB, SERVICE])
    assert contents(tmp_path) == {"service--my-nginx.yaml": "mine"}
    # What is the same already may have been written before the record got lost.
    (tmp_path / "service--my-nginx.yaml").write_text(SERVICE.text)
    FolderTarget(tmp_path).write([SERVICE])
    FolderTarget(tmp_path).write([])
    assert contents(tmp_path) == {}


def test_nothing_is_half_written_where_one_document_cannot_be(tmp_path: Path) -> None:
    FolderTarget(tmp_path).write([SERVICE])
    (tmp_path / "deployment--my-nginx.yaml").mkdir()
    newer = Document("Service", "my-nginx", "nginx.yaml", "newer")
    with pytest.raises(WriteError, match=r"cannot write to .*deployment--my-nginx\.yaml: is a directory"):
        FolderTarget(tmp_path).write([newer, WEB])
    assert contents(tmp_path) == {"service--my-nginx.yaml": SERVICE.text}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        RECORD_FILE, "deployment--my-nginx.yaml", "service--my-nginx.yaml"
    ]  # fmt: skip


def test_what_a_killed_run_wrote_is_undone_before_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    FolderTarget(tmp_path).write([SERVICE])
    with monkeypatch.context() as patch:
        patch.setattr(placement, "_undo", lambda *_: None)
        patch.setattr(os, "unlink", interrupted)
        with pytest.raises(KeyboardInterrupt):
            FolderTarget(tmp_path).write([WEB])
    assert (tmp_path / "deployment--my-nginx.yaml").exists()
    (tmp_path / "mine.yaml").write_text("mine")
    FolderTarget(tmp_path).write([])
    assert contents(tmp_path) == {"mine.yaml": "mine"}


# Pipes of Windows have a name space of their own: none can lie in a folder there.
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes among files")
def test_a_pipe_in_the_way_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "service--my-nginx.yaml")
    with pytest.raises(FolderError, match="is not replaced"):
        FolderTarget(tmp_path).write([SERVICE])


@pytest.mark.parametrize("record", ["{}", "[]", '{"files": 1}', "not json", "\x00"])
def test_a_record_that_is_not_ours_is_refused(record: str, tmp_path: Path) -> None:
    (tmp_path / RECORD_FILE).write_text(record)
    with pytest.raises(FolderError, match="was not written by chartkit"):
        FolderTarget(tmp_path).write([WEB])
    assert contents(tmp_path) == {}


def test_a_record_removes_no_file_outside_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside--x.yaml"
    outside.write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    (out / "kept.txt").write_text("mine")
    (out / RECORD_FILE).write_text(json.dumps({"files": ["../outside--x.yaml", str(outside), "kept.txt", 5]}))
    FolderTarget(out).write([WEB])
    assert outside.read_text() == "mine"
    assert contents(out) == {"deployment--my-nginx.yaml": WEB.text, "kept.txt": "mine"}


def test_a_link_in_the_folder_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    FolderTarget(tmp_path / "out").write([WEB])
    (tmp_path / "out" / "deployment--my-nginx.yaml").unlink()
    (tmp_path / "out" / "deployment--my-nginx.yaml").symlink_to(outside)
    FolderTarget(tmp_path / "out").write([WEB])
    assert outside.read_text() == "mine"
    assert contents(tmp_path / "out") == {"deployment--my-nginx.yaml": WEB.text}


def test_objects_of_one_name_in_two_namespaces_have_a_file_each() -> None:
    documents = [Document("Secret", "s", "a.yaml", "", namespace=namespace) for namespace in ("", "b", "c")]
    assert file_names(documents) == ["secret--s.yaml", "secret--s--b.yaml", "secret--s--c.yaml"]


def test_two_manifests_for_one_file_are_named() -> None:
    documents = [Document("Secret", "s", "a.yaml", ""), Document("secret", "s", "b.yaml", "")]
    with pytest.raises(FolderError, match=r"a\.yaml and b\.yaml both render secret s") as caught:
        file_names(documents)
    assert "secret--s.yaml" in caught.value.hint


@pytest.mark.parametrize("name", ["../evil", "a/b", "a\0b", "x" * 300])
def test_a_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(FolderError, match="cannot name a file"):
        file_names([Document("Secret", name, "a.yaml", "")])


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot write to .*file"):
        FolderTarget(tmp_path / "file" / "out").write([WEB])
