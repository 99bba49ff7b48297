"""Methods that templates call on versions, and what versions are to Python."""

from __future__ import annotations

import pytest

from chartkit.errors import FunctionError
from chartkit.gostd import fmt
from chartkit.semver import Version, VersionValue, parse

_VERSION = parse("v1.2.3-rc.1+b")


def call(version: Version | VersionValue, name: str, *arguments: object) -> object:
    return type(version).go_methods[name](version, *arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "want"),
    [
        ("Major", (), "1"),
        ("Minor", (), "2"),
        ("Patch", (), "3"),
        ("Prerelease", (), "rc.1"),
        ("Metadata", (), "b"),
        ("Original", (), "v1.2.3-rc.1+b"),
        ("String", (), "1.2.3-rc.1+b"),
        ("Value", (), "1.2.3-rc.1+b"),
        ("MarshalText", (), "1.2.3-rc.1+b"),
        ("MarshalJSON", (), '"1.2.3-rc.1+b"'),
        ("IncMajor", (), "2.0.0"),
        ("IncMinor", (), "1.3.0"),
        ("IncPatch", (), "1.2.3"),
        ("SetPrerelease", ("",), "1.2.3+b"),
        ("SetPrerelease", ("x.1",), "1.2.3-x.1+b"),
        ("SetMetadata", ("",), "1.2.3-rc.1"),
        ("SetMetadata", ("c",), "1.2.3-rc.1+c"),
        ("Compare", (parse("1.2.3"),), "-1"),
        ("Equal", (parse("1.2.3-rc.1"),), "True"),
        ("GreaterThan", (parse("1.2.2"),), "True"),
        ("GreaterThanEqual", (parse("1.2.3"),), "False"),
        ("LessThan", (parse("1.2.3-rc.2"),), "True"),
        ("LessThanEqual", (parse("1.2.3-rc.1"),), "True"),
    ],
)
def test_methods_of_a_version(name: str, arguments: tuple[object, ...], want: str) -> None:
    found = call(_VERSION, name, *arguments)
    assert (found.decode() if isinstance(found, bytes) else str(found)) == want


def test_a_derived_version_keeps_the_letter_before_it() -> None:
    found = call(_VERSION, "IncMajor")
    assert isinstance(found, VersionValue)
    assert found.original == "v2.0.0"
    # Go: the methods of the pointer are missing.
    assert "Compare" not in found.go_methods


@pytest.mark.parametrize(
    ("name", "text", "want"),
    [
        ("SetPrerelease", "a..b", "invalid prerelease string"),
        ("SetPrerelease", "01", "version segment starts with 0"),
        ("SetMetadata", "a b", "invalid metadata string"),
    ],
)
def test_parts_that_are_none(name: str, text: str, want: str) -> None:
    with pytest.raises(FunctionError) as caught:
        call(_VERSION, name, text)
    assert caught.value.message == want


@pytest.mark.parametrize("name", ["Major", "Minor", "Patch"])
def test_a_version_cannot_outgrow_64_bits(name: str) -> None:
    largest = parse(".".join([str((1 << 64) - 1)] * 3))
    with pytest.raises(FunctionError, match=f"^{name.lower()} version increment would overflow uint64$"):
        call(largest, f"Inc{name}")


def test_versions_are_equal_if_all_of_them_is() -> None:
    assert parse("1.2.3") == parse("1.2.3")
    assert parse("1.2.3") != parse("v1.2.3")
    assert parse("1.2.3+a") != parse("1.2.3+b")
    assert len({parse("1.2.3"), parse("1.2.3"), parse("1.2.3+a")}) == 2
    assert repr(_VERSION) == "<Version 1.2.3-rc.1+b>"


def test_a_version_prints_by_its_method_or_its_fields() -> None:
    assert fmt.sprintf("%v %s", _VERSION, _VERSION) == "1.2.3-rc.1+b 1.2.3-rc.1+b"
    assert fmt.sprintf("%d", parse("1.2.3")) == "&{1 2 3 %!d(string=) %!d(string=) %!d(string=1.2.3)}"
