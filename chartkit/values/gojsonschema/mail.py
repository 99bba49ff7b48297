"""Whether a text is one mail address, with or without a name: ``a@b.c``, ``Ann <a@b.c> (at home)``.

Upstream: net/mail message.go ParseAddress
"""

from __future__ import annotations

import re

from chartkit.gostd import url
from chartkit.patterns import late_pattern

__all__ = ["is_address"]

#: One character of a word: printable, and none of those with a meaning of their own.
_ATOM = r"[^\x00-\x20\x7f()<>\[\]:;@\\,\"\udc80-\udcff]"
_QUOTED = r'"(?:[ \t!#-\[\]-~\x80-\ud7ff\ue000-\U0010ffff]|\\[ \t!-~\x80-\ud7ff\ue000-\U0010ffff])*"'
_SPACE = late_pattern(r"[ \t]*")
_WORD = late_pattern(f"{_ATOM}+|{_QUOTED}")
_ADDRESS = late_pattern(
    rf'[ \t]*(?P<local>{_ATOM}+|(?!""){_QUOTED})@[ \t]*(?:\[(?P<literal>[!-Z^-~]*)\]|(?P<domain>{_ATOM}+))'
)


def is_address(text: str) -> bool:
    """Return whether Go reads ``text`` as a single address.

    DEVIATION: A group with a single member (``name: a@b;``) is refused.
    """
    start = _after(_SPACE, text, 0)
    end = _address(text, start)
    if end is None:
        end = _named_address(text, start)
    return end is not None and _skip_comments(text, end) == len(text)


def _named_address(text: str, position: int) -> int | None:
    """Return where ``words <address>`` ends, or None."""
    if not text.startswith("<", position):
        found = _WORD.match(text, position)
        while found is not None:
            after = _skip_comments(text, found.end())
            if after is None:
                return None
            position = after
            found = _WORD.match(text, position)
    if not text.startswith("<", position):
        return None
    end = _address(text, position + 1)
    return end + 1 if end is not None and text.startswith(">", end) else None


def _address(text: str, position: int) -> int | None:
    """Return where the bare address ends that begins at ``position``, or None."""
    found = _ADDRESS.match(text, position)
    if found is None:
        return None
    literal, domain = found["literal"], found["domain"]
    if not found["local"].startswith('"') and not _is_dotted(found["local"]):
        return None
    if domain is not None:
        return found.end() if _is_dotted(domain) else None
    if literal.startswith("IPv6:"):
        is_host = not url.check_ipv6(literal.removeprefix("IPv6:"))
    else:
        is_host = re.fullmatch(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.|(?!.))){4}", literal, re.ASCII) is not None
    return found.end() if is_host else None


def _is_dotted(atom: str) -> bool:
    return not atom.startswith(".") and not atom.endswith(".") and ".." not in atom


def _skip_comments(text: str, position: int) -> int | None:
    """Return the place after spaces and comments; None if a comment does not end."""
    position = _after(_SPACE, text, position)
    while text.startswith("(", position):
        depth = 0
        while depth or text.startswith("(", position):
            if position >= len(text):
                return None
            character = text[position]
            depth += (character == "(") - (character == ")")
            position += 2 if character == "\\" else 1
            if not depth:
                break
        position = _after(_SPACE, text, position)
    return position


def _after(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return position if found is None else found.end()
