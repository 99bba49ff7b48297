"""What Helm reads of a document; errors observed from helm template."""

from __future__ import annotations

import pytest

from chartkit.errors import YAMLError
from chartkit.helm_versions import HELM_3_17, HELM_4_3, HelmBehaviour
from chartkit.manifests import Head, read_head


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("", Head()),
        ("# nothing\n", Head()),
        ("null", Head()),
        ("a: 1", Head()),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  annotations: {a: b}\n",
            Head("v1", "Pod", "x", {"a": "b"}),
        ),
        ("KIND: Namespace", Head(kind="Namespace")),
        ("kind: Pod\nmetadata: {name: 1}", Head(kind="Pod", name="1")),
        (
            "metadata: {annotations: {a: null, b: 1, c: 1.0, d: yes}}",
            Head(annotations={"a": "", "b": "1", "c": "1", "d": "true"}),
        ),
        ("kind: null\nmetadata: null", Head()),
        ("\u212aind: Pod", Head(kind="Pod")),
    ],
)
def test_the_head_is_read_as_go_reads_it(text: str, head: Head) -> None:
    assert read_head(text) == head


@pytest.mark.parametrize(
    ("text", "behaviour", "message"),
    [
        ("- 1", HELM_4_3, "cannot unmarshal array into Go value of type util.SimpleHead"),
        ("- 1", HELM_3_17, "cannot unmarshal array into Go value of type releaseutil.SimpleHead"),
        ("kind: [a]", HELM_4_3, "cannot unmarshal array into Go struct field .kind of type string"),
        ("kind: [a]", HELM_3_17, "cannot unmarshal array into Go struct field SimpleHead.kind of type string"),
        (
            "metadata: {annotations: {a: {}}}",
            HELM_4_3,
            "cannot unmarshal object into Go struct field .metadata.annotations.a of type string",
        ),
    ],
)
def test_a_head_of_the_wrong_kind_is_refused_in_go_s_words(text: str, behaviour: HelmBehaviour, message: str) -> None:
    with pytest.raises(YAMLError) as caught:
        read_head(text, behaviour)
    assert caught.value.message == f"error unmarshaling JSON: while decoding JSON: json: {message}"


def test_a_document_that_is_not_yaml_is_refused() -> None:
    with pytest.raises(YAMLError, match="^error converting YAML to JSON: yaml: mapping values are not allowed"):
        read_head("a: b: c")
