"""Where the two lines of Helm differ: one table, one field for each difference.

A room that behaves differently by line takes a :class:`HelmBehaviour` and asks the field, never the name.

Upstream: both release binaries, compared; docs/upstream.md says which.
"""

from __future__ import annotations

from chartkit.errors import UsageError
from chartkit.records import dataclass, field, replace

__all__ = ["HELM_3_17", "HELM_4_3", "HelmBehaviour", "behaviour_of"]

#: API versions that the line's Kubernetes client knows, in the order in which Helm lists them.
_API_VERSIONS_4_3 = tuple(
    """
    v1
    admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1
    internal.apiserver.k8s.io/v1alpha1
    apps/v1 apps/v1beta1 apps/v1beta2
    authentication.k8s.io/v1 authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1
    authorization.k8s.io/v1 authorization.k8s.io/v1beta1
    autoscaling/v1 autoscaling/v2
    batch/v1 batch/v1beta1
    certificates.k8s.io/v1 certificates.k8s.io/v1beta1 certificates.k8s.io/v1alpha1
    coordination.k8s.io/v1alpha2 coordination.k8s.io/v1beta1 coordination.k8s.io/v1
    discovery.k8s.io/v1 discovery.k8s.io/v1beta1
    events.k8s.io/v1 events.k8s.io/v1beta1
    extensions/v1beta1
    flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2
    flowcontrol.apiserver.k8s.io/v1beta3
    lifecycle.k8s.io/v1alpha1
    networking.k8s.io/v1 networking.k8s.io/v1beta1
    node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1
    policy/v1 policy/v1beta1
    rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1
    resource.k8s.io/v1 resource.k8s.io/v1beta2 resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3
    scheduling.k8s.io/v1alpha3 scheduling.k8s.io/v1beta1 scheduling.k8s.io/v1
    storage.k8s.io/v1beta1 storage.k8s.io/v1 storage.k8s.io/v1alpha1
    storagemigration.k8s.io/v1 storagemigration.k8s.io/v1beta1
    apiextensions.k8s.io/v1beta1 apiextensions.k8s.io/v1
    """.split()
)

_API_VERSIONS_3_17 = tuple(
    """
    v1
    admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1
    internal.apiserver.k8s.io/v1alpha1
    apps/v1 apps/v1beta1 apps/v1beta2
    authentication.k8s.io/v1 authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1
    authorization.k8s.io/v1 authorization.k8s.io/v1beta1
    autoscaling/v1 autoscaling/v2 autoscaling/v2beta1 autoscaling/v2beta2
    batch/v1 batch/v1beta1
    certificates.k8s.io/v1 certificates.k8s.io/v1beta1 certificates.k8s.io/v1alpha1
    coordination.k8s.io/v1alpha2 coordination.k8s.io/v1beta1 coordination.k8s.io/v1
    discovery.k8s.io/v1 discovery.k8s.io/v1beta1
    events.k8s.io/v1 events.k8s.io/v1beta1
    extensions/v1beta1
    flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2
    flowcontrol.apiserver.k8s.io/v1beta3
    networking.k8s.io/v1 networking.k8s.io/v1alpha1 networking.k8s.io/v1beta1
    node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1
    policy/v1 policy/v1beta1
    rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1
    resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3
    scheduling.k8s.io/v1alpha1 scheduling.k8s.io/v1beta1 scheduling.k8s.io/v1
    storage.k8s.io/v1beta1 storage.k8s.io/v1 storage.k8s.io/v1alpha1
    storagemigration.k8s.io/v1alpha1
    apiextensions.k8s.io/v1beta1 apiextensions.k8s.io/v1
    """.split()
)


