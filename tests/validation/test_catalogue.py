from __future__ import annotations

import importlib.metadata
import json
import subprocess
import sys
from pathlib import Path

import pytest

from chartkit.errors import SchemaError, UsageError
from chartkit.validation import versions
from chartkit.validation.catalogue import Type, built_in, open_schema

ROOT = Path(__file__).parents[2]
CATALOGUE = built_in()


def _has_package() -> bool:
    try:
        return importlib.metadata.version("kubernetes-validate") == "1.37.0"
    except importlib.metadata.PackageNotFoundError:
        return False


@pytest.mark.skipif(not _has_package(), reason="the package kubernetes-validate 1.37.0 is not installed")
def test_a_rebuild_gives_the_same_bytes() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "schemas" / "build_kubernetes.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_origin_names_every_input() -> None:
    origin = json.loads(open_schema("kubernetes/origin.json"))
    assert len(origin["inputs"]) == 13 + 3
    assert origin["output"]["bytes"] == len(open_schema("kubernetes/kubernetes.json").encode()) < 300_000


def test_every_correction_has_a_reason() -> None:
    corrections = json.loads(open_schema("kubernetes/corrections.json"))
    entries = corrections["general"] + corrections["required"] + corrections["enums"]
    assert all(entry["reason"].endswith(".") for entry in entries)


def test_a_missing_schema_file_is_an_error() -> None:
    with pytest.raises(SchemaError, match="is not part of this installation"):
        open_schema("nothing.json")


def test_a_field_knows_its_type_and_releases() -> None:
    field = CATALOGUE.fields("batch.v1.JobSpec")["successPolicy"]
    assert field.type_in(1 << 12) == Type("@", None, "batch.v1.SuccessPolicy")
    assert versions.describe(field.exists, CATALOGUE.versions) == "1.30 to 1.37"


def test_a_changed_type_is_known_by_release() -> None:
    field = CATALOGUE.fields("core.v1.PersistentVolumeClaimSpec")["resources"]
    assert field.type_in(1).name == "core.v1.ResourceRequirements"
    assert field.type_in(1 << 12).name == "core.v1.VolumeResourceRequirements"


def test_list_keys_hold_in_releases_that_do_not_publish_them() -> None:
    assert CATALOGUE.fields("core.v1.Container")["ports"].keys == ("containerPort", "protocol")
    assert CATALOGUE.default("core.v1.ContainerPort", "protocol") == "TCP"


def test_kinds_are_found_by_their_whole_group() -> None:
    assert CATALOGUE.definition("apps/v1", "Deployment", 1) == "apps.v1.Deployment"
    assert not CATALOGUE.definition("serving.knative.dev/v1", "Service", 1)
    assert CATALOGUE.homes("HorizontalPodAutoscaler", 1) == ["autoscaling/v1", "autoscaling/v2", "autoscaling/v2beta2"]


@pytest.mark.parametrize(
    ("text", "want"),
    [("", "1.37"), ("1.29", "1.29"), ("v1.31.4", "1.31"), ("1.29..1.31", "1.29 to 1.31"), ("1.36..", "1.36 to 1.37"),
     ("..1.26", "1.25 to 1.26"), ("1.25,1.30..1.31", "1.25, 1.30 to 1.31")],
)  # fmt: skip
def test_versions_are_read(text: str, want: str) -> None:
    assert versions.describe(versions.parse(text, CATALOGUE.versions), CATALOGUE.versions) == want


@pytest.mark.parametrize("text", ["1.24", "2", "1.x", "1.30..1.29", "latest", "1.29.x"])
def test_unknown_versions_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        versions.parse(text, CATALOGUE.versions)
