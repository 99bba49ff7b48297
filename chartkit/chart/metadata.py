"""Chart.yaml and the lock files to frozen values, checked as Helm checks them.

Upstream: helm pkg/chart/v2/metadata.go, dependency.go, errors.go
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chartkit.errors import ChartError
from chartkit.gostd import path, strconv, unicode
from chartkit.helm_versions import HelmBehaviour
from chartkit.patterns import late_pattern
from chartkit.records import dataclass, field, replace

from .version_range import is_version

__all__ = ["Dependency", "Lock", "Maintainer", "Metadata", "validate"]

_ALIAS = late_pattern(r"[a-zA-Z0-9_-]+")
_TYPES = frozenset({"", "application", "library"})


@dataclass(frozen=True, slots=True)
class Maintainer:
    """Somebody who looks after a chart."""

    name: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Dependency:
    """A chart that a chart wants below it."""

    name: str = ""
    #: Range of versions.
    version: str = ""
    repository: str = ""
    condition: str = ""
    tags: tuple[str, ...] = ()
    #: False as read, whatever stands there; set when dependencies are processed.
    enabled: bool = False
    #: Strings and tables; after processing tables with ``child`` and ``parent`` only.
    import_values: tuple[object, ...] = ()
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What Chart.yaml says, in Helm's order of fields."""

    name: str = ""
    home: str = ""
    sources: tuple[str, ...] = ()
    version: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()
    maintainers: tuple[Maintainer, ...] = ()
    icon: str = ""
    api_version: str = ""
    condition: str = ""
    tags: str = ""
    app_version: str = ""
    deprecated: bool = False
    #: None where the key is missing.
    annotations: Mapping[str, str] | None = field(default=None, hash=False)
    kube_version: str = ""
    dependencies: tuple[Dependency, ...] = ()
    type: str = ""
    #: Whether there is a list of dependencies, even an empty one: then Helm processes what is below the chart.
    declares_dependencies: bool = False


@dataclass(frozen=True, slots=True)
class Lock:
    """The versions that were chosen for the dependencies."""

    #: Time at which it was written, as it stands in the file.
    generated: str = ""
    digest: str = ""
    dependencies: tuple[Dependency, ...] = ()


def validate(metadata: Metadata, behaviour: HelmBehaviour) -> Metadata:
    """Return ``metadata`` without unprintable characters, after all checks.

    Raises:
        ChartError: A field is missing or not valid; the message begins ``validation: ``.

    Upstream: helm metadata.go (*Metadata).Validate
    """
    metadata = replace(
        metadata,
        name=sanitized(metadata.name),
        description=sanitized(metadata.description),
        home=sanitized(metadata.home),
        icon=sanitized(metadata.icon),
        condition=sanitized(metadata.condition),
        tags=sanitized(metadata.tags),
        app_version=sanitized(metadata.app_version),
        kube_version=sanitized(metadata.kube_version),
        sources=tuple(map(sanitized, metadata.sources)),
        keywords=tuple(map(sanitized, metadata.keywords)),
    )
    _check_identity(metadata, behaviour)
    maintainers = tuple(_checked_maintainer(maintainer) for maintainer in metadata.maintainers)
    dependencies = tuple(_checked_dependencies(metadata.dependencies))
    return replace(metadata, maintainers=maintainers, dependencies=dependencies)


def sanitized(text: str) -> str:
    """Return ``text`` with plain spaces for white space, and without other characters that cannot be printed.

    Upstream: helm metadata.go sanitizeString
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if unicode.is_space(char) else char for char in text if unicode.is_space(char) or unicode.is_print(char)
    )


def _check_identity(metadata: Metadata, behaviour: HelmBehaviour) -> None:
    """Check the fields that every chart has.

    Upstream: helm metadata.go (*Metadata).Validate
    """
    name = metadata.name
    if not metadata.api_version:
        raise _invalid("chart.metadata.apiVersion is required")
    if not name:
        raise _invalid("chart.metadata.name is required")
    if behaviour.dot_names_are_refused and name in {".", ".."}:
        raise _invalid(f"chart.metadata.name {strconv.quote(name)} is not allowed")
    if name != path.base(name):
        raise _invalid(f"chart.metadata.name {strconv.quote(name)} is invalid")
    if not metadata.version:
        raise _invalid("chart.metadata.version is required")
    if not is_version(metadata.version):
        raise _invalid(f"chart.metadata.version {strconv.quote(metadata.version)} is invalid")
    if metadata.type not in _TYPES:
        raise _invalid("chart.metadata.type must be application or library")


def _checked_maintainer(maintainer: Maintainer | None) -> Maintainer:
    """Return a maintainer without unprintable characters.

    Upstream: helm metadata.go (*Maintainer).Validate
    """
    if maintainer is None:
        raise _invalid("maintainers must not contain empty or null nodes")
    return Maintainer(sanitized(maintainer.name), sanitized(maintainer.email), sanitized(maintainer.url))


def _checked_dependencies(dependencies: Iterable[Dependency | None]) -> Iterable[Dependency]:
    """Yield the dependencies without unprintable characters; no two go by one name.

    Upstream: helm dependency.go (*Dependency).Validate, metadata.go (*Metadata).Validate
    """
    seen: set[str] = set()
    for dependency in dependencies:
        if dependency is None:
            raise _invalid("dependencies must not contain empty or null nodes")
        checked = replace(
            dependency,
            name=sanitized(dependency.name),
            version=sanitized(dependency.version),
            repository=sanitized(dependency.repository),
            condition=sanitized(dependency.condition),
            tags=tuple(map(sanitized, dependency.tags)),
        )
        if checked.alias and not _ALIAS.fullmatch(checked.alias):
            raise _invalid(f"dependency {strconv.quote(checked.name)} has disallowed characters in the alias")
        key = checked.alias or checked.name
        if key in seen:
            raise _invalid(f"more than one dependency with name or alias {strconv.quote(key)}")
        seen.add(key)
        yield checked


def _invalid(text: str) -> ChartError:
    """Return Helm's error of a chart that is not valid.

    Upstream: helm errors.go ValidationError
    """
    return ChartError(f"validation: {text}")
