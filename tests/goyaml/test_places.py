"""Where the parts of a document stand, and where a stream's documents begin."""

from __future__ import annotations

import pytest

from chartkit import goyaml
from chartkit.errors import YAMLError
from chartkit.goyaml import NodeKind, compose, find_node, repeated_keys, split_stream

_TEXT = """\
base: &base
  image: nginx
  ports: [80, {name: web}]
web:
  <<: *base
  2: two
  image: caddy
all: *base
merged:
  <<: [{a: 1}, *base]
"""


@pytest.mark.parametrize(
    ("path", "place", "depth"),
    [
        ((), "0:0", 0),
        (("base", "image"), "1:9", 2),
        (("base", "ports", 1, "name"), "2:21", 4),
        (("web", "image"), "6:9", 2),
        (("web", "ports", 0), "2:10", 3),
        (("web", "2"), "5:5", 2),
        (("all", "image"), "1:9", 2),
        (("merged", "image"), "1:9", 2),
        (("base", "ports", 7), "2:9", 2),
        (("base", "none", "x"), "0:6", 1),
        (("base", "image", "x"), "1:9", 2),
        (("nothing",), "0:0", 0),
        (("merged", "nothing"), "9:2", 1),
    ],
)
def test_a_part_is_found_by_its_path_or_the_nearest_around_it(
    path: tuple[str | int, ...], place: str, depth: int
) -> None:
    root = compose(_TEXT)
    assert root is not None
    found = find_node(root, path)
    assert (f"{found.value.start.line}:{found.value.start.column}", found.depth) == (place, depth)


def test_a_place_knows_its_key_and_its_end() -> None:
    root = compose("a:\n  bc: |\n    x\n    y\n")
    assert root is not None
    found = find_node(root, ("a", "bc"))
    assert found.key is not None
    assert (str(found.key.location), found.key.end.column) == (":2:2", 4)
    assert (found.value.kind, found.value.start.line, found.value.end.line) == (NodeKind.SCALAR, 1, 4)


def test_keys_are_repeated_if_they_are_equal_in_json() -> None:
    root = compose('{1: a, "1": b, x: {k: 1, k: 2}, ? [z] : c, <<: {}, <<: {}}')
    assert root is not None
    assert [found.path for found in repeated_keys(root)] == [("1",), ("x", "k")]


def test_names_that_the_room_has_not_are_missing() -> None:
    with pytest.raises(AttributeError, match=r"module 'chartkit.goyaml' has no attribute 'lode'"):
        goyaml.lode  # noqa: B018  # It is the reading that counts.


def test_a_text_without_document_has_no_nodes() -> None:
    assert compose("# nothing\n") is None


def test_what_follows_a_document_is_looked_at_on_demand() -> None:
    assert compose("[a]\n[b]") is not None
    with pytest.raises(YAMLError, match="did not find expected <document start>"):
        compose("[a]\n[b]", look_further=True)
    with pytest.raises(YAMLError, match="found unknown directive name"):
        compose("[a]\n%x\n", look_further=True)
    assert compose("[a]\n...\n...\n---\nb", look_further=True) is not None


def test_a_stream_is_split_at_lines_of_dashes() -> None:
    stream = "---\na: |\n  x\n--- # c\nb: 2\r\n---\n---\n\n---\nc: 3"
    assert [(piece.line, piece.text) for piece in split_stream(stream)] == [
        (1, "---\na: |\n  x\n"),
        (5, "b: 2\n"),
        (7, "---\n\n"),
        (10, "c: 3\n"),
    ]
    assert split_stream("") == []


def test_text_behind_the_dashes_is_a_problem_of_the_next_document() -> None:
    (only,) = split_stream("---x\na: 1")
    assert only.problem is not None
    assert (only.line, only.text, str(only.problem.at)) == (2, "a: 1\n", ":1:3")
    first, second = split_stream("a: 1\n--- b\nc: 2\n")
    assert first.problem is None
    assert second.problem is not None
    assert (second.text, second.problem.message, str(second.problem.at)) == (
        "c: 2\n",
        "invalid Yaml document separator: b",
        ":2:3",
    )
