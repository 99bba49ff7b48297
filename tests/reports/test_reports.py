from __future__ import annotations

import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import yaml

from chartkit.diagnostics import Diagnostic
from chartkit.errors import UsageError
from chartkit.reports import FORMATS, write_report, write_text
from chartkit.source import Location, Origin
from chartkit.validation import Document, Options, Report, validate

ROOT = Path(__file__).parents[2]
TEXT = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
  namespace: x
dta: {}  # a slip & <more>
---
apiVersion: v1
kind: ConfigMap
metadata: {name: b}
data: {a: 1}
---
apiVersion: example.com/v1
kind: Thing
metadata: {name: c}
---
kind: "oops\\u001b[31m"
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ä}
"""


@pytest.fixture(scope="module")
def report() -> Report:
    return validate([Document(TEXT, "dir/in, 1.yaml")], Options(ignore_missing_schemas=True))


def written(report: Report, name: str, *, colour: bool = False) -> str:
    stream = io.StringIO()
    write_report(report, name, stream, sources={"dir/in, 1.yaml": TEXT}.get, colour=colour)
    return stream.getvalue()


def test_text_shows_the_line_and_what_to_do(report: Report) -> None:
    text = written(report, "text")
    assert text.startswith(
        'error[CK103]: unknown field "dta"\n'
        "  --> dir/in, 1.yaml:6:1 (/dta)\n"
        "  |\n"
        "6 | dta: {}  # a slip & <more>\n"
        "  | ^^^\n"
        '  hint: did you mean "data"?\n\n'
    )
    assert "11 | data: {a: 1}\n   |           ^^\n" in text or "11 | data: {a: 1}\n   |           ^\n" in text


def test_text_does_not_steer_the_terminal(report: Report) -> None:
    assert "\x1b" not in written(report, "text")
    assert "\x1b[1;31merror[CK103]\x1b[0m" in written(report, "text", colour=True)


def test_text_of_findings_without_place_and_source() -> None:
    stream = io.StringIO()
    write_text(
        [Diagnostic.from_error(UsageError("no such thing", hint="look elsewhere"))], stream, sources=lambda _: None
    )
    assert stream.getvalue() == "error: no such thing\n  hint: look elsewhere\n\n"
    stream = io.StringIO()
    write_text(
        [Diagnostic("CK101", "x", at=Location("a", 3, 1), origin=Location("t", 4))], stream, sources=lambda _: None
    )
    assert stream.getvalue() == "error[CK101]: x\n  --> a:3:2\n  made by t:4:1\n\n"


def test_concise_is_a_line_for_each_finding(report: Report) -> None:
    lines = written(report, "concise").splitlines()
    assert lines[0] == 'dir/in, 1.yaml:6:1: error CK103 unknown field "dta" (did you mean "data"?)'
    assert len(lines) == len(report.findings)


def test_json_is_what_its_schema_says(report: Report) -> None:
    data = json.loads(written(report, "json"))
    schema = json.loads((ROOT / "schemas" / "validation-report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert [resource["status"] for resource in data["resources"]] == [
        "invalid",
        "invalid",
        "skipped",
        "error",
        "invalid",
    ]
    assert data["resources"][0]["errors"][0] == {
        "file": "dir/in, 1.yaml",
        "code": "CK103",
        "severity": "error",
        "message": 'unknown field "dta"',
        "path": "/dta",
        "line": 6,
        "column": 1,
        "hint": 'did you mean "data"?',
    }
    assert data["summary"] == {"valid": 0, "invalid": 3, "error": 1, "skipped": 1, "warnings": 0}


def test_junit_counts_and_escapes(report: Report) -> None:
    root = ET.fromstring(written(report, "junit"))  # noqa: S314 - our own output
    assert root.attrib == {"name": "chartkit validate", "tests": "5", "failures": "3", "errors": "1", "skipped": "1"}
    (suite,) = root
    assert suite.get("name") == "dir/in, 1.yaml"
    cases = list(suite)
    assert [[child.tag for child in case] for case in cases] == [
        ["failure"],
        ["failure"],
        ["skipped"],
        ["error"],
        ["failure", "failure"],
    ]
    assert cases[0].get("name") == "ConfigMap x/a"


def test_tap_has_a_point_for_each_object(report: Report) -> None:
    lines = written(report, "tap").splitlines()
    assert lines[:2] == ["TAP version 13", "1..5"]
    assert [line for line in lines if line.startswith(("ok", "not ok"))][:3] == [
        "not ok 1 - dir/in, 1.yaml ConfigMap x/a",
        "not ok 2 - dir/in, 1.yaml ConfigMap b",
        "ok 3 - dir/in, 1.yaml Thing c # SKIP no schema",
    ]
    block = "\n".join(lines[lines.index("  ---") + 1 : lines.index("  ...")])
    assert yaml.safe_load(block)["findings"][0]["code"] == "CK103"


def test_sarif_names_rule_place_and_level(report: Report) -> None:
    log = json.loads(written(report, "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    result = run["results"][0]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "CK103"
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "dir/in%2C%201.yaml"}, "region": {"startLine": 6, "startColumn": 1}}
    assert len(run["results"]) == len(report.findings)


def test_github_commands_are_escaped(report: Report) -> None:
    lines = written(report, "github").splitlines()
    assert (
        lines[0]
        == '::error file=dir/in%2C 1.yaml,line=6,col=1,title=chartkit CK103::unknown field "dta"%0Adid you mean "data"?'
    )
    assert len(lines) == len(report.findings)


def test_rendered_findings_point_into_the_template_for_machines() -> None:
    document = Document(
        TEXT,
        "a.yaml (rendered)",
        origin=lambda line, column: Origin(Location("t/a.yaml", line + 1, column + 2)),
    )
    report = validate([document], Options(ignore_missing_schemas=True))
    assert written(report, "github").startswith("::error file=t/a.yaml,line=7,col=3,")
    place = json.loads(written(report, "sarif"))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "t/a.yaml"}, "region": {"startLine": 7, "startColumn": 3}}


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_to_report_is_well_formed(name: str) -> None:
    text = written(Report(()), name)
    if name == "junit":
        ET.fromstring(text)  # noqa: S314 - our own output
    elif name in ("json", "sarif"):
        json.loads(text)
    else:
        assert text in ("", "TAP version 13\n1..0\n")
