"""ASN.1: values to the bytes that Go writes, and Go's words for bytes that are none."""

from __future__ import annotations

import pytest

from chartkit.errors import FunctionError
from chartkit.gostd import asn1
from chartkit.gostd.time import Time


@pytest.mark.parametrize(
    ("found", "want"),
    [
        (asn1.boolean(False), "01 01 00"),
        (asn1.integer(0), "02 01 00"),
        (asn1.integer(127), "02 01 7f"),
        (asn1.integer(128), "02 02 00 80"),
        (asn1.bit_string(b"\xa0", 5), "03 02 05 a0"),
        (asn1.octet_string(bytes(200))[:3], "04 81 c8"),
        (asn1.octet_string(bytes(70000))[:4], "04 83 01 11"),
        (asn1.null(), "05 00"),
        (asn1.object_identifier("1.2.840.113549"), "06 06 2a 86 48 86 f7 0d"),
        (asn1.string("a b"), "13 03 61 20 62"),
        (asn1.string("a*"), "0c 02 61 2a"),
        (asn1.string("é"), "0c 02 c3 a9"),
        (asn1.sequence(asn1.null(), asn1.null()), "30 04 05 00 05 00"),
        (asn1.set_of(asn1.null()), "31 02 05 00"),
        (asn1.context(2, b"a"), "82 01 61"),
        (asn1.context(0, b"", constructed=True), "a0 00"),
        (asn1.time(Time(0)), "17 0d 37 30 30 31 30 31 30 30 30 30 30 30 5a"),
        (asn1.time(Time(2524608000)), "18 0f 32 30 35 30 30 31 30 31 30 30 30 30 30 30 5a"),
    ],
)
def test_a_value_is_written_as_go_writes_it(found: bytes, want: str) -> None:
    assert found.hex(" ") == want


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(FunctionError, match="asn1: string not valid UTF-8"):
        asn1.string("\udcff")
    with pytest.raises(FunctionError, match="cannot represent time as GeneralizedTime"):
        asn1.time(Time(253402300800))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "sequence truncated"),
        ("30", "truncated tag or length"),
        ("30 80", "indefinite length found (not DER)"),
        ("30 82 01", "truncated tag or length"),
        ("30 02 00", "data truncated"),
    ],
)
def test_bytes_that_are_no_value(data: str, reason: str) -> None:
    with pytest.raises(FunctionError) as caught:
        asn1.read(bytes.fromhex(data))
    assert caught.value.message == f"asn1: syntax error: {reason}"
    assert asn1.unexpected(bytes.fromhex(data), "x") == caught.value.message
