"""What is wrong with a chart's templates, and with what they render to.

Upstream: helm pkg/chart/v2/lint/rules/template.go
"""

from __future__ import annotations

from pathlib import Path

from chartkit.chart import Chart, Log, coalesce_values, load, process_dependencies
from chartkit.engine import Capabilities, Engine, ReleaseFacts
from chartkit.errors import ChartError, ChartkitError, YAMLError
from chartkit.functions import Environment
from chartkit.gostd import path as go_path
from chartkit.gostd import strconv
from chartkit.gostd.json_struct import STRING, list_of, map_of, struct
from chartkit.gostd.unicode import SPACE
from chartkit.helm_versions import HelmBehaviour
from chartkit.patterns import late_pattern
from chartkit.records import replace
from chartkit.values import Table, check_values

from .deprecations import deprecation
from .findings import Findings, Severity
from .resource import Resource, decoded, name_problem, resources

__all__ = ["TemplateCheck", "directory_path"]

_FOLDER = "templates/"
_EXTENSIONS = (".yaml", ".yml", ".tpl", ".txt")
_NEEDS_SELECTOR = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")

# What Helm 3 looks for in the text of a template: leftovers of Helm 2.
_CRD_HOOK = late_pattern(rb"\"?helm\.sh/hook\"?:\s+crd-install")
_RELEASE_TIME = late_pattern(rb"\.Release\.Time")


class TemplateCheck:
    """Renders a chart as ``helm lint`` does and looks at the outcome.

    Args:
        values: The user's values.
        namespace: What ``.Release.Namespace`` tells.
        capabilities: What ``.Capabilities`` tells; deprecations count from its version on.
        behaviour: The line of Helm that counts.
        environment: What functions learn of the world.
        log: Takes what is logged.
    """

    def __init__(
        self,
        values: Table,
        namespace: str,
        capabilities: Capabilities,
        behaviour: HelmBehaviour,
        environment: Environment,
        log: Log,
    ) -> None:
        self._values = values
        self._namespace = namespace
        self._capabilities = capabilities
        self._behaviour = behaviour
        self._engine = Engine(behaviour, environment, lint_log=log)
        self._log = log

    def check(
        self, directory: str, findings: Findings, *, skip_schema_validation: bool, allow_outside_links: bool
    ) -> None:
        """Add what is wrong with the templates of the chart in ``directory``."""
        if not _check_folder(Path(directory, "templates"), findings, self._behaviour):
            return
        try:
            chart = load(
                directory_path(directory),
                behaviour=self._behaviour,
                allow_outside_links=allow_outside_links,
                log=self._log,
            )
        except ChartkitError as error:
            findings.check(Severity.ERROR, _FOLDER, error.message)
            return
        rendered = self._rendered(chart, findings, skip_schema_validation=skip_schema_validation)
        for template in chart.templates if rendered is not None else ():
            findings.check(Severity.ERROR, template.name, _extension_problem(template.name))
            if not self._behaviour.lint_looks_closer:
                _check_leftovers(template.name, template.data, findings)
            text = (rendered or {}).get(f"{chart.name}/{template.name}", "")
            extension = go_path.ext(template.name)
            is_yaml = extension == ".yaml" or (
                self._behaviour.lint_looks_closer and extension.lower() in (".yaml", ".yml")
            )
            if is_yaml and text.strip(SPACE) and not self._check_text(template.name, text, findings):
                return

    def _rendered(self, chart: Chart, findings: Findings, *, skip_schema_validation: bool) -> dict[str, str] | None:
        try:
            unannounced = replace(self._behaviour, dependency_errors_are_announced=False)
            chart = process_dependencies(chart, self._values, unannounced, self._log)
            values = coalesce_values(chart, self._values, self._behaviour, self._log)
        except ChartkitError:
            return None  # Helm says nothing of these
        release = ReleaseFacts("test-release", self._namespace, is_install=False, revision=0)
        try:
            # Upstream: a second time, which brings back what a null of the user's has removed.
            values = coalesce_values(chart, values, self._behaviour, self._log)
            if not skip_schema_validation:
                check_values(chart, values, self._behaviour)
            return self._engine.render(chart, values, release, self._capabilities)
        except ChartkitError as error:
            findings.check(Severity.ERROR, _FOLDER, error.message)
            return None

    def _check_text(self, name: str, text: str, findings: Findings) -> bool:
        """Return whether the text is YAML; if not, nothing more is looked at."""
        findings.check(Severity.WARNING, name, _indent_problem(text))
        version = self._capabilities.kube_version
        try:
            kube_version = int(version.major), int(version.minor)
        except ValueError:
            kube_version = (0, 0)
        try:
            for resource in resources(text, self._behaviour):
                findings.check(Severity.WARNING, name, name_problem(resource))
                told = deprecation(resource.api_version, resource.kind, kube_version, self._behaviour)
                findings.check(Severity.WARNING, name, told)
                findings.check(Severity.ERROR, name, _selector_problem(resource, text))
                findings.check(Severity.ERROR, name, _list_problem(resource, text, self._behaviour))
        except YAMLError as error:
            return findings.check(Severity.ERROR, name, f"unable to parse YAML: {error.message}")
        return True


