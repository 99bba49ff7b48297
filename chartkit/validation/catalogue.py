"""The Kubernetes types that ship with chartkit: kinds, fields and the releases in which each exists.

The catalogue is one JSON file (schemas/kubernetes/README.md says what it looks like). It is read whole, which takes
2 ms, and a type's fields are taken apart when they are asked for.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

from chartkit.errors import SchemaError
from chartkit.records import dataclass

__all__ = ["Catalogue", "Field", "Life", "Type", "built_in", "open_page", "open_schema"]


def open_schema(name: str) -> str:
    """Return the text of ``name`` below schemas/, such as ``kubernetes/kubernetes.json``.

    A wheel carries a copy of schemas/ inside the package; an editable install reads the folder beside it.

    Raises:
        SchemaError: There is no such file.
    """
    return _read_shipped("_schemas", "schemas", name)


def open_page(name: str) -> str:
    """Return the text of the page ``name`` below docs/rules/, such as ``CK201.md``.

    Raises:
        SchemaError: There is no such page.
    """
    return _read_shipped("_rules", "docs/rules", name)


def _read_shipped(in_wheel: str, in_checkout: str, name: str) -> str:
    # PERF: not importlib.resources, whose import takes longer than reading the catalogue.
    package = Path(__file__).parents[1]
    for place in (package / in_wheel / name, package.parent / in_checkout / name):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise SchemaError(f"{in_checkout}/{name} is not part of this installation")


class Type(NamedTuple):
    """What a value may be.

    ``letter`` is one of: s string, i int32, l int64, n number, b boolean, t RFC 3339 time, y base64, p int or string,
    q quantity, o object with any fields, a anything, [ list of ``inner``, { map to ``inner``, @ definition ``name``.
    """

    letter: str
    inner: Type | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a definition, in all releases at once; a mask has a bit for each release."""

    name: str
    #: The types it has had, each with its releases; nearly always one.
    types: tuple[tuple[Type, int], ...]
    exists: int
    required: int
    #: The fields that entries of this list are known by; empty if it is no list-map.
    keys: tuple[str, ...]
    is_set: bool
    #: Accepted values with their releases; None if any value will do.
    enum: dict[str, int] | None
    #: Whether an empty string stands for no value, as it does in most fields with an enumeration.
    takes_empty: bool = True

    def type_in(self, bit: int) -> Type:
        """Return the type in the one release ``bit``."""
        for candidate, mask in self.types:
            if mask & bit:
                return candidate
        return self.types[-1][0]


#: Fields with an enumeration that are absent or have a value: the server does not take an empty string for none.
#: Upstream: pkg/apis/core/validation, pkg/apis/autoscaling/validation (the checks behind a nil check of a pointer)
_NEVER_EMPTY = frozenset((
    "autoscaling.v2.HPAScalingPolicy.type", "autoscaling.v2.HPAScalingRules.selectPolicy",
    "autoscaling.v2.MetricSpec.type", "autoscaling.v2.MetricTarget.type",
    "core.v1.PersistentVolumeClaimSpec.volumeMode", "core.v1.PersistentVolumeSpec.volumeMode",
    "core.v1.PodOS.name", "core.v1.PodSecurityContext.fsGroupChangePolicy",
    "core.v1.PodSecurityContext.supplementalGroupsPolicy", "core.v1.PodSpec.preemptionPolicy",
    "core.v1.SecurityContext.procMount", "core.v1.ServiceSpec.internalTrafficPolicy",
    "core.v1.ServiceSpec.ipFamilyPolicy", "core.v1.TopologySpreadConstraint.nodeAffinityPolicy",
    "core.v1.TopologySpreadConstraint.nodeTaintsPolicy", "core.v1.VolumeMount.mountPropagation",
    "batch.v1.JobSpec.completionMode", "batch.v1.JobSpec.podReplacementPolicy",
    "storage.v1.StorageClass.volumeBindingMode",
))  # fmt: skip


class Life(NamedTuple):
    """When an API version of a kind came and went, as versions; an empty one never happened."""

    introduced: str
    deprecated: str
    removed: str
    new_api_version: str
    new_kind: str
    note: str


class Catalogue:
    """The types of all releases."""

    def __init__(self, text: str) -> None:
        data = json.loads(text)
        self.versions: tuple[str, ...] = tuple(data["versions"])
        self.everywhere = (1 << len(self.versions)) - 1
        self._defaults: dict[str, str] = data["defaults"]
        self._kinds: dict[str, dict[str, list[list[str]]]] = data["kinds"]
        self._types: dict[str, dict[str, object]] = data["types"]
        self._lifecycle: list[list[str]] = data["lifecycle"]
        self._lives: dict[tuple[str, str], Life] = {}
        self._fields: dict[str, dict[str, Field]] = {}

    def kinds(self, api_version: str) -> dict[str, int]:
        """Return the kinds of an API version with their releases; empty if no release serves it."""
        members = self._kinds.get(api_version, {})
        return {kind: sum(int(mask, 16) for _, mask in names) for kind, names in members.items()}

    def api_versions(self) -> list[str]:
        """Return every API version that some release serves."""
        return list(self._kinds)

    def homes(self, kind: str, mask: int) -> list[str]:
        """Return the API versions that serve ``kind`` in all releases of ``mask``, the stable ones first."""
        found = [
            api_version
            for api_version, members in self._kinds.items()
            if kind in members and not mask & ~sum(int(bits, 16) for _, bits in members[kind])
        ]
        return sorted(found, key=lambda name: ("alpha" in name, "beta" in name, name))

    def definition(self, api_version: str, kind: str, bit: int) -> str:
        """Return the definition of a kind in the release ``bit``, or ""."""
        for name, mask in self._kinds.get(api_version, {}).get(kind, ()):
            if int(mask, 16) & bit:
                return name
        return ""

    def fields(self, definition: str) -> dict[str, Field]:
        """Return the fields of a definition."""
        known = self._fields.get(definition)
        if known is None:
            known = self._fields[definition] = self._read_fields(definition)
        return known

    def default(self, definition: str, field: str) -> str | None:
        """Return what the server takes for an absent key of a list-map."""
        return self._defaults.get(f"{definition}.{field}")

    def life(self, api_version: str, kind: str) -> Life | None:
        """Return the life of an API version of a kind, if it has ended or its end is known."""
        if not self._lives:
            self._lives = {(row[0], row[1]): Life(*row[2:]) for row in self._lifecycle}
        return self._lives.get((api_version, kind))

    def _read_fields(self, definition: str) -> dict[str, Field]:
        entry = self._types[definition]
        texts: dict[str, str | list[str]] = entry["f"]  # type: ignore[assignment] # the catalogue's own form
        enums: dict[str, list[str] | dict[str, str]] = entry.get("e", {})  # type: ignore[assignment] # as above
        owner = int(str(entry["v"]), 16) if "v" in entry else self.everywhere
        return {
            name: self._read_field(f"{definition}.{name}", text, owner, enums.get(name)) for name, text in texts.items()
        }

    def _read_field(
        self, full_name: str, text: str | list[str], owner: int, enum: list[str] | dict[str, str] | None
    ) -> Field:
        types = []
        exists = required = 0
        keys: tuple[str, ...] = ()
        is_set = False
        for variant in [text] if isinstance(text, str) else text:
            type_text, *flags = variant.split(" ")
            mask, wanted = owner, 0
            for flag in flags:
                if flag[0] == "+":
                    mask = int(flag[1:], 16)
                elif flag[0] == "!":
                    wanted = int(flag[1:], 16) if len(flag) > 1 else -1
                elif flag[0] == "=":
                    keys = tuple(flag[1:].split(","))
                else:
                    is_set = True
            types.append((_read_type(type_text), mask))
            exists |= mask
            required |= mask & wanted
        values = None
        if enum is not None:
            values = (
                dict.fromkeys(enum, self.everywhere)
                if isinstance(enum, list)
                else {value: int(mask, 16) for value, mask in enum.items()}
            )
        name = full_name.rpartition(".")[2]
        return Field(name, tuple(types), exists, required, keys, is_set, values, full_name not in _NEVER_EMPTY)


def _read_type(text: str) -> Type:
    letter = text[0]
    if letter in "[{":
        return Type(letter, _read_type(text[1:]))
    return Type(letter, None, text[1:])


@cache
def built_in() -> Catalogue:
    """Return the catalogue that ships with chartkit; it is read once."""
    return Catalogue(open_schema("kubernetes/kubernetes.json"))
