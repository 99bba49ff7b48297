"""Why something does not render: the places in its templates, and how far it came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chartkit.errors import (
    ChartError,
    ChartkitError,
    FolderError,
    FunctionError,
    ManifestError,
    TemplateError,
    ValuesError,
    ValuesSchemaError,
)
from chartkit.patterns import late_pattern

from .outcome import Outcome
from .reads import Site, Uses

__all__ = ["Failure", "Failures"]

#: Parts of a template that can be found again in a message.
_PART = late_pattern(r"""[^\n"'`%{}]{12,}""")

#: What messages say of schemas that no values meet.
_BROKEN_SCHEMA = ("is not valid against metaschema", "failing loading")

#: What is wrong with a text may have been written so many lines before.
_MOST_LINES = 5

#: Of several callers, so many are told.
_MOST_CALLERS = 4


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure. The greater ``progress``, the later in the order of rendering it comes.

    Some messages of definitions do not tell the file that is rendered: their ``progress`` has -1 for it.
    """

    reason: str
    progress: tuple[int, ...]
    #: What the failing place is, the innermost call first; of each, one for every caller that was seen.
    sites: tuple[tuple[Site, ...], ...] = ()
    #: Where these are: file, line and column.
    places: tuple[tuple[str, int, int], ...] = ()
    #: The templates say so themselves, or a function does.
    is_said: bool = False


class Failures:
    """Reads failures of one chart or folder. Not frozen: it keeps what it has looked up.

    Args:
        uses: What its templates do, with the places.
        order: The names of its files, in the order of rendering.
    """

    def __init__(self, uses: Uses, order: Sequence[str]) -> None:
        self._sites = uses.sites
        self._ranks = {name: number for number, name in enumerate(order)}
        self._names: dict[str, str | None] = {}
        self._parts: list[tuple[frozenset[str], Site]] | None = None

    def of(self, outcome: Outcome) -> Failure | None:
        """Return why there is no outcome; None where it cannot be told, or no values can help."""
        error = outcome.raised
        if error is None:
            return None
        chain = list(_chain(error))
        if any(isinstance(one, ValuesSchemaError) for one in chain):
            if any(word in error.message for word in _BROKEN_SCHEMA):
                return None
            return Failure(error.message, (0, -error.message.count("\n")))
        if any(isinstance(one, (ValuesError, ChartError)) for one in chain):
            return None
        # What was rendered is looked at when everything is rendered; what is wrong with it points to what wrote it.
        is_text = any(isinstance(one, ManifestError) for one in chain)
        templates: list[ChartkitError] = [one for one in chain if isinstance(one, (FolderError, TemplateError))]
        telling = chain[:1] if is_text else templates[::-1]
        places = [place for one in telling for place in (one.at, *one.calls) if place is not None]
        named = ((name, place) for place in places if (name := self._name_of(place.name)) is not None)
        known = list(dict.fromkeys((name, place.line, place.column) for name, place in named))
        is_file = bool(known) and not _is_partial(known[-1][0])
        progress = [1 + is_text, self._ranks.get(known[-1][0], -1) if is_file else -1]
        progress += [number for _, *numbers in reversed(known) for number in numbers if is_file]
        find = self._before if is_text else self._at
        sites = tuple(found for place in known if (found := tuple(find(*place))))
        reason = getattr(chain[-1], "reason", "") or chain[-1].message
        return Failure(
            reason, tuple(progress), sites, tuple(known), is_said=isinstance(chain[-1], (FolderError, FunctionError))
        )

    def saying(self, reason: str) -> list[Site]:
        """Return the places whose text stands in a message: they made it."""
        if self._parts is None:
            self._parts = [
                (parts, site)
                for sites in self._sites.values()
                for site in sites
                if site.guards and (parts := frozenset(_parts(site)))
            ]
        found = [site for parts, site in self._parts if any(part in reason for part in parts)]
        return found[:_MOST_CALLERS]

    def _name_of(self, name: str) -> str | None:
        """Return the source that a file goes by: messages name it from its chart on, or by where it lies."""
        if name not in self._names:
            plain = name.replace(":", "/")
            ends = [known for known in self._sites if f"/{plain}".endswith(f"/{_within_chart(known)}")]
            self._names[name] = max(ends, key=lambda known: (known == name, len(known)), default=None)
        return self._names[name]

    def _before(self, name: str, line: int, column: int) -> Iterator[Site]:
        """Yield the sites that wrote what stands at a place, or on the lines before, the nearest first."""
        near = []
        for site in self._sites[name]:
            start = site.source.location(site.span.start)
            if site.reads and line - _MOST_LINES <= start.line and (start.line, start.column) <= (line, column):
                near.append((-start.line, -start.column, site))
        yield from [site for *_, site in sorted(near, key=lambda one: one[:2])][:_MOST_CALLERS]

    def _at(self, name: str, line: int, column: int) -> Iterator[Site]:
        """Yield the innermost sites at a place, as each caller came there."""
        key = line, column
        around = [site for site in self._sites[name] if _has(site, key)]
        if around:
            size = min(site.span.end - site.span.start for site in around)
            yield from [site for site in around if site.span.end - site.span.start == size][:_MOST_CALLERS]


def _has(site: Site, key: tuple[int, int]) -> bool:
    start, end = (site.source.location(offset) for offset in (site.span.start, site.span.end))
    return (start.line, start.column) <= key < (end.line, end.column)


def _chain(error: BaseException | None) -> Iterator[ChartkitError]:
    seen: set[int] = set()  # an error that is raised again from its own effect is its own cause
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, ChartkitError):
            yield error
        error = error.__cause__


def _within_chart(name: str) -> str:
    """Return a file's path in its chart; that of a folder's file is its name."""
    return name.partition("/")[2] or name


def _is_partial(name: str) -> bool:
    return name.rpartition("/")[2].startswith("_")


def _parts(site: Site) -> Iterator[str]:
    for match in _PART.finditer(site.source.text, site.span.start, site.span.end):
        part = match[0].strip()
        if " " in part and not part.startswith("#"):
            yield part
