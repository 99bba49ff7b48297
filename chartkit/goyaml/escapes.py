"""What follows a backslash in a double-quoted scalar.

Upstream: go-yaml scannerc.go yaml_parser_scan_flow_scalar
"""

from __future__ import annotations

__all__ = ["CODES", "ESCAPES", "character"]

#: The characters that stand for another, or for themselves.
ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}

#: The characters that begin a code point, and how many hexadecimal digits it has.
CODES = {"x": 2, "u": 4, "U": 8}


def character(digits: str) -> str | None:
    """Return the character whose code point has these hexadecimal digits; None if there is none, or half of a pair."""
    code = int(digits, 16)
    return None if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)
