"""Decoding into Go structs; the errors' texts are those of Helm 4.3.1 and 3.17.3 on the same documents."""

from __future__ import annotations

import pytest

from chartkit.gostd import encoding_json
from chartkit.gostd.json_struct import (
    ANY,
    BOOL,
    FLOAT64,
    INT,
    STRING,
    Target,
    decode,
    list_of,
    map_of,
    pointer_to,
    struct,
)

MAINTAINER = struct("chart.Maintainer", {"name": STRING, "email": STRING})
METADATA = struct(
    "chart.Metadata",
    {
        "name": STRING,
        "keywords": list_of(STRING),
        "maintainers": list_of(pointer_to(MAINTAINER)),
        "annotations": map_of(STRING),
        "deprecated": BOOL,
        "weight": INT,
        "ratio": FLOAT64,
        "import-values": list_of(ANY),
        "lock": pointer_to(struct("struct { Digest string }", {"digest": STRING})),
    },
)


def test_keys_match_without_regard_to_case_and_unknown_ones_are_dropped() -> None:
    assert decode({"NAME": "a", "Deprecated": True, "other": 1, "importvalues": []}, METADATA) == {
        "name": "a",
        "deprecated": True,
    }


def test_an_equal_key_is_preferred() -> None:
    both = struct("main.Both", {"Kind": STRING, "kind": STRING})
    assert decode({"kind": "a", "KIND": "b"}, both) == {"kind": "a", "Kind": "b"}


def test_null_sets_what_can_be_nil() -> None:
    document = dict.fromkeys(METADATA.fields)
    assert decode(document, METADATA) == {
        "keywords": None,
        "maintainers": None,
        "annotations": None,
        "import-values": None,
        "lock": None,
    } | {"import-values": None}
    assert decode(None, METADATA) == {}


def test_null_elements_are_zero() -> None:
    document = {"keywords": ["a", None], "annotations": {"k": None}, "maintainers": [None, {}], "import-values": [None]}
    assert decode(document, METADATA) == {
        "keywords": ["a", ""],
        "annotations": {"k": ""},
        "maintainers": [None, {}],
        "import-values": [None],
    }


def test_numbers_are_read_as_their_type() -> None:
    found = decode({"weight": 3.0, "ratio": 2.0}, METADATA)
    assert repr(found) == "{'weight': 3, 'ratio': 2.0}"
    ratio = decode(encoding_json.unmarshal('{"ratio": 1e2}', numbers="json"), METADATA)
    assert ratio == {"ratio": 100.0}


def test_decoding_over_an_earlier_result_merges() -> None:
    old = {
        "name": "a",
        "keywords": ["k", "l"],
        "annotations": {"x": "1", "y": "2"},
        "maintainers": [{"name": "n", "email": "e"}, {"name": "m"}],
    }
    new = {
        "name": None,
        "keywords": ["m", None, None],
        "annotations": {"y": "3"},
        "maintainers": [{"name": "o"}, None, {"name": "p"}],
    }
    assert decode(new, METADATA, over=old) == {
        "name": "a",
        "keywords": ["m", "l", ""],
        "annotations": {"x": "1", "y": "3"},
        "maintainers": [{"name": "o", "email": "e"}, None, {"name": "p"}],
    }


@pytest.mark.parametrize(
    ("document", "now", "before"),
    [
        ([], "array into Go value of type chart.Metadata", None),
        (
            {"name": []},
            "array into Go struct field .name of type string",
            "array into Go struct field Metadata.name of type string",
        ),
        (
            {"keywords": ["a", {}]},
            "object into .keywords.1 of type string",
            "object into Go struct field Metadata.keywords of type string",
        ),
        (
            {"keywords": "a"},
            "string into Go struct field .keywords of type []string",
            "string into Go struct field Metadata.keywords of type []string",
        ),
        (
            {"annotations": {"a/b~c": []}},
            "array into Go struct field .annotations.a~1b~0c of type string",
            "array into Go struct field Metadata.annotations of type string",
        ),
        (
            {"Maintainers": [{"NAME": {}}]},
            "object into Go struct field .Maintainers.0.NAME of type string",
            "object into Go struct field Maintainer.maintainers.name of type string",
        ),
        (
            {"maintainers": [True]},
            "bool into .maintainers.0 of type chart.Maintainer",
            "bool into Go struct field Metadata.maintainers of type chart.Maintainer",
        ),
        (
            {"lock": {"digest": 1.0}},
            "number into Go struct field .lock.digest of type string",
            "number into Go struct field .lock.digest of type string",
        ),
        (
            {"weight": 1.5},
            "number 1.5 into Go struct field .weight of type int",
            "number 1.5 into Go struct field Metadata.weight of type int",
        ),
        (
            {"weight": 1e19, "name": []},
            "number 10000000000000000000 into Go struct field .weight of type int",
            "number 10000000000000000000 into Go struct field Metadata.weight of type int",
        ),
        (
            {"deprecated": "yes"},
            "string into Go struct field .deprecated of type bool",
            "string into Go struct field Metadata.deprecated of type bool",
        ),
    ],
)
def test_the_first_misfit_is_told_of_in_gos_words(document: object, now: str, before: str | None) -> None:
    for paths, want in ((True, now), (False, before or now)):
        with pytest.raises(encoding_json.UnmarshalTypeError) as found:
            decode(document, METADATA, paths=paths)
        assert str(found.value) == f"json: cannot unmarshal {want}"


def test_a_target_says_where_strings_go() -> None:
    assert [METADATA.fields[name].is_string() for name in ("name", "weight", "keywords")] == [True, False, False]
    assert pointer_to(STRING).is_string()
    assert METADATA.member("Name") == STRING
    assert METADATA.member("other") is None
    assert METADATA.fields["annotations"].member("any") == STRING
    assert METADATA.fields["keywords"].member("any") is None
    assert METADATA.fields["maintainers"].element() == pointer_to(MAINTAINER)
    assert METADATA.element() is None


def test_types_are_named_as_go_names_them() -> None:
    names = [METADATA.fields[name].name for name in ("keywords", "maintainers", "annotations", "import-values")]
    assert names == ["[]string", "[]*chart.Maintainer", "map[string]string", "[]interface {}"]
    assert isinstance(METADATA, Target)
