"""The lists and maps that templates make, and what may be in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .findings import Holding
from .meanings import ANY, NOTHING, Meaning, Path, Site, join, of_kind

__all__ = ["MadeValues"]

#: What the fields of the context are.
_CONTEXT = {
    "Variables": Meaning(variables=True),
    "Namespace": of_kind("str"),
    "ImagePullSecrets": of_kind("list"),
    "ManageCronjobs": of_kind("bool"),
}

#: A meaning with more places than this follows variables only as far as there are any: a template that calls itself
#: with what lies below its dot would go on for ever.
_MOST_PLACES = 64


@dataclass(slots=True)
class _Made:
    """A list or map that templates make; not frozen: it collects what is put in."""

    fields: dict[str, Meaning] = field(default_factory=dict)
    #: Under keys that are not known, and (``bases``) what it was merged from.
    rest: Meaning = NOTHING
    bases: Meaning = NOTHING


class MadeValues:
    """The state of what an analysis has seen made.

    Args:
        exists: Whether there is a variable at a place, in any environment.
    """

    def __init__(self, exists: Callable[[Path], bool]) -> None:
        #: Whether anything was new since this was last set to false.
        self.changed = False
        self._exists = exists
        self._made: dict[Site, _Made] = {}

    def make(self, site: Site, contents: Mapping[str, Meaning], rest: Meaning = NOTHING) -> Meaning:
        """Return the meaning of the list or map that is made at ``site``."""
        self._made.setdefault(site, _Made())
        for key, meaning in contents.items():
            self.put(site, key, meaning)
        self.put(site, None, rest)
        return Meaning(made=frozenset({site}))

    def put(self, site: Site, key: str | None, meaning: Meaning) -> None:
        """Note that ``meaning`` may stand under ``key``; None: under any."""
        made = self._made[site]
        if key is None:
            after = join(made.rest, meaning)
            self.changed |= after != made.rest
            made.rest = after
        else:
            before = made.fields.get(key, NOTHING)
            after = join(before, meaning)
            self.changed |= after != before or key not in made.fields
            made.fields[key] = after

    def merge(self, site: Site, others: Sequence[Meaning]) -> None:
        """Note that ``others`` are merged into what was made at ``site``."""
        made = self._made[site]
        after = join(made.bases, *others)
        after = replace(after, made=after.made - {site})
        self.changed |= after != made.bases
        made.bases = after

    def field(self, meaning: Meaning, name: str) -> Meaning:
        """Return what stands under ``name``."""
        whole = self._with_bases(meaning)
        found = [self._below(whole, name), _CONTEXT.get(name, ANY) if whole.root else NOTHING]
        for site in whole.made:
            made = self._made[site]
            found += [made.fields.get(name, NOTHING), made.rest]
        return join(*found, _unfollowed(whole, is_other=bool(whole.other)))

    def element(self, meaning: Meaning) -> Meaning:
        """Return what any element may be."""
        whole = self._with_bases(meaning)
        found = [self._below(whole, "*")]
        for site in whole.made:
            made = self._made[site]
            found += [*made.fields.values(), made.rest]
        return join(*found, _unfollowed(whole, is_other=bool(whole.other) or whole.root))

    def _with_bases(self, meaning: Meaning) -> Meaning:
        """Return ``meaning`` joined with all that its maps were merged from."""
        while True:
            whole = join(meaning, *(self._made[site].bases for site in meaning.made))
            if whole == meaning:
                return whole
            meaning = whole

    def _below(self, meaning: Meaning, name: str) -> Meaning:
        """Return the variables under ``name`` of those that ``meaning`` may be."""
        paths = {(*path, name) for path in meaning.paths}
        if meaning.variables:
            paths.add((name,))
        if len(paths) <= _MOST_PLACES:
            return Meaning(paths=frozenset(paths))
        known = frozenset(filter(self._exists, paths))
        return Meaning(paths=known, other=frozenset({"any"}), derived=frozenset(filter(self._exists, meaning.paths)))

    def deep_sources(self, meaning: Meaning) -> frozenset[Path]:
        """Return the variables that have a part in ``meaning`` and in what it may hold."""
        return frozenset().union(*(inner.sources for inner in self._contents(meaning)))

    def holds_context(self, meaning: Meaning) -> bool:
        """Return whether the context may be ``meaning``, or in it."""
        return any(inner.root or inner.unknown for inner in self._contents(meaning))

    def holding(self, meaning: Meaning) -> Holding:
        """Return what lists and maps hold that ``meaning`` may be."""
        inner = join(*self._contents(replace(meaning, paths=frozenset(), variables=False)))
        return Holding(inner.paths | ({()} if inner.variables else set()), inner.made)

    def _contents(self, meaning: Meaning) -> Iterator[Meaning]:
        """Yield ``meaning`` and what is in the lists and maps that it may be."""
        yield meaning
        seen: set[Site] = set()
        queue = list(meaning.made)
        while queue:
            site = queue.pop()
            if site in seen:
                continue
            seen.add(site)
            made = self._made[site]
            for inner in (*made.fields.values(), made.rest, made.bases):
                yield inner
                queue += inner.made


def _unfollowed(meaning: Meaning, *, is_other: bool) -> Meaning:
    """Return what may be in values of which nothing is known."""
    if not is_other and not meaning.unknown:
        return NOTHING
    return Meaning(unknown=meaning.unknown, other=ANY.other if is_other else frozenset(), derived=meaning.derived)
