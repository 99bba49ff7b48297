"""``.Chart``: a chart's metadata as templates see it.

The fields of Chart.yaml are listed once, as those of the structs that Helm 3 has; the map of Helm 4 has the same names.

Upstream: helm pkg/chart/common.go structToMap (Helm 4), pkg/engine/engine.go recAllTpls (Helm 3)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from chartkit.chart import Metadata
from chartkit.gostd.kinds import (
    ANY,
    ANY_LIST,
    BOOL,
    STRING,
    Field,
    GoType,
    Kind,
    NilList,
    NilStringList,
    NilStringMap,
    StringList,
    StringMap,
    Struct,
    TypedList,
)
from chartkit.helm_versions import HelmBehaviour

__all__ = ["chart_object"]


def chart_object(metadata: Metadata, *, is_root: bool, behaviour: HelmBehaviour) -> object:
    """Return what ``.Chart`` is: a map in Helm 4, a struct in Helm 3."""
    if behaviour.chart_is_map:
        return {**_map_of(metadata, _METADATA), "IsRoot": is_root}
    return ChartStruct(metadata, is_root=is_root)


class _Copy(Struct):
    """A struct with what another object has under the names of its attributes, in Go's kinds."""

    def __init__(self, original: object) -> None:
        for field in self.go_fields.values():
            setattr(self, field.attribute, _convert(original, field, _IN_STRUCT))


class MaintainerStruct(_Copy):
    """A maintainer in Helm 3: a pointer to a struct."""

    go_type: ClassVar[GoType] = GoType("*chart.Maintainer", Kind.POINTER, elem=GoType("chart.Maintainer", Kind.STRUCT))
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Name": Field("name", STRING, json="name", omitempty=True),
        "Email": Field("email", STRING, json="email", omitempty=True),
        "URL": Field("url", STRING, json="url", omitempty=True),
    }


class DependencyStruct(_Copy):
    """A declared dependency in Helm 3: a pointer to a struct."""

    go_type: ClassVar[GoType] = GoType("*chart.Dependency", Kind.POINTER, elem=GoType("chart.Dependency", Kind.STRUCT))
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Name": Field("name", STRING, json="name"),
        "Version": Field("version", STRING, json="version", omitempty=True),
        "Repository": Field("repository", STRING, json="repository"),
        "Condition": Field("condition", STRING, json="condition", omitempty=True),
        "Tags": Field("tags", StringList.go_type, json="tags", omitempty=True),
        "Enabled": Field("enabled", BOOL, json="enabled", omitempty=True),
        "ImportValues": Field("import_values", ANY_LIST, json="import-values", omitempty=True),
        "Alias": Field("alias", STRING, json="alias", omitempty=True),
    }


class MaintainerList(TypedList[MaintainerStruct]):
    """Helm 3's list of maintainers."""

    __slots__ = ()
    go_type = GoType("[]*chart.Maintainer", Kind.SLICE, elem=MaintainerStruct.go_type)


class DependencyList(TypedList[DependencyStruct]):
    """Helm 3's list of declared dependencies."""

    __slots__ = ()
    go_type = GoType("[]*chart.Dependency", Kind.SLICE, elem=DependencyStruct.go_type)


class NilMaintainerList(MaintainerList):
    """That list where there are none."""

    __slots__ = ()
    go_nil = True


class NilDependencyList(DependencyList):
    """That list where there are none."""

    __slots__ = ()
    go_nil = True


_METADATA: Mapping[str, Field] = {
    "Name": Field("name", STRING, json="name", omitempty=True),
    "Home": Field("home", STRING, json="home", omitempty=True),
    "Sources": Field("sources", StringList.go_type, json="sources", omitempty=True),
    "Version": Field("version", STRING, json="version", omitempty=True),
    "Description": Field("description", STRING, json="description", omitempty=True),
    "Keywords": Field("keywords", StringList.go_type, json="keywords", omitempty=True),
    "Maintainers": Field("maintainers", MaintainerList.go_type, json="maintainers", omitempty=True),
    "Icon": Field("icon", STRING, json="icon", omitempty=True),
    "APIVersion": Field("api_version", STRING, json="apiVersion", omitempty=True),
    "Condition": Field("condition", STRING, json="condition", omitempty=True),
    "Tags": Field("tags", STRING, json="tags", omitempty=True),
    "AppVersion": Field("app_version", STRING, json="appVersion", omitempty=True),
    "Deprecated": Field("deprecated", BOOL, json="deprecated", omitempty=True),
    "Annotations": Field("annotations", StringMap.go_type, json="annotations", omitempty=True),
    "KubeVersion": Field("kube_version", STRING, json="kubeVersion", omitempty=True),
    "Dependencies": Field("dependencies", DependencyList.go_type, json="dependencies", omitempty=True),
    "Type": Field("type", STRING, json="type", omitempty=True),
}


class MetadataStruct(_Copy):
    """``.Chart.Metadata`` in Helm 3."""

    go_type: ClassVar[GoType] = GoType("chart.Metadata", Kind.STRUCT)
    go_fields: ClassVar[Mapping[str, Field]] = _METADATA


class ChartStruct(Struct):
    """``.Chart`` in Helm 3: the metadata, embedded, with one field more."""

    go_type: ClassVar[GoType] = GoType("struct { chart.Metadata; IsRoot bool }", Kind.STRUCT, elem=ANY)
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Metadata": Field("metadata", MetadataStruct.go_type, embedded=True),
        "IsRoot": Field("is_root", BOOL),
    }
    go_promoted: ClassVar[Mapping[str, Field]] = _METADATA

    def __init__(self, metadata: Metadata, *, is_root: bool) -> None:
        self.metadata = MetadataStruct(metadata)
        self.is_root = is_root

    def __getattr__(self, name: str) -> object:
        """Return what the embedded metadata have under ``name``."""
        if name == "metadata":  # a copy in the making
            raise AttributeError(name)
        return getattr(self.metadata, name)


#: What makes a value of a field's type; the others are what they are.
_Converters = Mapping[GoType, Callable[[Any], object]]


def _convert(original: object, field: Field, converters: _Converters) -> object:
    value: object = getattr(original, field.attribute)
    convert = converters.get(field.type)
    return value if convert is None else convert(value)


def _map_of(original: object, fields: Mapping[str, Field]) -> dict[str, object]:
    return {name: _convert(original, field, _IN_MAP) for name, field in fields.items()}


def _annotations(given: Mapping[str, str] | None) -> StringMap:
    return NilStringMap() if given is None else StringMap(given)


_IN_STRUCT: _Converters = {
    StringList.go_type: lambda given: StringList(given) if given else NilStringList(),
    StringMap.go_type: _annotations,
    ANY_LIST: lambda given: list(given) if given else NilList(),
    MaintainerList.go_type: lambda given: (
        MaintainerList(map(MaintainerStruct, given)) if given else NilMaintainerList()
    ),
    DependencyList.go_type: lambda given: (
        DependencyList(map(DependencyStruct, given)) if given else NilDependencyList()
    ),
}
_IN_MAP: _Converters = {
    StringList.go_type: list,
    StringMap.go_type: _annotations,
    ANY_LIST: list,
    MaintainerList.go_type: lambda given: [_map_of(one, MaintainerStruct.go_fields) for one in given],
    DependencyList.go_type: lambda given: [_map_of(one, DependencyStruct.go_fields) for one in given],
}
