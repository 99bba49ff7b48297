"""What a caller can choose about a validation, and how chartkit.toml says it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chartkit.errors import UsageError
from chartkit.records import dataclass, field, replace

__all__ = ["Options", "find_settings", "read_settings"]

SETTINGS_FILE = "chartkit.toml"


@dataclass(frozen=True, slots=True)
class Options:
    """How to validate; the defaults are strict and know no custom resources."""

    #: ``1.29``, ``1.29,1.31`` or ``1.29..1.37``; "" is the newest release.
    kube_version: str = ""
    #: Whether unknown fields and repeated keys are errors. If not, the schemas alone decide, as in other validators:
    #: what only the server's own rules refuse is a warning.
    strict: bool = True
    #: Files or folders with CustomResourceDefinitions.
    crds: tuple[str, ...] = ()
    #: Folders of JSON schemas, or path templates as kubeconform's; ``default`` stands for the built-in types.
    schema_locations: tuple[str, ...] = ()
    ignore_missing_schemas: bool = False
    #: Kinds, or ``apiVersion/Kind``, that are not looked at.
    skip: tuple[str, ...] = ()
    #: Kinds, or ``apiVersion/Kind``, that must not occur.
    reject: tuple[str, ...] = ()
    #: Codes of checks, or their beginnings (``CK3``); empty selects all.
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    #: Codes ignored in the files that match a pattern: ``{"legacy/*": ("CK103",)}``.
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Codes whose severity is changed: ``{"CK107": "error"}``; one of error, warning, info.
    severity: Mapping[str, str] = field(default_factory=dict)
    #: The namespace of objects that name none; only tells duplicate resources apart.
    default_namespace: str = "default"


def find_settings(start: Path) -> Path | None:
    """Return the chartkit.toml of ``start`` or of the nearest folder above it."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / SETTINGS_FILE).is_file():
            return candidate / SETTINGS_FILE
    return None


def read_settings(path: Path, options: Options | None = None) -> Options:
    """Return ``options`` with what the section ``[validate]`` of ``path`` says; names are those of the command line.

    Raises:
        UsageError: The file is not TOML, or the section holds what nobody understands.
    """
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("validate", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    changes: dict[str, Any] = {}
    base = options or Options()
    from dataclasses import fields  # only settings ask for them

    known = {each.name.replace("_", "-"): each.name for each in fields(Options)} | {
        "crd": "crds",
        "schema-location": "schema_locations",
    }
    for key, value in table.items():
        name = known.get(key)
        if name is None:
            raise UsageError(f"{path}: [validate] has no setting {key!r}", hint=f"known are {', '.join(sorted(known))}")
        changes[name] = _read(path, key, value, getattr(base, name))
    result = replace(base, **changes)
    return replace(
        result,
        crds=tuple(str(path.parent / name) for name in result.crds),
        schema_locations=tuple(
            name if name == "default" or Path(name).is_absolute() else str(path.parent / name)
            for name in result.schema_locations
        ),
    )


def _read(path: Path, key: str, value: object, default: object) -> object:
    """Return a setting in the form of its default."""
    if isinstance(default, (bool, str)):
        if type(value) is type(default):
            return value
    elif isinstance(default, tuple):
        items = [value] if isinstance(value, str) else value
        if isinstance(items, list) and all(isinstance(item, str) for item in items):
            return tuple(items)
    elif isinstance(value, dict):
        if key == "severity" and all(item in ("error", "warning", "info") for item in value.values()):
            return value
        if key != "severity":
            return {name: tuple(_read(path, f"{key}.{name}", item, ())) for name, item in value.items()}  # type: ignore[arg-type] # a tuple
    raise UsageError(f"{path}: [validate] {key} cannot be {value!r}")
