"""Errors of templates as Helm lays them out.

Helm takes Go's texts apart again, and so what it prints depends on how they read; that is reproduced here to the
letter, from the same texts.

Upstream: helm pkg/engine/engine.go cleanupParseError, reformatExecErrorMsg
"""

from __future__ import annotations

from collections.abc import Iterator

from chartkit.errors import TemplateExecError, TemplateSyntaxError
from chartkit.functions import FailError
from chartkit.gostd.unicode import SPACE
from chartkit.helm_versions import HelmBehaviour
from chartkit.records import dataclass

__all__ = ["exec_error_text", "parse_error_text"]


def parse_error_text(name: str, error: TemplateSyntaxError) -> str:
    """Return what Helm prints when the template ``name`` is not well formed.

    Only what follows the last colon and space survives, so that some messages lose their head.
    """
    tokens = error.message.split(": ")
    if len(tokens) == 1:
        return f"parse error in ({name}): {error.message}"
    return f"parse error at ({tokens[1]}): {tokens[-1]}"


def exec_error_text(name: str, error: TemplateExecError, behaviour: HelmBehaviour) -> str:
    """Return what Helm prints when the template ``name`` fails."""
    tokens = error.message.split(": ", 2)
    if len(tokens) != 3:
        return f"execution error in ({name}): {error.message}"
    failure = next((cause for cause in _chain(error) if isinstance(cause, FailError)), None)
    if failure is not None:
        return f"execution error at ({tokens[1]}): {failure.message}"
    if not behaviour.errors_are_multi_line:
        return error.message
    blocks: list[_Block] = []
    for cause in _chain(error):
        block = _parsed(str(cause))
        if block is None:
            return error.message
        if not blocks or blocks[-1] != block:
            blocks.append(block)
    return "".join(map(str, blocks)).strip(SPACE)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those it wraps, outermost first."""
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__


@dataclass(frozen=True, slots=True)
class _Block:
    """What is printed for one error of the chain."""

    location: str = ""
    executing: str = ""
    message: str = ""

    def __str__(self) -> str:
        location = f"{self.location}\n  " if self.location else ""
        executing = f"{self.executing}\n    " if self.executing else ""
        message = f"{self.message}\n" if self.message else ""
        return location + executing + message


def _parsed(text: str) -> _Block | None:
    rest = text.removeprefix("template: ")
    if rest == text:
        return None
    if rest.startswith("no template "):
        return _Block(message=text)
    return _parsed_executing(rest) or _parsed_simple(rest)


def _parsed_executing(text: str) -> _Block | None:
    """``NAME: executing "TEMPLATE" at <NODE>: MESSAGE``; the message ends where a wrapped error begins."""
    location, found, after = text.partition(": executing ")
    if not found or not after.startswith('"'):
        return None
    end = after.find('"', 1)
    if end < 0:
        return None
    function, after = after[1:end], after[end + 1 :]
    if not after.startswith(" at <"):
        return None
    node, found, message = after.removeprefix(" at <").partition(">: ")
    if not found:
        return None
    return _Block(location, f'executing "{function}" at <{node}>:', message.partition(" template:")[0])


def _parsed_simple(text: str) -> _Block | None:
    location, found, message = text.rpartition(": ")
    return _Block(location, message=message.partition(" template:")[0]) if found else None
