"""What ``.Capabilities`` tells a template: the versions of Kubernetes and Helm, and the known API versions.

Upstream: helm pkg/chart/common/capabilities.go, internal/version/version.go
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from chartkit.errors import UsageError
from chartkit.gostd.kinds import STRING, Field, GoType, Kind, StringList, Struct
from chartkit.helm_versions import HelmBehaviour
from chartkit.patterns import late_pattern
from chartkit.records import dataclass

__all__ = ["BuildInfo", "Capabilities", "KubeVersion", "VersionSet", "default_capabilities", "parse_kube_version"]


@dataclass(frozen=True, slots=True)
class KubeVersion(Struct):
    """A Kubernetes version as templates see it."""

    #: The version as given, with a leading ``v``: ``v1.33.4-gke.1245000``.
    version: str
    #: The version without suffixes, which constraints are checked against; equal to ``version`` in Helm 3.
    normalized: str
    major: str
    minor: str

    def text(self) -> str:
        """Return the version that constraints are checked against (Go's String)."""
        return self.normalized or self.version

    def git_version(self) -> str:
        """Return the full version (Go's GitVersion)."""
        return self.version

    go_type: ClassVar[GoType] = GoType("common.KubeVersion", Kind.STRUCT)
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Version": Field("version", STRING),
        "normalizedVersion": Field("normalized", STRING, json="-"),
        "Major": Field("major", STRING),
        "Minor": Field("minor", STRING),
    }
    go_methods: ClassVar[Mapping[str, Callable[..., object]]] = {"String": text, "GitVersion": git_version}
    #: The methods belong to the pointer: only an addressable value has them, as ``.Capabilities.KubeVersion`` is.
    go_pointer_methods: ClassVar[bool] = True


class KubeVersion3(KubeVersion):
    """The same in Helm 3, where the struct has three fields."""

    __slots__ = ()
    go_type: ClassVar[GoType] = GoType("chartutil.KubeVersion", Kind.STRUCT)
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Version": Field("version", STRING),
        "Major": Field("major", STRING),
        "Minor": Field("minor", STRING),
    }


class VersionSet(StringList):
    """The API versions that are taken to exist, as ``group/version`` or ``group/version/Kind``."""

    __slots__ = ()
    go_type = GoType("common.VersionSet", Kind.SLICE, elem=STRING)

    def has(self, api_version: str) -> bool:
        """Return whether ``api_version`` is in the set, to the letter."""
        return api_version in self

    go_methods: ClassVar[Mapping[str, Callable[..., object]]] = {"Has": has}


@dataclass(frozen=True, slots=True)
class BuildInfo(Struct):
    """Helm's own build, as ``.Capabilities.HelmVersion`` shows it."""

    version: str
    git_commit: str
    git_tree_state: str
    go_version: str
    kube_client_version: str = ""

    go_type: ClassVar[GoType] = GoType("version.BuildInfo", Kind.STRUCT)
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Version": Field("version", STRING, json="version", omitempty=True),
        "GitCommit": Field("git_commit", STRING, json="git_commit", omitempty=True),
        "GitTreeState": Field("git_tree_state", STRING, json="git_tree_state", omitempty=True),
        "GoVersion": Field("go_version", STRING, json="go_version", omitempty=True),
        "KubeClientVersion": Field("kube_client_version", STRING, json="kube_client_version"),
    }


class BuildInfo3(BuildInfo):
    """The same in Helm 3, which has no version of the Kubernetes client."""

    __slots__ = ()
    go_fields: ClassVar[Mapping[str, Field]] = {
        name: field for name, field in BuildInfo.go_fields.items() if name != "KubeClientVersion"
    }


