"""What is wrong with a Chart.yaml.

Upstream: helm pkg/chart/v2/lint/rules/chartfile.go
"""

from __future__ import annotations

from pathlib import Path

from chartkit import semver
from chartkit.chart import Metadata, read_chart_file, strict_problem
from chartkit.errors import ChartError, SemverError, YAMLError
from chartkit.gostd import path as go_path
from chartkit.gostd import strconv
from chartkit.gostd.kinds import type_of
from chartkit.gostd.os import PathError, read_file
from chartkit.goyaml import load
from chartkit.helm_versions import HelmBehaviour

from .addresses import is_email, is_request_url, is_url
from .findings import Findings, Severity

__all__ = ["check_chart_file"]

_FILE = "Chart.yaml"
_VERSIONS = 'The value must be either "v1" or "v2"'


def check_chart_file(directory: str, findings: Findings, behaviour: HelmBehaviour) -> None:
    """Add what is wrong with the Chart.yaml in ``directory``."""
    name = f"{directory}/{_FILE}"
    is_directory = Path(name).is_dir()
    findings.check(Severity.ERROR, _FILE, "should be a file, not a directory" if is_directory else "")
    try:
        data = read_file(name)
        metadata = read_chart_file(data, behaviour)
    except (PathError, ChartError) as error:
        findings.check(Severity.ERROR, _FILE, f"unable to parse YAML\n\t{error.message}")
        return
    if behaviour.lint_looks_closer:
        problem = strict_problem(data, behaviour)
        told = f"failed to strictly parse chart metadata file\n\t{problem}" if problem else ""
        findings.check(Severity.WARNING, _FILE, told)
    types = _types(data)
    for severity, message in (
        (Severity.ERROR, _name_problem(metadata)),
        (Severity.ERROR, _api_version_problem(metadata)),
        (Severity.ERROR, _type_problem(types, "version")),
        (Severity.ERROR, _version_problem(metadata, behaviour)),
        (Severity.ERROR, _type_problem(types, "appVersion")),
        (Severity.ERROR, _maintainer_problem(metadata, behaviour)),
        (Severity.ERROR, _source_problem(metadata, behaviour)),
        (Severity.INFO, "" if metadata.icon else "icon is recommended"),
        (Severity.ERROR, _icon_problem(metadata, behaviour)),
        (Severity.ERROR, _kind_problem(metadata)),
        (Severity.ERROR, _dependencies_problem(metadata)),
        (Severity.WARNING, _strict_version_problem(metadata) if behaviour.lint_looks_closer else ""),
    ):
        findings.check(severity, _FILE, message)


def _types(data: bytes) -> dict[str, str]:
    """Return Go's type of each value in Chart.yaml, by its key."""
    try:
        tree = load(data.decode("utf-8", "surrogateescape"))
    except YAMLError:
        return {}
    if not isinstance(tree, dict):
        return {}
    return {key: "<nil>" if value is None else type_of(value).name for key, value in tree.items()}


def _type_problem(types: dict[str, str], key: str) -> str:
    found = types.get(key, "string")
    return "" if found == "string" else f"{key} should be of type string but it's of type {found}"


def _name_problem(metadata: Metadata) -> str:
    if not metadata.name:
        return "name is required"
    if metadata.name != go_path.base(metadata.name):
        return f"chart name {strconv.quote(metadata.name)} is invalid"
    return ""


def _api_version_problem(metadata: Metadata) -> str:
    if not metadata.api_version:
        return f"apiVersion is required. {_VERSIONS}"
    if metadata.api_version not in ("v1", "v2"):
        return f"apiVersion '{metadata.api_version}' is not valid. {_VERSIONS}"
    return ""


def _version_problem(metadata: Metadata, behaviour: HelmBehaviour) -> str:
    if not metadata.version:
        return "version is required"
    rules = semver.V3_5 if behaviour.semver_errors_are_lower_case else semver.V3_3
    try:
        version = semver.parse(metadata.version, rules)
    except SemverError:
        return f"version '{metadata.version}' is not a valid SemVer"
    reasons = semver.Constraint.parse(">0.0.0-0", rules).validate(version)
    return f"version {reasons[0]}" if reasons else ""


def _strict_version_problem(metadata: Metadata) -> str:
    try:
        semver.parse_strict(metadata.version)
    except SemverError:
        return f"version '{metadata.version}' is not a valid SemVerV2"
    return ""


def _maintainer_problem(metadata: Metadata, behaviour: HelmBehaviour) -> str:
    for maintainer in metadata.maintainers:
        if maintainer is None:
            return "a maintainer entry is empty"
        if not maintainer.name:
            return "each maintainer requires a name"
        if maintainer.email and not is_email(maintainer.email):
            return f"invalid email '{maintainer.email}' for maintainer '{maintainer.name}'"
        if maintainer.url and not is_url(maintainer.url, behaviour):
            return f"invalid url '{maintainer.url}' for maintainer '{maintainer.name}'"
    return ""


def _source_problem(metadata: Metadata, behaviour: HelmBehaviour) -> str:
    for source in metadata.sources:
        if not is_request_url(source, behaviour):
            return f"invalid source URL '{source}'"
    return ""


def _icon_problem(metadata: Metadata, behaviour: HelmBehaviour) -> str:
    if not metadata.icon or is_request_url(metadata.icon, behaviour):
        return ""
    return f"invalid icon URL '{metadata.icon}'"


def _kind_problem(metadata: Metadata) -> str:
    if not metadata.type or metadata.api_version == "v2":
        return ""
    return f"chart type is not valid in apiVersion '{metadata.api_version}'. It is valid in apiVersion 'v2'"


def _dependencies_problem(metadata: Metadata) -> str:
    if not metadata.dependencies or metadata.api_version == "v2":
        return ""
    where = f"'{metadata.api_version}'. They are valid in apiVersion 'v2'"
    return f"dependencies are not valid in the Chart file with apiVersion {where}"
