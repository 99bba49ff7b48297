"""``chartkit.toml``, a folder's settings, read strictly: what is not known is an error with the nearest name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import TypeVar, cast

from chartkit.errors import FolderError
from chartkit.records import dataclass, field
from chartkit.source import Location
from chartkit.suggest import nearest

from .sources import UTF8_HINT, ManifestSource, undecodable

__all__ = [
    "SETTINGS_FILE",
    "EnvironmentSettings",
    "ModeTable",
    "Settings",
    "Undefined",
    "mode_table",
    "read_settings",
    "settings_place",
]

SETTINGS_FILE = "chartkit.toml"

_T = TypeVar("_T")

Path = tuple[str, ...]

#: Modes by ``(workload, container)``; an empty container stands for all of the workload.
ModeTable = Mapping[tuple[str, str], str]


class Undefined(Enum):
    """What happens where a variable that is not defined would be printed."""

    ERROR = "error"
    #: ``<no value>``, as Go prints it.
    GO = "go"
    EMPTY = "empty"
    #: As ``GO``, and a warning says where.
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class EnvironmentSettings:
    """What ``chartkit.toml`` says for one environment; None where it says nothing."""

    namespace: str | None = None
    image_pull_secrets: tuple[str, ...] | None = None
    manage_cronjobs: bool | None = None
    undefined: Undefined | None = None
    modes: ModeTable = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``chartkit.toml`` says; the defaults where there is none."""

    #: The environment that is meant where none is asked for; empty: variables.yaml alone.
    environment: str = ""
    pod_presets: bool = True
    #: For every environment that does not say otherwise.
    general: EnvironmentSettings = field(default_factory=EnvironmentSettings)
    environments: Mapping[str, EnvironmentSettings] = field(default_factory=dict)
    #: Sections that other rooms read and check.
    validate: Mapping[str, object] = field(default_factory=dict)
    chart: Mapping[str, object] = field(default_factory=dict)
    #: What the templates of an imported chart have to know of it; None: the folder is no imported chart.
    helm: Mapping[str, object] | None = None


def read_settings(source: ManifestSource) -> Settings:
    """Return the settings of the folder.

    Raises:
        FolderError: The file is not TOML, or holds an unknown key or a value of the wrong type.
    """
    if SETTINGS_FILE not in source.names():
        return Settings()
    import tomllib

    text = source.read(SETTINGS_FILE)
    place = source.place(SETTINGS_FILE)
    broken = undecodable(text)
    if broken is not None:
        raise FolderError("not TOML: a byte that is not UTF-8", Location(place, *broken), UTF8_HINT)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, place, len(text.splitlines())) from error
    reader = _Reader(text, place)
    top = reader.table(table, (), _TOP_KEYS | _GENERAL_KEYS)
    environments = {
        name: reader.environment(inner, ("environments", name))
        for name, inner in reader.tables(top.get("environments", {}), ("environments",))
    }
    return Settings(
        environment=reader.text(top, "environment", ()) or "",
        pod_presets=reader.flag(top, "pod-presets", ()) is not False,
        general=reader.environment({key: top[key] for key in top if key in _GENERAL_KEYS}, ()),
        environments=environments,
        validate=dict(reader.tables_or_values(top.get("validate", {}), ("validate",))),
        chart=dict(reader.tables_or_values(top.get("chart", {}), ("chart",))),
        helm=dict(reader.tables_or_values(top["helm"], ("helm",))) if "helm" in top else None,
    )


def settings_place(source: ManifestSource, path: Path, key: str) -> Location:
    """Return where a key stands in the folder's settings; a mode's key may be in a table for its workload.

    Args:
        source: The folder.
        path: The table that the key is in.
        key: The key, for a mode as ``workload/container``.
    """
    reader = _Reader(source.read(SETTINGS_FILE), source.place(SETTINGS_FILE))
    whole = reader.at((*path, key))
    return whole if whole.line > 1 or "/" not in key else reader.at((*path, *key.split("/", 1)))


def mode_table(modes: Mapping[str, object]) -> dict[tuple[str, str], str]:
    """Return the modes that ``modes`` means: ``workload``, ``workload/container`` or a table of containers each.

    Raises:
        FolderError: A mode is not a text.
    """
    found: dict[tuple[str, str], str] = {}
    for key, value in modes.items():
        workload, _, container = key.partition("/")
        if isinstance(value, str):
            found[workload, container] = value
        elif isinstance(value, Mapping) and not container:
            for inner, mode in value.items():
                if not isinstance(mode, str):
                    raise FolderError(f"the mode of {workload}/{inner} is not a text: {mode!r}")
                found[workload, str(inner)] = mode
        else:
            raise FolderError(f"the mode of {key} is not a text: {value!r}")
    return found


