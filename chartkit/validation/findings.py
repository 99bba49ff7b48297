"""What is wrong with one object, before anybody looked up where in the text it stands."""

from __future__ import annotations

from chartkit.diagnostics import Severity
from chartkit.records import dataclass

__all__ = ["FieldPath", "Finding", "pointer"]

#: Keys and indexes from the object's root to a value.
FieldPath = tuple[str | int, ...]


@dataclass(slots=True)
class Finding:
    """One finding. Not frozen: they are made by the thousand, and ``versions`` grows while releases are compared."""

    code: str
    path: FieldPath
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    #: Whether the key (or list item) is blamed rather than its value; decides which column is shown.
    at_key: bool = False
    #: The releases it holds in; 0 says that it does not depend on the release.
    versions: int = 0
    #: The missing field that it is about, if that is not what stands at ``path``.
    about: FieldPath = ()
    #: Line (from 1) and column (from 0) in the file, where they are known before anything is looked up.
    at: tuple[int, int] | None = None


def pointer(path: FieldPath) -> str:
    """Return the JSON Pointer of a path.

    Upstream: RFC 6901
    """
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
