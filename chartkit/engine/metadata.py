"""``.Chart``: a chart's metadata as templates see it.

Upstream: helm pkg/chart/common.go structToMap (Helm 4), pkg/engine/engine.go recAllTpls (Helm 3)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chartkit.chart import Dependency, Maintainer, Metadata
from chartkit.gostd.kinds import (
    ANY,
    ANY_LIST,
    BOOL,
    STRING,
    Field,
    GoType,
    Kind,
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
    return _as_map(metadata, is_root=is_root) if behaviour.chart_is_map else ChartStruct(metadata, is_root=is_root)


def _as_map(metadata: Metadata, *, is_root: bool) -> dict[str, object]:
    return {
        "Name": metadata.name,
        "Home": metadata.home,
        "Sources": list(metadata.sources),
        "Version": metadata.version,
        "Description": metadata.description,
        "Keywords": list(metadata.keywords),
        "Maintainers": [{"Name": one.name, "Email": one.email, "URL": one.url} for one in metadata.maintainers],
        "Icon": metadata.icon,
        "APIVersion": metadata.api_version,
        "Condition": metadata.condition,
        "Tags": metadata.tags,
        "AppVersion": metadata.app_version,
        "Deprecated": metadata.deprecated,
        "Annotations": _annotations(metadata),
        "KubeVersion": metadata.kube_version,
        "Dependencies": [_dependency_as_map(one) for one in metadata.dependencies],
        "Type": metadata.type,
        "IsRoot": is_root,
    }


def _dependency_as_map(dependency: Dependency) -> dict[str, object]:
    return {
        "Name": dependency.name,
        "Version": dependency.version,
        "Repository": dependency.repository,
        "Condition": dependency.condition,
        "Tags": list(dependency.tags),
        "Enabled": dependency.enabled,
        "ImportValues": list(dependency.import_values),
        "Alias": dependency.alias,
    }


def _annotations(metadata: Metadata) -> StringMap:
    return NilStringMap() if metadata.annotations is None else StringMap(metadata.annotations)


_STRING_LIST = StringList.go_type
_STRING_MAP = StringMap.go_type


class MaintainerStruct(Struct):
    """A maintainer in Helm 3: a pointer to a struct."""

    __slots__ = ("email", "name", "url")
    go_type: ClassVar[GoType] = GoType("*chart.Maintainer", Kind.POINTER, elem=GoType("chart.Maintainer", Kind.STRUCT))
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Name": Field("name", STRING, json="name", omitempty=True),
        "Email": Field("email", STRING, json="email", omitempty=True),
        "URL": Field("url", STRING, json="url", omitempty=True),
    }

    def __init__(self, maintainer: Maintainer) -> None:
        self.name = maintainer.name
        self.email = maintainer.email
        self.url = maintainer.url


class DependencyStruct(Struct):
    """A declared dependency in Helm 3: a pointer to a struct."""

    __slots__ = ("alias", "condition", "enabled", "import_values", "name", "repository", "tags", "version")
    go_type: ClassVar[GoType] = GoType("*chart.Dependency", Kind.POINTER, elem=GoType("chart.Dependency", Kind.STRUCT))
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Name": Field("name", STRING, json="name"),
        "Version": Field("version", STRING, json="version", omitempty=True),
        "Repository": Field("repository", STRING, json="repository"),
        "Condition": Field("condition", STRING, json="condition", omitempty=True),
        "Tags": Field("tags", _STRING_LIST, json="tags", omitempty=True),
        "Enabled": Field("enabled", BOOL, json="enabled", omitempty=True),
        "ImportValues": Field("import_values", ANY_LIST, json="import-values", omitempty=True),
        "Alias": Field("alias", STRING, json="alias", omitempty=True),
    }

    def __init__(self, dependency: Dependency) -> None:
        self.name = dependency.name
        self.version = dependency.version
        self.repository = dependency.repository
        self.condition = dependency.condition
        self.tags = StringList(dependency.tags)
        self.enabled = dependency.enabled
        self.import_values = list(dependency.import_values)
        self.alias = dependency.alias


class MaintainerList(TypedList[MaintainerStruct]):
    """Helm 3's list of maintainers."""

    __slots__ = ()
    go_type = GoType("[]*chart.Maintainer", Kind.SLICE, elem=MaintainerStruct.go_type)


class DependencyList(TypedList[DependencyStruct]):
    """Helm 3's list of declared dependencies."""

    __slots__ = ()
    go_type = GoType("[]*chart.Dependency", Kind.SLICE, elem=DependencyStruct.go_type)


class ChartStruct(Struct):
    """``.Chart`` in Helm 3: the metadata with one field more."""

    __slots__ = (
        *("annotations", "api_version", "app_version", "condition", "dependencies", "deprecated", "description"),
        *("home", "icon", "is_root", "keywords", "kube_version", "maintainers", "name", "sources", "tags", "type"),
        "version",
    )
    go_type: ClassVar[GoType] = GoType("struct { chart.Metadata; IsRoot bool }", Kind.STRUCT, elem=ANY)
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Name": Field("name", STRING, json="name", omitempty=True),
        "Home": Field("home", STRING, json="home", omitempty=True),
        "Sources": Field("sources", _STRING_LIST, json="sources", omitempty=True),
        "Version": Field("version", STRING, json="version", omitempty=True),
        "Description": Field("description", STRING, json="description", omitempty=True),
        "Keywords": Field("keywords", _STRING_LIST, json="keywords", omitempty=True),
        "Maintainers": Field("maintainers", MaintainerList.go_type, json="maintainers", omitempty=True),
        "Icon": Field("icon", STRING, json="icon", omitempty=True),
        "APIVersion": Field("api_version", STRING, json="apiVersion", omitempty=True),
        "Condition": Field("condition", STRING, json="condition", omitempty=True),
        "Tags": Field("tags", STRING, json="tags", omitempty=True),
        "AppVersion": Field("app_version", STRING, json="appVersion", omitempty=True),
        "Deprecated": Field("deprecated", BOOL, json="deprecated", omitempty=True),
        "Annotations": Field("annotations", _STRING_MAP, json="annotations", omitempty=True),
        "KubeVersion": Field("kube_version", STRING, json="kubeVersion", omitempty=True),
        "Dependencies": Field("dependencies", DependencyList.go_type, json="dependencies", omitempty=True),
        "Type": Field("type", STRING, json="type", omitempty=True),
        "IsRoot": Field("is_root", BOOL),
    }

    def __init__(self, metadata: Metadata, *, is_root: bool) -> None:
        self.name = metadata.name
        self.home = metadata.home
        self.sources = StringList(metadata.sources)
        self.version = metadata.version
        self.description = metadata.description
        self.keywords = StringList(metadata.keywords)
        self.maintainers = MaintainerList(map(MaintainerStruct, metadata.maintainers))
        self.icon = metadata.icon
        self.api_version = metadata.api_version
        self.condition = metadata.condition
        self.tags = metadata.tags
        self.app_version = metadata.app_version
        self.deprecated = metadata.deprecated
        self.annotations = _annotations(metadata)
        self.kube_version = metadata.kube_version
        self.dependencies = DependencyList(map(DependencyStruct, metadata.dependencies))
        self.type = metadata.type
        self.is_root = is_root