_GENERAL_KEYS = {"namespace", "image-pull-secrets", "manage-cronjobs", "undefined", "modes"}
_TOP_KEYS = {"environment", "pod-presets", "environments", "validate", "chart", "helm"}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Checks types and keys; knows where in the file a key stands."""

    text_of_file: str
    place: str

    def table(self, value: object, path: Path, known: set[str]) -> dict[str, object]:
        table = self._typed(value, dict, "a table", path)
        for key in table:
            if key not in known:
                near = nearest(key, sorted(known))
                hint = f"Did you mean {near!r}?" if near else f"Known here: {', '.join(sorted(known))}."
                where = f" in [{'.'.join(path)}]" if path else ""
                raise FolderError(f"unknown key {key!r}{where}", at=self.at((*path, key)), hint=hint)
        return cast("dict[str, object]", table)

    def tables(self, value: object, path: Path) -> Iterator[tuple[str, dict[str, object]]]:
        for name, inner in self._typed(value, dict, "a table", path).items():
            yield name, self._typed(inner, dict, "a table", (*path, name))

    def tables_or_values(self, value: object, path: Path) -> Iterator[tuple[str, object]]:
        yield from self._typed(value, dict, "a table", path).items()

    def environment(self, value: object, path: Path) -> EnvironmentSettings:
        table = self.table(value, path, _GENERAL_KEYS)
        undefined = self.text(table, "undefined", path)
        return EnvironmentSettings(
            namespace=self.text(table, "namespace", path),
            image_pull_secrets=self._texts(table, "image-pull-secrets", path),
            manage_cronjobs=self.flag(table, "manage-cronjobs", path),
            undefined=None if undefined is None else self._undefined(undefined, (*path, "undefined")),
            modes=self._modes(table.get("modes", {}), (*path, "modes")),
        )

    def text(self, table: Mapping[str, object], key: str, path: Path) -> str | None:
        return None if key not in table else self._typed(table[key], str, "a text", (*path, key))

    def flag(self, table: Mapping[str, object], key: str, path: Path) -> bool | None:
        return None if key not in table else self._typed(table[key], bool, "true or false", (*path, key))

    def _texts(self, table: Mapping[str, object], key: str, path: Path) -> tuple[str, ...] | None:
        if key not in table:
            return None
        items = self._typed(table[key], list, "a list of texts", (*path, key))
        return tuple(self._typed(item, str, "a list of texts", (*path, key)) for item in items)

    def _undefined(self, value: str, path: Path) -> Undefined:
        try:
            return Undefined(value)
        except ValueError:
            known = ", ".join(member.value for member in Undefined)
            raise FolderError(f"undefined = {value!r} is not one of {known}", at=self.at(path)) from None

    def _modes(self, value: object, path: Path) -> ModeTable:
        try:
            found: dict[tuple[str, str], str] = {}
            key = ""
            for key, mode in self._typed(value, dict, "a table", path).items():
                found.update(mode_table({key: mode}))
        except FolderError as error:
            raise FolderError(error.message, error.at or self.at((*path, key)), error.hint) from error
        return found

    def _typed(self, value: object, wanted: type[_T], words: str, path: Path) -> _T:
        if not isinstance(value, wanted):
            name = ".".join(path)
            raise FolderError(f"{name} must be {words}, not {value!r}", at=self.at(path))
        return value

    def at(self, path: Path) -> Location:
        """Return where the key at ``path`` stands: after its table's header, where the file has one."""
        lines = self.text_of_file.splitlines()
        start = 0
        for depth in range(len(path), 0, -1):
            header = re.compile(r"\s*\[+\s*" + r"\s*\.\s*".join(map(_key_pattern, path[:depth])) + r"\s*\]")
            found = next((number for number, line in enumerate(lines) if header.match(line)), None)
            if found is not None:
                if depth == len(path):
                    return Location(self.place, found + 1)
                start = found + 1
                break
        key = re.compile(r"(?<![\w-])" + _key_pattern(path[-1]) + r"\s*[=.]")
        for number, line in enumerate(lines[start:], start + 1):
            match = key.search(line)
            if match:
                return Location(self.place, number, match.start())
        return Location(self.place, 1)


def _key_pattern(key: str) -> str:
    plain = re.escape(key)
    return f"(?:{plain}|\"{plain}\"|'{plain}')"


def _syntax_error(error: ValueError, place: str, end: int) -> FolderError:
    # tomllib has the place in its message alone.
    message, _, where = str(error).rpartition(" (at ")
    numbers = re.findall(r"\d+", where)
    at = Location(place, int(numbers[0]), int(numbers[1]) - 1) if len(numbers) == 2 else Location(place, end)
    return FolderError(f"not TOML: {message[:1].lower()}{message[1:]}", at=at)
