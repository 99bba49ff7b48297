"""Chart.yaml, requirements.yaml and the lock files to frozen values.

Upstream: helm pkg/chart/v2/loader/load.go; the structs of pkg/chart/v2/metadata.go and dependency.go
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import TypeAlias, cast

from chartkit.errors import ChartError, FunctionError, JSONError, YAMLError
from chartkit.gostd import strconv, unicode
from chartkit.gostd.json_struct import (
    ANY,
    BOOL,
    STRING,
    StructType,
    Target,
    decode,
    list_of,
    map_of,
    pointer_to,
    struct,
)
from chartkit.gostd.kinds import Kind
from chartkit.goyaml import load, load_tree
from chartkit.helm_versions import HelmBehaviour
from chartkit.patterns import late_pattern

from .metadata import Dependency, Lock, Maintainer, Metadata

__all__ = [
    "Fields",
    "metadata_of",
    "read_api_version",
    "read_chart_file",
    "read_fields",
    "read_lock",
    "strict_problem",
]

#: Fields of a struct by their names in JSON; those that no file sets are missing.
Fields: TypeAlias = dict[str, object]

_READING = "error unmarshaling JSON: "

_CHART_BASE = struct("loader.chartBase", {"apiVersion": STRING})

#: time.Time reads its JSON itself: YAML's scalars are not made strings for it.
_TIME = Target("time.Time", Kind.INTERFACE)

#: Layout of times in lock files, as Go writes layouts.
_RFC3339 = "2006-01-02T15:04:05Z07:00"

#: Times that are surely written so.
_PLAIN_TIME = late_pattern(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-2]):[0-5][0-9])"
)


def read_api_version(data: bytes, behaviour: HelmBehaviour) -> str:
    """Return the apiVersion of a Chart.yaml, all else in it unseen.

    Raises:
        ChartError: It is no YAML, or no mapping.

    Upstream: helm pkg/chart/loader/load.go chartBase
    """
    fields = _decoded(_tree(data, _CHART_BASE, "Chart.yaml"), _CHART_BASE, "Chart.yaml", behaviour)
    return cast("str", fields.get("apiVersion", ""))


def read_fields(data: bytes, name: str, over: Fields | None, behaviour: HelmBehaviour) -> Fields:
    """Return the fields of Chart.yaml that the file ``name`` sets, over those that earlier files set.

    That file is Chart.yaml itself or requirements.yaml, in which any field can stand.

    Raises:
        ChartError: It is no YAML, or a field has the wrong kind.
    """
    target = _types(behaviour.chart_package).metadata
    return _decoded(_tree(data, target, name), target, name, behaviour, over)


def read_chart_file(data: bytes, behaviour: HelmBehaviour) -> Metadata:
    """Return what a Chart.yaml says, unchecked.

    Entries of ``maintainers`` and ``dependencies`` that are null are None.

    Raises:
        ChartError: It is no YAML, or a field has the wrong kind.

    Upstream: helm pkg/chart/v2/util/chartfile.go LoadChartfile
    """
    target = _types(behaviour.chart_package).metadata
    return metadata_of(_decoded(_tree(data, target, ""), target, "", behaviour))


def strict_problem(data: bytes, behaviour: HelmBehaviour) -> str:
    """Return what only a strict reader has against a Chart.yaml: a key that occurs twice, or that nobody knows.

    Upstream: helm pkg/chart/v2/util/chartfile.go StrictLoadChartfile
    """
    target = _types(behaviour.chart_package).metadata
    try:
        tree = load_tree(unicode.decode(data), target, strict=True)
    except YAMLError as error:
        return error.message
    unknown = _first_unknown(_sorted(tree), target)
    if unknown is None:
        return ""
    return f"{_READING}while decoding JSON: json: unknown field {strconv.quote(unknown)}"


def _first_unknown(value: object, target: Target | None) -> str | None:
    """Return the first key, in the order of reading, that a struct of ``target`` does not have."""
    if target is None:
        return None
    entries: Iterable[tuple[str, object, Target | None]] = ()
    if isinstance(value, list):
        entries = (("", item, target.element()) for item in value)
    elif isinstance(value, dict):
        entries = ((key, item, target.member(key)) for key, item in value.items())
    has_fields = isinstance(value, dict) and isinstance(target.behind_pointers(), StructType)
    for key, item, member in entries:
        if member is None and has_fields:
            return key
        found = _first_unknown(item, member)
        if found is not None:
            return found
    return None


def read_lock(data: bytes, name: str, behaviour: HelmBehaviour) -> Lock | None:
    """Return what the lock file ``name`` says; None where it says null.

    Raises:
        ChartError: It is no YAML, or a field has the wrong kind.
    """
    target = _types(behaviour.chart_package).lock
    tree = _tree(data, target, name)
    if tree is None:
        return None
    fields = _decoded(tree, target, name, behaviour)
    generated = fields.get("generated")
    if generated is not None:
        _check_time(generated, name, behaviour)
    return Lock(
        generated=generated if isinstance(generated, str) else "",
        digest=cast("str", fields.get("digest", "")),
        dependencies=tuple(filter(None, map(_dependency, _list(fields, "dependencies")))),
    )


def _tree(data: bytes, target: StructType, name: str) -> object:
    """Return the JSON tree that a YAML text stands for, its keys sorted as encoding/json writes them.

    PERF: the target matters only to numbers and truth values where strings are wanted, which few charts have; the
    plain reader is several times faster than the one that looks at the target.
    """
    text = unicode.decode(data)
    with suppress(YAMLError):  # what is wrong depends on the target too
        tree = load(text)
        if _is_settled(tree, target):
            return _sorted(tree)
    try:
        return _sorted(load_tree(text, target))
    except YAMLError as error:
        raise ChartError(f"{_loading(name)}{error.message}", error.at, error.hint) from error


def _is_settled(value: object, target: Target | None) -> bool:
    """Return whether ``value`` has nothing that becomes a string where ``target`` has one."""
    if target is None:
        return True
    if isinstance(value, dict):
        return all(_is_settled(item, target.member(key)) for key, item in value.items())
    if isinstance(value, list):
        element = target.element()
        return all(_is_settled(item, element) for item in value)
    return value is None or isinstance(value, str) or not target.is_string()


def _decoded(
    tree: object, target: StructType, name: str, behaviour: HelmBehaviour, over: Fields | None = None
) -> Fields:
    """Return the fields of a struct that a JSON tree sets, over those set before."""
    try:
        fields = decode(tree, target, over=over, paths=behaviour.json_errors_name_paths)
    except JSONError as error:
        message = f"{_loading(name)}{_READING}while decoding JSON: {error.message}"
        raise ChartError(message, error.at, error.hint) from error
    return fields if isinstance(fields, dict) else {}


def _loading(name: str) -> str:
    """Return the beginning of messages about the file ``name``; none where the file is not named."""
    return f"cannot load {name}: " if name else ""


def _sorted(value: object) -> object:
    """Return a tree with sorted keys and with floats for integers."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def _check_time(value: object, name: str, behaviour: HelmBehaviour) -> None:
    """Refuse what time.Time does not read.

    Upstream: time time.go (*Time).UnmarshalJSON
    """
    if isinstance(value, str) and _PLAIN_TIME.fullmatch(value):
        return
    # Imported here: Go's time is large, and nearly every lock was written by Helm.
    from chartkit.gostd import time
    from chartkit.gostd.encoding_json import kind_name

    if isinstance(value, str):
        try:
            time.parse(_RFC3339, value)
        except FunctionError as error:
            text = error.message
        else:
            return
    elif behaviour.json_errors_name_paths:
        text = f"json: cannot unmarshal {kind_name(value)} into Go struct field .generated of type time.Time"
    else:
        text = "Time.UnmarshalJSON: input is not a JSON string"
    raise ChartError(f"cannot load {name}: {_READING}while decoding JSON: {text}")


