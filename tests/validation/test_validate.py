# ruff: noqa: E501 - a row of a table is a line

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chartkit.errors import RenderError, SchemaError, UsageError
from chartkit.source import Location, Origin
from chartkit.validation import Document, Options, Status, Validator, validate
from tests.validation.manifests import bases, brief, changed, check

CRD = json.dumps(bases()["crd"])
WIDGET = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: "


def found(text: str, **options: Any) -> list[str]:
    report = check(text=text, **options)
    return [f"{brief(finding)} {finding.at.line}:{finding.at.column}" for finding in report.findings if finding.at]


CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (CONFIG_MAP + "dta: {}\n", ["CK103 /dta 5:0"]),
        (CONFIG_MAP + "data:\n  a: 1\n", ["CK104 /data/a 6:5"]),
        (CONFIG_MAP + "data:\n- a\n", ["CK104 /data 5:0"]),
        (CONFIG_MAP + "data: [a]\n", ["CK104 /data 5:0"]),
        ("x: y: z\n", ["CK001  1:4"]),
        ("- a\n", ["CK003  1:0"]),
        ("a\n", ["CK003  1:0"]),
        ("kind: Pod\n", ["CK004  1:0"]),
        ("kind:\napiVersion: v1\n", ["CK004 /kind 1:0"]),
        ("kind: [a]\napiVersion: v1\n", ["CK004 /kind 1:0"]),
        (CONFIG_MAP + "  name: b\n", ["CK002 /metadata/name 5:2"]),
        ("# only a comment\n---\n---\n" + CONFIG_MAP, []),
        (CONFIG_MAP + "...\n" + CONFIG_MAP.replace("name: a", "name: b") + "x: 1\n", ["CK103 /x 10:0"]),
        ("a: [\n---\n" + CONFIG_MAP + "x: 1\n", ["CK001  2:0", "CK103 /x 7:0"]),
        ("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a, x: 1}\n", ["CK103 /metadata/x 6:22"]),
        ("apiVersion: v1\nkind: List\nitems: []\n", []),
        ('{"apiVersion": "v1",\n "kind": "ConfigMap",\n "metadata": {"labels": {"ä": "x"}, "x": 1}}\n', ["CK201 /metadata/name 3:1", "CK203 /metadata/labels/ä 3:25", "CK103 /metadata/x 3:37"]),
        (CONFIG_MAP + "data: {a: .inf}\n", ["CK104 /data/a 5:10"]),
        (CONFIG_MAP + "data: &x {a: 1}\nbinaryData: *x\n", ["CK104 /binaryData/a 5:13", "CK104 /data/a 5:13"]),
    ],
)  # fmt: skip
def test_findings_have_code_path_and_place(text: str, want: list[str]) -> None:
    assert found(text) == want


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (CONFIG_MAP + "dta: {}\n", 'did you mean "data"?'),
        (CONFIG_MAP + "data: {a: 1}\n", "put it in quotes"),
        ("apiVersion: apps/v1\nkind: Deploymnt\n", 'did you mean "Deployment"?'),
        ("apiVersion: v1\nkind: Deployment\n", "Deployment is in apps/v1"),
        ("apiVersion: extensions/v1beta1\nkind: Ingress\n", "use networking.k8s.io/v1 Ingress"),
        ("apiVersion: example.com/v1\nkind: Thing\n", "--crd"),
        ("apiVersion: networking.k8s.io/v1alpha9\nkind: Thing\n", "known are "),
    ],
)
def test_findings_say_what_to_do(text: str, hint: str) -> None:
    (finding, *_) = check(text=text).findings
    assert hint in finding.hint


def test_a_field_of_other_releases_names_them() -> None:
    job = changed(
        "job",
        {
            "/spec/completionMode": "Indexed",
            "/spec/completions": 1,
            "/spec/successPolicy": {"rules": [{"succeededCount": 1}]},
        },
    )
    report = check(job, kube_version="1.28..1.31")
    assert [finding.message for finding in report.findings] == [
        'unknown field "successPolicy" (Kubernetes 1.28 to 1.29)'
    ]
    assert report.findings[0].hint == '"successPolicy" exists since 1.30'
    assert not check(job, kube_version="1.30..1.37").findings