def directory_path(directory: str) -> Path:
    """Return the path of a chart's directory.

    Raises:
        ChartError: It is none any more.
    """
    path = Path(directory)
    if not path.is_dir():
        raise ChartError(f"{directory} is not a directory")
    return path


def _check_folder(folder: Path, findings: Findings, behaviour: HelmBehaviour) -> bool:
    if not behaviour.lint_looks_closer:
        wrong = folder.exists() and not folder.is_dir()
        return findings.check(Severity.WARNING, _FOLDER, "not a directory" if wrong else "")
    if not findings.check(Severity.WARNING, _FOLDER, "" if folder.exists() else "directory does not exist"):
        return False
    return findings.check(Severity.ERROR, _FOLDER, "" if folder.is_dir() else "not a directory")


def _extension_problem(name: str) -> str:
    extension = go_path.ext(name)
    if extension in _EXTENSIONS:
        return ""
    return f"file extension '{extension}' not valid. Valid extensions are .yaml, .yml, .tpl, or .txt"


def _check_leftovers(name: str, data: bytes, findings: Findings) -> None:
    if _CRD_HOOK.search(data):
        told = "manifest is a crd-install hook. This hook is no longer supported in v3 and all CRDs should also exist "
        findings.check(Severity.WARNING, name, f"{told}the crds/ directory at the top level of the chart")
    if _RELEASE_TIME.search(data):
        told = ".Release.Time has been removed in v3, please replace with the `now` function in your templates"
        findings.check(Severity.ERROR, name, told)


def _indent_problem(text: str) -> str:
    for line in text.split("\n"):
        line = line.removesuffix("\r")  # noqa: PLW2901 # Go's scanner cuts it off
        if not line.strip(SPACE):
            continue
        if line.startswith((" ", "\t")):
            quoted = strconv.quote(line)
            return f"document starts with an illegal indent: {quoted}, which may cause parsing problems"
        return ""
    return ""


def _selector_problem(resource: Resource, text: str) -> str:
    if resource.kind not in _NEEDS_SELECTOR or "matchLabels" in text or "matchExpressions" in text:
        return ""
    name = strconv.quote(resource.name)
    return f"a {resource.kind} must contain matchLabels or matchExpressions, and {name} does not"


_METADATA = struct("struct { Annotations map[string]string }", {"Annotations": map_of(STRING)})
_ITEM = struct("struct { Metadata struct { Annotations map[string]string } }", {"Metadata": _METADATA})
_LIST = struct(
    "struct { Items []struct { Metadata struct { Annotations map[string]string } } }", {"Items": list_of(_ITEM)}
)


def _list_problem(resource: Resource, text: str, behaviour: HelmBehaviour) -> str:
    if resource.kind != "List":
        return ""
    try:
        fields = decoded(text, _LIST, behaviour) or {}
    except YAMLError as error:
        return f"unable to parse YAML: {error.message}"
    for item in fields.get("Items") or ():
        metadata = item.get("Metadata") or {}
        if "helm.sh/resource-policy" in (metadata.get("Annotations") or {}):
            article = "annotation" if behaviour.errors_are_lower_case else "Annotation"
            return f"{article} 'helm.sh/resource-policy' within List objects are ignored"
    return ""
