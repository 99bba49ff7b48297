"""Pod presets are applied as Kubernetes did until 1.20."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import chartkit
from chartkit.errors import FolderError
from chartkit.folder import Rendering, RenderOptions

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "pod_presets.yaml").read_text())
RECORD = "podpreset.admission.kubernetes.io/podpreset-"


def preset(name: str, spec: object, **metadata: object) -> str:
    content = {
        "apiVersion": "settings.k8s.io/v1alpha1",
        "kind": "PodPreset",
        "metadata": {"name": name, **metadata},
        "spec": spec,
    }
    return json.dumps(content)


def render(*documents: str, **options: Any) -> Rendering:
    files = {f"{number:02}.yaml": text for number, text in enumerate(documents)}
    return chartkit.load_folder(files).render(options=RenderOptions(**options))


ENV = {"env": [{"name": "X", "value": "1"}]}
POD = "{kind: Pod, metadata: {name: pod}, spec: {containers: [{name: a}]}} # as written"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_presets_are_merged(row: dict[str, Any]) -> None:
    metadata = {"name": "pod", "labels": row.get("labels", {}), "annotations": row.get("annotations", {})}
    text = json.dumps({"kind": "Pod", "metadata": metadata, "spec": row["spec"]})
    rendering = render(text, *(preset(name, spec) for name, spec in row["presets"].items()))
    assert len(rendering) == 1
    if "want" in row:
        assert yaml.safe_load(rendering[0].text)["spec"] == row["want"]
        assert rendering.diagnostics == ()
        return
    assert rendering[0].text == text
    message = "\n".join(finding.message for finding in rendering.diagnostics)
    assert bool(message) != row.get("unchanged", False)
    for part in row.get("conflicts", ()):
        assert part in message


def test_the_template_in_each_kind_of_workload_is_a_pod() -> None:
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{"name": "a"}]}}
    plain = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"]
    documents = [{"kind": kind, "metadata": {"name": "a"}, "spec": {"template": template}} for kind in plain]
    documents.append(
        {"kind": "CronJob", "metadata": {"name": "a"}, "spec": {"jobTemplate": {"spec": {"template": template}}}}
    )
    documents.append({"kind": "PodTemplate", "metadata": {"name": "a"}, "template": template})
    documents.append({"kind": "Other", "metadata": {"name": "a"}, "spec": {"template": template}})
    rendering = render(*map(json.dumps, documents), preset("p", {"selector": {"matchLabels": {"app": "a"}}, **ENV}))
    changed = ["name: X" in document.text and f'{RECORD}p: ""' in document.text for document in rendering]
    assert changed == [True] * 8 + [False]


def test_what_was_applied_is_recorded_with_its_version() -> None:
    rendering = render(POD, preset("p", ENV, resourceVersion="12"), preset("q", ENV))
    annotations = yaml.safe_load(rendering[0].text)["metadata"]["annotations"]
    assert annotations == {f"{RECORD}p": "12", f"{RECORD}q": ""}


def test_presets_are_those_of_the_namespace_of_the_pod() -> None:
    pods = [POD.replace("name: pod", f"name: pod, namespace: {name}") for name in ("a", "b")]
    rendering = render(*pods, POD, preset("p", ENV, namespace="a"), preset("q", {"env": [{"name": "D", "value": "d"}]}),
                       assignments=[(("namespace",), "b")])  # fmt: skip
    found = [[name in document.text for name in ("name: X", "name: D")] for document in rendering]
    assert found == [[True, False], [False, True], [False, True]]


def test_large_integers_and_texts_that_look_like_numbers_stay_what_they_are() -> None:
    spec = "{securityContext: {runAsUser: 1000000}, containers: [{name: a}]}"
    pod = "{kind: Pod, metadata: {name: p, labels: {a: '012'}}, spec: " + spec + "}"
    text = render(pod, preset("p", ENV))[0].text
    assert "runAsUser: 1000000" in text.splitlines()[-1]
    assert 'a: "012"\n' in text


def test_presets_can_be_left_alone() -> None:
    rendering = render(POD, preset("p", ENV), pod_presets=False)
    assert [document.kind for document in rendering] == ["Pod", "PodPreset"]
    assert rendering[0].text == POD


def test_settings_can_leave_presets_alone() -> None:
    files = {"a.yaml": POD, "b.yaml": preset("p", ENV), "chartkit.toml": "pod-presets = false"}
    folder = chartkit.load_folder(files)
    assert len(folder.render()) == 2
    assert len(folder.render(options=RenderOptions(pod_presets=True))) == 1


@pytest.mark.parametrize(("spec", "message", "hint"), [
    ({}, "must specify at least one of volumes, env, envFrom and volumeMounts", ""),
    ({"env": []}, "must specify at least one of volumes, env, envFrom and volumeMounts", ""),
    ({"envs": [], **ENV}, "has an unknown field spec.envs", "Did you mean 'env'?"),
    ({"env": {"X": "1"}}, "must have a list of maps in spec.env", ""),
    ({"env": [{"value": "1"}]}, "has no name in spec.env[0]", ""),
    ({"volumes": [{"name": "v"}], "volumeMounts": [{"name": "v"}]}, "has no mountPath in spec.volumeMounts[0]", ""),
    ({"volumes": [{"name": "data"}], "volumeMounts": [{"name": "date", "mountPath": "/d"}]},
     "mounts 'date', which is not one of its volumes", "Did you mean 'data'?"),
    ({"selector": {"matchLabel": {}}, **ENV}, "has an unknown field spec.selector.matchLabel",
     "Did you mean 'matchLabels'?"),
    ({"selector": {"matchLabels": {"a": 1}}, **ENV}, "must have a map of texts in spec.selector.matchLabels", ""),
    ({"selector": {"matchExpressions": [{"key": "a", "operator": "in", "values": ["b"]}]}, **ENV},
     "has the operator 'in' in spec.selector.matchExpressions", "Known: In, NotIn, Exists, DoesNotExist."),
    ({"selector": {"matchExpressions": [{"key": "a", "operator": "In"}]}, **ENV},
     "must have values in spec.selector.matchExpressions with In and NotIn, and with nothing else", ""),
    ({"selector": {"matchExpressions": [{"operator": "Exists"}]}, **ENV},
     "has no key in spec.selector.matchExpressions", ""),
])  # fmt: skip
def test_a_preset_that_kubernetes_would_refuse_is_refused(spec: object, message: str, hint: str) -> None:
    with pytest.raises(FolderError) as caught:
        render(POD, preset("p", spec))
    assert (caught.value.message, caught.value.hint) == (f"01.yaml: PodPreset p {message}", hint)
    assert caught.value.at is not None
    assert caught.value.at.name == "memory:01.yaml"


def test_a_preset_has_the_name_of_a_subdomain() -> None:
    with pytest.raises(FolderError, match="has a name that is not a DNS subdomain"):
        render(POD, preset("Not_One", ENV))
