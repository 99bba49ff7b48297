from __future__ import annotations

import pytest
import yaml

from chartkit.validation.cel import CELError, UnsupportedError, compile_expression
from tests.validation.manifests import CASES

ROWS = yaml.safe_load((CASES / "cel.yaml").read_text())
SELF = {"a": {"b": 1}, "list": [{"n": 1}, {"n": 2}]}


@pytest.mark.parametrize(("source", "want"), ROWS, ids=[source for source, _ in ROWS])
def test_expressions_give_what_the_server_s_give(source: str, want: object) -> None:
    program = compile_expression(source)
    if want is None:
        with pytest.raises(CELError):
            program.evaluate({"self": SELF})
    else:
        assert program.evaluate({"self": SELF}) == want


def test_strings_are_quoted_with_escapes() -> None:
    assert compile_expression(r'strings.quote("a\t\"b\"")').evaluate({}) == r'"a\t\"b\""'


def test_an_expression_that_takes_too_long_is_given_up() -> None:
    numbers = list(range(2000))
    with pytest.raises(UnsupportedError, match="takes too long"):
        compile_expression("self.all(a, self.all(b, a + b >= 0))").evaluate({"self": numbers})


def test_texts_cannot_grow_without_end() -> None:
    text = "x" * 10_000
    with pytest.raises(CELError):
        compile_expression('self.replace("x", self)').evaluate({"self": text})