def test_an_api_version_of_some_releases() -> None:
    text = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n"
    assert [brief(finding) for finding in check(text=text).findings] == ["CK112 /apiVersion"]
    text = "apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {maxReplicas: 1, scaleTargetRef: {kind: A, name: a}}\n"
    assert [brief(finding) for finding in check(text=text, kube_version="1.25").findings] == ["?CK113 /apiVersion"]
    finding = check(text=text, kube_version="1.25..1.27").findings[0]
    assert (finding.code, finding.message.partition(" (")[2]) == ("CK112", "Kubernetes 1.26 to 1.27)")


def test_lenient_validation_leaves_the_verdict_to_the_schemas() -> None:
    report = check(text=CONFIG_MAP + "  name: B\nx: 1\n", strict=False)
    assert not report.failed
    assert [brief(finding) for finding in report.findings] == ["?CK201 /metadata/name"]


def test_a_null_fits_what_is_not_required() -> None:
    assert not check(changed("service", {"/spec/ports/0/targetPort": None})).findings
    assert not check(text=json.dumps({**bases()["service"], "status": None})).findings


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"skip": ("ConfigMap",)}, Status.SKIPPED),
        ({"skip": ("v1/ConfigMap",)}, Status.SKIPPED),
        ({"skip": ("v2/ConfigMap",)}, Status.VALID),
        ({"reject": ("ConfigMap",)}, Status.ERROR),
    ],
)
def test_kinds_are_skipped_and_rejected(options: dict[str, Any], status: Status) -> None:
    assert [resource.status for resource in check(text=CONFIG_MAP, **options).resources] == [status]


def test_kinds_without_schema_can_be_skipped() -> None:
    report = check(text=WIDGET + "{}\n", ignore_missing_schemas=True)
    assert [resource.status for resource in report.resources] == [Status.SKIPPED]


@pytest.mark.parametrize(
    ("spec", "want"),
    [
        ("{size: 1, tags: [a, b]}", []),
        ("{size: 0}", ["CK115 /spec/size"]),
        ("{size: x}", ["CK104 /spec/size"]),
        ("{sizes: 1}", ["CK103 /spec/sizes"]),
        ("{tags: [a, a]}", ["CK108 /spec/tags/1"]),
        ("{tags: null}", []),
        ("{tags: [null]}", ["CK104 /spec/tags/0"]),
    ],
)
def test_custom_resources_are_known_from_the_input_in_any_order(spec: str, want: list[str]) -> None:
    report = check(text=f"{WIDGET}{spec}\n---\n{CRD}")
    assert [brief(finding) for finding in report.findings] == want


def test_metadata_of_custom_resources_is_that_of_all_objects() -> None:
    report = check(text=(WIDGET + "{}\n---\n" + CRD).replace("{name: w}", "{name: w, lables: {}}"))
    assert [brief(finding) for finding in report.findings] == ["CK103 /metadata/lables"]


def test_crds_come_from_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "crd.yaml").write_text(CRD)
    (tmp_path / "other.yaml").write_text("not: a crd\n")
    report = check(text=WIDGET + "{size: 0}\n", crds=(str(tmp_path),))
    assert [brief(finding) for finding in report.findings] == ["CK115 /spec/size"]
    with pytest.raises(SchemaError, match="no CustomResourceDefinition in"):
        check(text=CONFIG_MAP, crds=(str(tmp_path / "other.yaml"),))
    with pytest.raises(UsageError, match="does not exist"):
        check(text=CONFIG_MAP, crds=(str(tmp_path / "none"),))