class _Types:
    """Go's structs of a chart, with the names that the package gives them in messages."""

    def __init__(self, package: str) -> None:
        maintainer = struct(f"{package}.Maintainer", {"name": STRING, "email": STRING, "url": STRING})
        dependency = struct(
            f"{package}.Dependency",
            {
                "name": STRING,
                "version": STRING,
                "repository": STRING,
                "condition": STRING,
                "tags": list_of(STRING),
                "enabled": BOOL,
                "import-values": list_of(ANY),
                "alias": STRING,
            },
        )
        dependencies = list_of(pointer_to(dependency))
        self.lock = struct(f"{package}.Lock", {"generated": _TIME, "digest": STRING, "dependencies": dependencies})
        self.metadata = struct(
            f"{package}.Metadata",
            {
                "name": STRING,
                "home": STRING,
                "sources": list_of(STRING),
                "version": STRING,
                "description": STRING,
                "keywords": list_of(STRING),
                "maintainers": list_of(pointer_to(maintainer)),
                "icon": STRING,
                "apiVersion": STRING,
                "condition": STRING,
                "tags": STRING,
                "appVersion": STRING,
                "deprecated": BOOL,
                "annotations": map_of(STRING),
                "kubeVersion": STRING,
                "dependencies": dependencies,
                "type": STRING,
            },
        )


@cache
def _types(package: str) -> _Types:
    return _Types(package)


def metadata_of(fields: Fields) -> Metadata:
    """Return the metadata that decoded fields make, not yet checked.

    Entries of ``maintainers`` and ``dependencies`` that are null are None until :func:`validate` refuses them.
    """
    text = cast("dict[str, str]", fields)
    return Metadata(
        name=text.get("name", ""),
        home=text.get("home", ""),
        sources=_strings(fields, "sources"),
        version=text.get("version", ""),
        description=text.get("description", ""),
        keywords=_strings(fields, "keywords"),
        maintainers=cast("tuple[Maintainer, ...]", tuple(map(_maintainer, _list(fields, "maintainers")))),
        icon=text.get("icon", ""),
        api_version=text.get("apiVersion", ""),
        condition=text.get("condition", ""),
        tags=text.get("tags", ""),
        app_version=text.get("appVersion", ""),
        deprecated=fields.get("deprecated") is True,
        annotations=cast("dict[str, str] | None", fields.get("annotations")),
        kube_version=text.get("kubeVersion", ""),
        dependencies=cast("tuple[Dependency, ...]", tuple(map(_dependency, _list(fields, "dependencies")))),
        type=text.get("type", ""),
        declares_dependencies=fields.get("dependencies") is not None,
    )


def _dependency(entry: object) -> Dependency | None:
    if not isinstance(entry, dict):
        return None
    text = cast("dict[str, str]", entry)
    return Dependency(
        name=text.get("name", ""),
        version=text.get("version", ""),
        repository=text.get("repository", ""),
        condition=text.get("condition", ""),
        tags=_strings(entry, "tags"),
        enabled=entry.get("enabled") is True,
        import_values=tuple(_list(entry, "import-values")),
        alias=text.get("alias", ""),
    )


def _maintainer(entry: object) -> Maintainer | None:
    if not isinstance(entry, dict):
        return None
    text = cast("dict[str, str]", entry)
    return Maintainer(text.get("name", ""), text.get("email", ""), text.get("url", ""))


def _list(fields: Fields, name: str) -> list[object]:
    value = fields.get(name)
    return value if isinstance(value, list) else []


def _strings(fields: Fields, name: str) -> tuple[str, ...]:
    return tuple(cast("list[str]", _list(fields, name)))
