"""The recorded verdicts of other validators and of API servers (``CHARTKIT_SHARED``)."""

# ruff: noqa: E501 - a message is a line

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from chartkit.diagnostics import Severity
from chartkit.validation import Document, Options, Report, Status, Validator, validate
from chartkit.validation.inputs import read_documents

#: The case calls an object without any schema valid; its own record of kubeconform calls it skipped, as we do.
_DISPUTED = {"flux-schema-valid-sources"}


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[dict[str, Any]]:
    folder = shared / "validation"
    return [
        case for name in ("cases", "mutations") for case in json.loads((folder / f"{name}.json").read_text())["cases"]
    ]


@pytest.fixture
def _in_folder(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shared / "validation")


def report_on(file: str, options: dict[str, Any]) -> Report:
    chosen = Options(
        kube_version=options.get("kubernetes_version") or "",
        strict=options.get("strict", True),
        ignore_missing_schemas=bool(options.get("ignore_missing_schemas")),
        skip=tuple(options.get("skip") or ()),
        reject=tuple(options.get("reject") or ()),
        crds=tuple(options.get("crds") or ()),
        schema_locations=tuple(options.get("schema_locations") or ()),
        default_namespace=options.get("default_namespace") or "default",
    )
    return Report.of(Validator(chosen).reports(list(read_documents([file]))))


def is_good(status: str) -> bool:
    return status in ("valid", "skipped")


@pytest.mark.usefixtures("_in_folder")
def test_every_verdict_is_right(cases: list[dict[str, Any]]) -> None:
    wrong = []
    for case in cases:
        report = report_on(case["file"], case["options"])
        want = case["expect"]
        if want.get("exit") is not None and report.failed is not (want["exit"] != 0):
            wrong.append(case["id"])
        for expected, resource in zip(want.get("resources") or (), report.resources, strict=False):
            status = expected["status"]
            if status != "any" and is_good(status) is not is_good(resource.status.value):
                wrong.append(case["id"])
    assert set(wrong) <= _DISPUTED


@pytest.mark.usefixtures("_in_folder")
def test_every_injected_error_is_named_by_path_and_line_and_nothing_else_in_its_base(
    cases: list[dict[str, Any]],
) -> None:
    for case in cases:
        if case["group"] != "mutation":
            continue
        want = case["expect"]
        findings = report_on(case["file"], case["options"]).findings
        lines = {finding.at.line for finding in findings if finding.at}
        assert lines & {want["line"], want["value_line"]}, case["id"]
        if want["path"] is not None:
            assert want["path"] in {finding.path for finding in findings}, case["id"]
        base = report_on(case["base"], case["options"])
        assert not base.failed, case["id"]


def test_what_public_charts_render_to_has_few_errors_all_of_them_true(shared: Path) -> None:
    """Each of these was looked into: fields without values, removed APIs, requests above limits, names in upper case."""
    folder = shared / "corpus" / "goldens"
    documents = []
    for path in sorted(folder.rglob("*.yaml")) + sorted(folder.rglob("*.yaml.gz")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        documents.append(Document(data.decode("utf-8", "surrogateescape"), str(path.relative_to(folder))))
    report = validate(documents, Options(ignore_missing_schemas=True), jobs=min(2, os.cpu_count() or 1))
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR and finding.code != "CK112"]
    assert len(report.resources) > 4000
    assert len(errors) < 25, [f"{finding.at} {finding.code} {finding.message}" for finding in errors]
    assert report.count(Status.VALID) > 3700
