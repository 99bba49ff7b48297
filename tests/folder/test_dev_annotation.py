"""Dev annotations are read as the schema says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from chartkit.errors import FolderError
from chartkit.folder.dev_annotation import ContainerNotes, DevAnnotation, read_dev_annotation
from chartkit.folder.documents import Manifest
from chartkit.manifests import Document

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "dev_annotations.yaml").read_text())
SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "dev-annotation.schema.json").read_text())


def read(annotation: object) -> DevAnnotation | None:
    content: dict[str, object] = {"metadata": {"annotations": {"dev": annotation}}}
    return read_dev_annotation(Manifest(Document("Deployment", "web", "web.yaml", ""), content), "folder/web.yaml")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["annotation"])
def test_an_annotation_is_read_or_refused(row: dict[str, Any]) -> None:
    if row["error"] is None:
        assert read(row["annotation"]) is not None
        return
    with pytest.raises(FolderError) as caught:
        read(row["annotation"])
    assert caught.value.message.startswith(f"web.yaml: annotation 'dev' of Deployment web {row['error']}")
    assert caught.value.hint.startswith(row.get("hint", ""))
    assert caught.value.at is not None
    assert caught.value.at.name == "folder/web.yaml"


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "not YAML" not in str(row["error"])], ids=lambda row: row["annotation"]
)
def test_the_schema_says_the_same(row: dict[str, Any]) -> None:
    valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(yaml.safe_load(row["annotation"]))
    assert valid == (row["error"] is None or row.get("schema_allows", False))


TEXTS = st.sampled_from(["", "a", "image", "source"])
NOTES = st.fixed_dictionaries(
    {},
    optional={
        "description": TEXTS | st.integers(),
        "modes": st.lists(TEXTS | st.none(), max_size=3) | TEXTS,
        "default": TEXTS,
        "requires": st.lists(TEXTS, max_size=3),
        "shell": TEXTS,
        "other": TEXTS,
    },
)


@settings(max_examples=100, deadline=None)
@given(NOTES, st.dictionaries(st.sampled_from("xy"), NOTES, max_size=2))
def test_reader_and_schema_agree_on_anything(notes: dict[str, Any], containers: dict[str, Any]) -> None:
    # That a default is one of the modes no schema can say.
    for part in (notes, *containers.values()):
        modes, default = part.get("modes"), part.get("default")
        if default and isinstance(modes, list) and default not in modes:
            del part["default"]
    annotation = {**notes, "containers": containers}
    valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(annotation)
    try:
        read(json.dumps(annotation))
    except FolderError:
        accepted = False
    else:
        accepted = True
    assert accepted == valid


def test_all_that_is_said_is_read() -> None:
    assert read(ROWS[2]["annotation"]) == DevAnnotation(  # noqa: S604 - a field of ours, not a way to run something
        description="Sells tickets.",
        modes=("image", "source"),
        default="source",
        requires=("database",),
        shell="bash",
        containers={"app": ContainerNotes("x", ("image",), "image", "sh"), "other": ContainerNotes()},
    )


def test_an_annotation_that_is_no_text_is_refused() -> None:
    with pytest.raises(FolderError, match="must be a text that holds YAML"):
        read({"description": "x"})


def test_a_manifest_needs_no_annotation() -> None:
    contents: list[dict[str, object]] = [{}, {"metadata": {}}, {"metadata": {"annotations": {"other": "x"}}}]
    for content in contents:
        assert read_dev_annotation(Manifest(Document("A", "a", "a.yaml", ""), content), "a.yaml") is None
