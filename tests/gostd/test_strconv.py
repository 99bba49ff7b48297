"""What the tables of Go's answers cannot hold of strconv and unicode."""

from __future__ import annotations

import os
import pickle
import subprocess
from pathlib import Path

import pytest

from chartkit.errors import FunctionError
from chartkit.gostd import strconv, unicode, unicode_tables
from tests.gostd.go_text import GoText, our_answer, question


def test_an_error_has_what_go_returns_beside_it() -> None:
    with pytest.raises(
        strconv.NumError, match='strconv.Atoi: parsing "99999999999999999999": value out of range'
    ) as found:
        strconv.atoi("99999999999999999999")
    assert found.value.value == 2**63 - 1
    assert found.value.reason == "value out of range"
    assert str(pickle.loads(pickle.dumps(found.value))) == str(found.value)  # noqa: S301 - it is our own pickle


def test_an_error_is_one_of_a_function() -> None:
    with pytest.raises(FunctionError, match='strconv.ParseBool: parsing "maybe": invalid syntax'):
        strconv.parse_bool("maybe")


@pytest.mark.parametrize("digits", ["1" * 100_000, "0" * 100_000 + "1", "0x" + "f" * 100_000, "1_" * 50_000])
def test_long_numbers_are_read_in_no_time(digits: str) -> None:
    for read in (strconv.atoi, lambda text: strconv.parse_int(text, 0), strconv.parse_float):
        try:
            outcome: object = read(digits)
        except strconv.NumError as error:
            outcome = error.reason
        assert outcome in {1, "value out of range", "invalid syntax"}


def test_length_counts_bytes() -> None:
    assert [unicode.byte_length(text) for text in ("", "a", "é", "€", "😀", "\udcff")] == [0, 1, 2, 3, 4, 1]


def test_pieces_of_a_character_make_it_up_again() -> None:
    assert unicode.canonical("\udcc3" + "\udca9") == "é"
    assert unicode.canonical("é") == "é"
    assert unicode.to_title("\udcc3\udca9ǆ") == "Éǅ"
    assert unicode.to_title("ascii") == "ASCII"


def test_a_stray_byte_counts_as_the_replacement_character() -> None:
    assert unicode.is_print("\udcff")
    assert not unicode.is_letter("\udcff")


def test_white_space_is_trimmed_at_one_end() -> None:
    assert unicode.trim_left_space("\u2003 a \t") == "a \t"


def test_the_tables_are_what_their_program_writes() -> None:
    go = os.environ.get("CHARTKIT_GO")
    if not go:
        pytest.skip("CHARTKIT_GO names no go command to write the tables with")
    program = Path(__file__).parent / "oracle" / "unicode_tables" / "main.go"
    written = subprocess.run([go, "run", str(program)], check=True, capture_output=True, text=True).stdout
    assert written == Path(unicode_tables.__file__).read_text(encoding="utf-8")


def test_characters_are_classified_as_go_does(go_text: GoText) -> None:
    asked = [("classes", char) for char in range(0, 0x110000, 89) if not 0xD800 <= char < 0xE000]
    answers = go_text.ask_all(question(*one) for one in asked)
    assert [(one, answer) for one, answer in zip(asked, answers, strict=True) if our_answer(*one) != answer] == []