SCHEMA = {
    "type": "object",
    "properties": {"spec": {"type": "object", "additionalProperties": False, "required": ["a"], "properties": {"a": {"$ref": "#/definitions/a"}}}},
    "definitions": {"a": {"type": ["integer", "null"], "exclusiveMinimum": 1, "maximum": 5}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "location"),
    [
        ("widget-example-v1.json", ""),
        ("example.com/widget_v1.json", ""),
        ("widget_v1.json", ""),
        ("v1.37.0-standalone-strict/widget-example-v1.json", ""),
        ("x/widget.json", "x/{{.ResourceKind}}.json"),
        ("y/example.com/v1/widget.json", "y/{{ .Group }}/{{ .ResourceAPIVersion }}/{{ .ResourceKind }}.json"),
        ("widget_v1.json", "widget_v1.json"),
    ],
)
def test_schema_folders_in_known_layouts(tmp_path: Path, file: str, location: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(json.dumps(SCHEMA))
    locations = ("default", str(tmp_path / location) if location else str(tmp_path))
    want = {
        "{a: 2}": [],
        "{a: 1}": ["CK115 /spec/a"],
        "{a: 6}": ["CK115 /spec/a"],
        "{}": ["CK105 /spec"],
        "{a: 2, b: 1}": ["CK103 /spec/b"],
    }
    for spec, findings in want.items():
        report = check(text=f"{WIDGET}{spec}\n", schema_locations=locations)
        assert [brief(finding) for finding in report.findings] == findings, spec


def test_schemas_with_further_keywords_go_to_the_library(tmp_path: Path) -> None:
    schema = {"properties": {"spec": {"if": {"required": ["a"]}, "then": {"required": ["b"]}}}}
    (tmp_path / "widget_v1.json").write_text(json.dumps(schema))
    report = check(text=f"{WIDGET}{{a: 1}}\n", schema_locations=(str(tmp_path),))
    assert [brief(finding) for finding in report.findings] == ["CK117 /spec"]


@pytest.mark.parametrize(
    "location",
    [
        "https://example.com/{{.ResourceKind}}.json",
        "nowhere",
        "{{ .Nothing }}.json",
        "s/{{ .ResourceKind | lower }}.json",
    ],
)
def test_unusable_schema_locations_are_refused(location: str) -> None:
    with pytest.raises(UsageError, match="schema location"):
        check(text=CONFIG_MAP, schema_locations=(location,))


def test_duplicates_are_conflicts_between_valid_objects() -> None:
    report = check(text=f"{CONFIG_MAP}---\n{CONFIG_MAP}")
    assert [resource.status for resource in report.resources] == [Status.VALID, Status.VALID]
    assert [brief(conflict) for conflict in report.conflicts] == ["CK207 /metadata/name"]
    assert report.failed
    assert not check(text=f"{CONFIG_MAP}---\n{CONFIG_MAP}  namespace: x\n").conflicts
    assert check(text=f"{CONFIG_MAP}---\n{CONFIG_MAP}  namespace: x\n", default_namespace="x").conflicts


def test_files_of_their_own_do_not_conflict() -> None:
    assert not validate([Document(CONFIG_MAP, "a.yaml"), Document(CONFIG_MAP, "b.yaml")]).failed


@pytest.mark.parametrize(
    ("comment", "want"),
    [
        ("# chartkit: ignore CK103", 0),
        ("# chartkit: ignore", 0),
        ("# chartkit: ignore CK1, CK2", 0),
        ("# chartkit: ignore CK104", 1),
    ],
)
def test_comments_ignore_checks(comment: str, want: int) -> None:
    assert len(check(text=f"{CONFIG_MAP}x: 1 {comment}\n").findings) == want
    assert len(check(text=f"{CONFIG_MAP}{comment}\nx: 1\n").findings) == want
    assert len(check(text=f"{CONFIG_MAP}data: {{}} {comment}\nx: 1\n").findings) == 1


@pytest.mark.parametrize(
    ("options", "want"),
    [
        ({"select": ("CK2",)}, ["CK201 /metadata/name"]),
        ({"ignore": ("CK201",)}, ["CK103 /x"]),
        ({"severity": {"CK1": "warning"}}, ["CK201 /metadata/name", "?CK103 /x"]),
        ({"severity": {"CK1": "warning", "CK103": "error"}}, ["CK201 /metadata/name", "CK103 /x"]),
        ({"per_file_ignores": {"*.yaml": ("CK",)}}, []),
        ({"per_file_ignores": {"other/*": ("CK",)}}, ["CK201 /metadata/name", "CK103 /x"]),
    ],
)
def test_checks_are_chosen_by_options(options: dict[str, Any], want: list[str]) -> None:
    report = check(text=CONFIG_MAP.replace("name: a", "name: A") + "x: 1\n", **options)
    assert [brief(finding) for finding in report.findings] == want
    assert report.failed is any(not line.startswith("?") for line in want)


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(UsageError, match="no check has the code 'CK9999'"):
        check(text=CONFIG_MAP, select=("CK9999",))


SERVICE = json.dumps(bases()["service"])


def test_what_a_rendering_lacks_is_a_warning_and_lone_files_say_nothing() -> None:
    pod = changed("pod", {
        "/spec/serviceAccountName": "runner",
        "/spec/containers/0/envFrom": [{"configMapRef": {"name": "setings"}}, {"secretRef": {"name": "keys", "optional": True}}],
        "/metadata/labels/app": "wbe",
    })  # fmt: skip
    texts = [SERVICE, json.dumps(pod), CONFIG_MAP.replace("name: a", "name: settings")]
    rendered = validate([Document(text, f"{number}.yaml", rendering="r") for number, text in enumerate(texts)])
    assert [brief(finding) for finding in rendered.findings] == [
        "?CK901 /spec/selector",
        "?CK902 /spec/containers/0/envFrom/0/configMapRef/name",
        "?CK903 /spec/serviceAccountName",
    ]
    assert rendered.findings[1].hint == 'did you mean "settings"?'
    assert not rendered.failed
    assert not validate([Document(text, f"{number}.yaml") for number, text in enumerate(texts)]).findings


def test_a_service_s_named_port_is_one_of_its_pods() -> None:
    texts = [SERVICE.replace('"targetPort": "http"', '"targetPort": "htp"'), json.dumps(bases()["pod"])]
    report = validate([Document(text, f"{number}.yaml", rendering="r") for number, text in enumerate(texts)])
    assert [brief(finding) for finding in report.findings] == ["?CK901 /spec/ports/0/targetPort"]


def test_findings_in_rendered_text_name_the_template() -> None:
    def made(line: int, column: int) -> Origin:
        return Origin(Location("templates/a.yaml", line + 10, column + 2), (Location("b", 1),))

    document = Document(CONFIG_MAP + "x: 1\n", "a.yaml", origin=made)
    (finding,) = validate([document]).findings
    assert (finding.origin, finding.calls) == (Location("templates/a.yaml", 15, 2), (Location("b", 1),))


def test_what_cannot_be_rendered_is_an_error_of_its_own() -> None:
    report = validate([Document("", "chart", error=RenderError("it broke", Location("a.yaml", 3)))])
    assert [(resource.status, brief(resource.findings[0])) for resource in report.resources] == [
        (Status.ERROR, "CK005 ")
    ]


def test_several_processes_report_the_same() -> None:
    documents = [Document(json.dumps(changed("pod", {"/x": number})), f"{number}.yaml") for number in range(30)]
    documents.append(Document(f"{WIDGET}{{size: 0}}\n", "w.yaml"))
    documents.append(Document(CRD, "crd.yaml"))
    assert validate(documents, jobs=2) == validate(documents, jobs=1)


def test_a_validator_can_be_used_again() -> None:
    validator = Validator(Options())
    for _ in range(2):
        (report,) = validator.reports([Document(CONFIG_MAP, "a.yaml")])
        assert not report.findings


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}' if n else '*a'] * 9)}]\n" for n in range(9)),
        "[" * 5000,
        "{" * 5000,
        "a: " * 500,
        "\x00",
        "\udc80: 1",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + "a" * 100_000 + "}\n",
        "apiVersion: v1\nkind: List\nitems: " + "[{apiVersion: v1, kind: List, items: " * 60 + "[]" + "}]" * 60 + "\n",
        "? [a, b]\n: c\n",
        "apiVersion: v1\nkind: ConfigMap\n<<: [a]\n",
    ],
)
def test_hostile_input_is_reported_and_nothing_more(text: str) -> None:
    check(text=text)


def test_recursive_schemas_end() -> None:
    node: dict[str, Any] = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    value: Any = {}
    for _ in range(240):
        node, value = {"type": "object", "properties": {"a": node}}, {"a": value}
    crd = changed("crd", {"/spec/versions/0/schema/openAPIV3Schema": node})
    widget = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}, **value}
    assert check(crd, widget).resources