@dataclass(frozen=True, slots=True)
class HelmBehaviour:
    """What one line of Helm does where the other does something else. The defaults are those of Helm 4.3."""

    #: The line, as ``--helm-version`` takes it.
    line: str = "4.3"

    # Charts
    #: An apiVersion other than v1 and v2 is refused.
    api_version_is_checked: bool = True
    #: What is wrong inside an archive is hidden behind one sentence.
    archive_errors_are_hidden: bool = True
    #: The chart named ``.`` or ``..`` is refused.
    dot_names_are_refused: bool = True
    #: Largest size of one file in a chart, in bytes; 0: no bound of its own.
    file_size_limit: int = 0
    #: Largest size of a chart's files together, in bytes.
    chart_size_limit: int = 104857600
    #: The size of a directory's files is bounded too, not only that of an archive's.
    directory_size_is_limited: bool = True
    #: Go's name of the struct that Chart.yaml is read into, when it is of the wrong kind as a whole.
    metadata_type: str = "loader.chartBase"
    #: Go's name of the package with the structs of charts.
    chart_package: str = "v2"
    #: Prefix of a field's name when the field is of the wrong kind.
    metadata_field_prefix: str = ""
    #: Errors begin with a small letter and quote commands with apostrophes.
    errors_are_lower_case: bool = True

    # Values
    #: Every document of a values file counts, not only the first.
    all_values_documents: bool = True
    #: Prefix of errors in a values document.
    values_error_prefix: str = "cannot unmarshal yaml document: "
    #: ``--set-json`` takes a whole object.
    set_json_takes_object: bool = True
    #: ``--set 'a['`` is ignored instead of refused.
    open_index_is_ignored: bool = True
    #: Nulls in a chart's own values.yaml remove the key.
    chart_nulls_are_removed: bool = True
    #: A parent's null deletes a subchart's default only where the user gave values for the subchart.
    parent_null_needs_user_values: bool = True
    #: ``subchart: null`` in values.yaml counts as absent.
    null_subchart_is_absent: bool = True
    #: import-values without ``parent`` imports under ``<nil>`` instead of crashing.
    import_without_parent: bool = True
    #: Each alias of a chart has its own copy of what the chart declares; else they share and spoil it.
    aliases_are_copies: bool = True
    #: ``chart dependencies processing failed: `` stands before what is wrong with values for subcharts.
    dependency_errors_are_announced: bool = True
    #: Overriding a table with null says nothing.
    null_over_table_is_silent: bool = True
    #: Schemas are checked by santhosh-tekuri/jsonschema instead of xeipuuv/gojsonschema.
    schema_library: str = "santhosh-tekuri/jsonschema/v6"

    # Linting
    #: Chart.yaml is read strictly, crds/ and templates that end in .yml are looked at, and templates/ is wanted.
    lint_looks_closer: bool = True
    #: ``helm lint --skip-schema-validation`` counts for values.yaml too.
    lint_can_skip_schemas: bool = True

    # Templates
    #: Execution errors are laid out over several lines.
    errors_are_multi_line: bool = True
    #: ``.Chart`` is a map instead of a struct.
    chart_is_map: bool = True
    #: Templates are those of Go 1.23: ``range`` takes no integers, and errors count lines without those of comments.
    go_is_1_23: bool = False
    #: ``eq`` and the other comparisons name the two types that they cannot compare.
    comparison_names_types: bool = True
    #: toToml prints floats as ``%g`` does.
    toml_floats_are_short: bool = True
    #: fromToml reads TOML 1.1: line breaks in inline tables, more escapes, times without seconds.
    toml_is_1_1: bool = True
    #: Hosts in addresses have one port, and brackets only around an IPv6 address.
    url_hosts_are_strict: bool = True
    #: genCA identifies its key by a SHA-256 instead of a SHA-1.
    key_identifiers_are_sha256: bool = True
    #: toJson replaces bytes that are not UTF-8 by the replacement character itself, not by its escape.
    json_repairs_raw: bool = True
    #: encoding/json names the whole path of a field of the wrong kind, not only its struct.
    json_errors_name_paths: bool = True
    #: Errors of Masterminds/semver begin with a small letter.
    semver_errors_are_lower_case: bool = True
    #: Functions that only this line has.
    own_functions: frozenset[str] = frozenset(
        """
        mustToYaml mustToToml mustToDuration durationSeconds durationMilliseconds durationMicroseconds
        durationNanoseconds durationMinutes durationHours durationDays durationWeeks durationRoundTo
        durationTruncateTo
        """.split()
    )

    # Capabilities
    kube_version: str = "v1.37.0"
    api_versions: tuple[str, ...] = field(default=_API_VERSIONS_4_3, repr=False)
    #: Version, commit, state of the work tree, Go's version, version of the Kubernetes client (Helm 4 only).
    build_info: tuple[str, ...] = ("v4.3.1", "c0d08d0d6d9424d4a14febb5e8a3e51b0dd00dff", "clean", "go1.27.2", "v1.37")
    #: ``--kube-version`` takes what Kubernetes takes, and its suffixes do not count in constraints.
    kube_version_is_generic: bool = True

    # Output
    #: Flags on their way out are told of, and ``--dry-run`` takes ``server`` and ``client`` only; Helm 3 also takes
    #: ``none``, tells of nothing, and looks at the flag after it has loaded the chart.
    flags_are_deprecated: bool = True
    #: The flags that came with Helm 4 are known.
    has_new_flags: bool = True
    #: White space after a document is kept.
    documents_keep_trailing_space: bool = True
    #: Kinds that are installed after all other known ones.
    last_kinds: tuple[str, ...] = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
    #: Go's name of the struct that a document's head is read into, and the prefix of its fields' names.
    head_type: str = "util.SimpleHead"
    head_field_prefix: str = ""
    #: With ``--debug``, a template of ``--show-only`` that is missing outweighs manifests that are no YAML.
    show_only_fails_first: bool = False
    #: ``release name check failed: `` stands before what is wrong with a release's name.
    name_check_is_announced: bool = True
    #: Log lines are structured (``level=INFO msg=...``) instead of sentences with a file and line.
    structured_log: bool = True
    #: ``--post-renderer`` names a plugin, which also gets the hooks, instead of a program.
    post_renderer_is_plugin: bool = True
    #: ``show crds`` puts a separator before each file.
    show_crds_separates: bool = True
    #: Packages keep the files' times.
    package_keeps_times: bool = True
    #: SOURCE_DATE_EPOCH sets the time of what is written, and is checked.
    reads_source_date_epoch: bool = True
    #: ``lint`` warns of a chart without templates.
    lint_wants_templates: bool = True

    def without_detection(self) -> HelmBehaviour:
        """Return what counts for commands that load a chart without looking at its apiVersion first."""
        return replace(self, api_version_is_checked=False, metadata_type=f"{self.chart_package}.Metadata")


