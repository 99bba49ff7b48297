"""Where values come from: order, files, standard input and what cannot be read."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from chartkit.errors import ValuesError
from chartkit.helm_versions import HELM_3_17, HELM_4_3, HelmBehaviour
from chartkit.values import ValuesSources, read


def test_the_kinds_of_sources_have_an_order_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "v.yaml"
    file.write_text("a: file\nb: file\nc: file\nd: file\ne: file\nf: file\n", encoding="utf-8")
    sources = ValuesSources(
        set_literal=("f=literal",),
        set_file=(f"e={tmp_path / 'text'}", f"f={tmp_path / 'text'}"),
        set_string=("d=string", "e=string"),
        set=("c=set", "d=set"),
        set_json=('b="json"', 'c="json"'),
        files=(str(file),),
    )
    (tmp_path / "text").write_text("text", encoding="utf-8")
    assert read(sources) == {"a": "file", "b": "json", "c": "set", "d": "string", "e": "text", "f": "literal"}


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"a: 1\n")))
    assert read(ValuesSources(files=("-",))) == {"a": 1.0}


@pytest.mark.parametrize(
    ("name", "data", "behaviour", "message"),
    [
        ("nope.yaml", None, HELM_4_3, "open nope.yaml: no such file or directory"),
        ("dir", None, HELM_4_3, "read dir: is a directory"),
        ("nul\0", None, HELM_4_3, "open nul\0: invalid argument"),
        ("https://x/v.yaml", None, HELM_4_3, "https://x/v.yaml cannot be fetched"),
        (
            "f.yaml",
            b"- 1\n",
            HELM_4_3,
            (
                "failed to parse f.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: "
                "json: cannot unmarshal array into Go value of type map[string]interface {}"
            ),
        ),
        (
            "f.yaml",
            b"a: b: c\n",
            HELM_3_17,
            (
                "failed to parse f.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this "
                "context"
            ),
        ),
        (
            "f.yaml",
            b"a: 1\n---b\n",
            HELM_4_3,
            "failed to parse f.yaml: error reading yaml document: invalid Yaml document separator: b",
        ),
    ],
)
def test_what_cannot_be_read_is_told_as_by_helm(
    name: str,
    data: bytes | None,
    behaviour: HelmBehaviour,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dir").mkdir()
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(ValuesError) as caught:
        read(ValuesSources(files=(name,)), behaviour=behaviour)
    assert caught.value.message == message


def test_an_empty_path_is_no_file() -> None:
    with pytest.raises(ValuesError, match="failed parsing --set-file data: open : no such file or directory"):
        read(ValuesSources(set_file=("a={}",)))


@pytest.mark.parametrize(("behaviour", "wanted"), [(HELM_4_3, {"a": 1.0, "b": 2.0}), (HELM_3_17, {"a": 1.0})])
def test_only_helm_4_reads_every_document(behaviour: HelmBehaviour, wanted: dict[str, float], tmp_path: Path) -> None:
    file = tmp_path / "v.yaml"
    file.write_bytes(b"a: 1\n---\nb: 2\n")
    assert read(ValuesSources(files=(str(file),)), behaviour=behaviour) == wanted


def test_only_helm_3_reads_utf_16(tmp_path: Path) -> None:
    file = tmp_path / "v.yaml"
    file.write_bytes("\ufeffa: é\n".encode("utf-16-le"))
    assert read(ValuesSources(files=(str(file),)), behaviour=HELM_3_17) == {"a": "é"}
    with pytest.raises(ValuesError, match="yaml: incomplete UTF-16 character"):
        read(ValuesSources(files=(str(file),)))


def test_deeply_nested_values_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "v.yaml"
    file.write_text("a: " + "[" * 2000 + "]" * 2000, encoding="utf-8")
    with pytest.raises(ValuesError):
        read(ValuesSources(files=(str(file),)))