@dataclass(frozen=True, slots=True)
class Capabilities(Struct):
    """What the cluster, of which there is none, is taken to offer. A pointer in Go."""

    kube_version: KubeVersion
    api_versions: VersionSet
    helm_version: BuildInfo

    go_type: ClassVar[GoType] = GoType(
        "*common.Capabilities", Kind.POINTER, elem=GoType("common.Capabilities", Kind.STRUCT)
    )
    go_fields: ClassVar[Mapping[str, Field]] = {
        "KubeVersion": Field("kube_version", KubeVersion.go_type),
        "APIVersions": Field("api_versions", VersionSet.go_type),
        "HelmVersion": Field("helm_version", BuildInfo.go_type),
    }


class VersionSet3(VersionSet):
    """The same in Helm 3, where the type has another name."""

    __slots__ = ()
    go_type = GoType("chartutil.VersionSet", Kind.SLICE, elem=STRING)


class Capabilities3(Capabilities):
    """The same in Helm 3, where the types have other names."""

    __slots__ = ()
    go_type: ClassVar[GoType] = GoType(
        "*chartutil.Capabilities", Kind.POINTER, elem=GoType("chartutil.Capabilities", Kind.STRUCT)
    )
    go_fields: ClassVar[Mapping[str, Field]] = {
        "KubeVersion": Field("kube_version", KubeVersion3.go_type),
        "APIVersions": Field("api_versions", VersionSet3.go_type),
        "HelmVersion": Field("helm_version", BuildInfo3.go_type),
    }


def default_capabilities(
    behaviour: HelmBehaviour, kube_version: KubeVersion | None = None, api_versions: Sequence[str] = ()
) -> Capabilities:
    """Return what Helm of that line assumes without a cluster, with ``api_versions`` added to the known ones."""
    versions = [*behaviour.api_versions, *api_versions]
    version = kube_version or parse_kube_version(behaviour.kube_version, behaviour)
    if behaviour.chart_is_map:
        return Capabilities(version, VersionSet(versions), BuildInfo(*behaviour.build_info))
    return Capabilities3(version, VersionSet3(versions), BuildInfo3(*behaviour.build_info))


#: A version as Kubernetes' own parser takes it: at least two numbers, and anything after them.
_GENERIC = late_pattern(r"\s*v?([0-9]+(?:\.[0-9]+)*)(.*)", re.DOTALL)


def parse_kube_version(text: str, behaviour: HelmBehaviour) -> KubeVersion:
    """Return the Kubernetes version that ``text`` names.

    Raises:
        UsageError: ``text`` is not a version; the message is Helm's.

    Upstream: k8s.io/apimachinery pkg/util/version ParseGeneric; Helm 3: Masterminds/semver NewVersion
    """
    if not behaviour.kube_version_is_generic:
        return _parse_loose(text)
    match = _GENERIC.fullmatch(text)
    if match is None:
        raise UsageError(f"invalid kube version '{text}': could not parse {_quoted(text)} as version")
    parts = match[1].split(".")
    if len(parts) < 2:
        raise UsageError(f"invalid kube version '{text}': illegal version string {_quoted(text)}")
    for part in parts:
        if len(part) > 1 and part.startswith("0"):
            reason = f"illegal zero-prefixed version component {_quoted(part)} in {_quoted(text)}"
            raise UsageError(f"invalid kube version '{text}': {reason}")
        if int(part) >= 1 << 64:
            reason = f'strconv.ParseUint: parsing "{part}": value out of range'
            raise UsageError(f"invalid kube version '{text}': {reason}")
    given = text if text.startswith("v") else f"v{text}"
    return KubeVersion(given, "v" + ".".join(parts), parts[0], parts[1])


def _parse_loose(text: str) -> KubeVersion:
    from chartkit.errors import SemverError
    from chartkit.semver import parse

    try:
        version = parse(text)
    except SemverError as error:
        raise UsageError(f"invalid kube version '{text}': Invalid Semantic Version") from error
    full = f"v{version}"
    return KubeVersion3(full, full, str(version.major), str(version.minor))


def _quoted(text: str) -> str:
    from chartkit.gostd import strconv

    return strconv.quote(text)