HELM_4_3 = HelmBehaviour()

HELM_3_17 = HelmBehaviour(
    line="3.17",
    api_version_is_checked=False,
    archive_errors_are_hidden=False,
    dot_names_are_refused=False,
    file_size_limit=5242880,
    directory_size_is_limited=False,
    metadata_type="chart.Metadata",
    chart_package="chart",
    metadata_field_prefix="Metadata",
    errors_are_lower_case=False,
    all_values_documents=False,
    values_error_prefix="",
    set_json_takes_object=False,
    open_index_is_ignored=False,
    chart_nulls_are_removed=False,
    parent_null_needs_user_values=False,
    null_subchart_is_absent=False,
    import_without_parent=False,
    aliases_are_copies=False,
    dependency_errors_are_announced=False,
    null_over_table_is_silent=False,
    schema_library="xeipuuv/gojsonschema",
    lint_looks_closer=False,
    lint_can_skip_schemas=False,
    errors_are_multi_line=False,
    chart_is_map=False,
    go_is_1_23=True,
    comparison_names_types=False,
    toml_floats_are_short=False,
    toml_is_1_1=False,
    url_hosts_are_strict=False,
    key_identifiers_are_sha256=False,
    json_repairs_raw=False,
    json_errors_name_paths=False,
    semver_errors_are_lower_case=False,
    own_functions=frozenset(),
    kube_version="v1.32.0",
    api_versions=_API_VERSIONS_3_17,
    build_info=("v3.17.3", "e4da49785aa6e6ee2b86efd5dd9e43400318262b", "clean", "go1.23.7"),
    kube_version_is_generic=False,
    flags_are_deprecated=False,
    has_new_flags=False,
    documents_keep_trailing_space=False,
    last_kinds=(),
    head_type="releaseutil.SimpleHead",
    head_field_prefix="SimpleHead",
    show_only_fails_first=True,
    name_check_is_announced=False,
    structured_log=False,
    post_renderer_is_plugin=False,
    show_crds_separates=False,
    package_keeps_times=False,
    reads_source_date_epoch=False,
    lint_wants_templates=False,
)

_LINES = {"4.3": HELM_4_3, "4": HELM_4_3, "3.17": HELM_3_17, "3": HELM_3_17}


def behaviour_of(line: str) -> HelmBehaviour:
    """Return what Helm of ``line`` (``4.3`` or ``3.17``, also with a leading ``v`` or a patch number) does.

    Raises:
        UsageError: chartkit does not reproduce that line.
    """
    wanted = line.strip().removeprefix("v")
    found = _LINES.get(wanted) or _LINES.get(".".join(wanted.split(".")[:2]))
    if found is None:
        raise UsageError(f'helm version "{line}" is not known', hint="chartkit reproduces Helm 4.3 and 3.17.")
    return found
