"""Post-renderers: plugins of Helm 4 and programs. What plugins are given and what Helm says is from Helm 4.3.1."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import yaml

from chartkit.cli.template import command

CASES = yaml.safe_load(Path(__file__).with_name("cases").joinpath("post_renderers.yaml").read_text("utf-8"))


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HELM_PLUGINS", str(tmp_path / "plugins"))
    return tmp_path / "plugins"


def write_chart(templates: dict[str, str]) -> None:
    Path("c/templates").mkdir(parents=True)
    Path("c/Chart.yaml").write_text("apiVersion: v2\nname: c\nversion: 0.1.0\n")
    for name, text in templates.items():
        Path("c/templates", name).write_text(text)


def add_plugin(plugins: Path, metadata: dict[str, object], folder: str = "") -> None:
    place = plugins / (folder or str(metadata["name"]))
    place.mkdir(parents=True)
    (place / "plugin.yaml").write_text(yaml.safe_dump(metadata))


def plugin(name: str, *command: str) -> dict[str, object]:
    runtime = {"platformCommand": [{"command": command[0], "args": list(command[1:])}]} if command else {}
    kind = {"apiVersion": "v1", "type": "postrenderer/v1", "runtime": "subprocess", "version": "0.1.0"}
    return {**kind, "name": name, "runtimeConfig": runtime}


def run(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = command.run(["c", *words])
    sys.stdout.flush()
    printed = capfd.readouterr()
    return status, printed.out, printed.err


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_plugin_is_given_every_document_and_its_file(
    case: dict[str, str], plugins: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_chart({"a.yaml": case["template"]})
    add_plugin(plugins, plugin("p", "tee", "given"))
    assert run(capfd, "--post-renderer", "p") == (0, case["printed"], "")
    assert Path("given").read_text() == case["given"]


def test_a_plugin_knows_itself_and_its_arguments(plugins: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_chart({"a.yaml": "kind: A\n"})
    told = 'cat; printf "# %s\\n" "$0" "$@" "$HELM_PLUGIN_NAME" "$HELM_PLUGIN_DIR"'
    add_plugin(plugins, plugin("p", "sh -c", told.replace("$", "${X}$"), "${HELM_PLUGIN_NAME}"))
    words = ("--post-renderer-args", "x y", "--post-renderer", "p", "--post-renderer-args", "z")
    status, out, err = run(capfd, *words)
    # Names are expanded before the shell sees them; $0 and $@ are names to Go's os.Expand, too.
    assert (status, err) == (0, "")
    assert "kind: A" in out
    assert f"# p\n# {plugins}/p\n" in out


def test_hooks_go_through_a_plugin_and_documents_may_lose_their_file(
    plugins: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_chart({"a.yaml": "kind: A\n"})
    add_plugin(plugins, plugin("p", "sh", "-c", "cat > /dev/null; echo kind: A; echo ---; echo kind: B"))
    assert run(capfd, "--post-renderer", "p")[1] == (
        "---\n# Source: generated-by-postrender-0.yaml\nkind: A\n\n"
        "---\n# Source: generated-by-postrender-1.yaml\nkind: B\n"
    )


_AFTER = "\n\nUse --debug flag to render out invalid YAML\n"
_INVOKED = "Error: error while running post render on files: failed to invoke post-renderer plugin"
FAILURES = {
    ("sh", "-c", "exit 3"): f'{_INVOKED} "p": plugin "p" exited with error{_AFTER}',
    ("./missing",): f'{_INVOKED} "p": fork/exec ./missing: no such file or directory{_AFTER}',
    (): f'{_INVOKED} "p": failed to prepare plugin command: no plugin command is applicable{_AFTER}',
    ("sh", "-c", "cat > /dev/null; echo"): (
        f'Error: error while running post render on files: post-renderer "p" produced empty output{_AFTER}'
    ),
    ("sh", "-c", "cat > /dev/null; echo 'a: ['"): (
        "Error: error while parsing post rendered output: error parsing YAML: MalformedYAMLError: "
        f"yaml: line 1: did not find expected node content{_AFTER}"
    ),
}


@pytest.mark.parametrize("words", FAILURES, ids=lambda words: " ".join(words) or "nothing")
def test_a_plugin_that_fails_is_named(words: tuple[str, ...], plugins: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_chart({"a.yaml": "kind: A\n"})
    add_plugin(plugins, plugin("p", *words))
    assert run(capfd, "--post-renderer", "p") == (1, "", FAILURES[words])


def _refused(name: str) -> str:
    why = f"plugin: {{Name:{name} Type:postrenderer/v1}} not found"
    return f'Error: invalid argument "{name}" for "--post-renderer" flag: {why}\n'


@pytest.mark.parametrize(
    "metadata",
    [
        {"name": "other"},
        {"name": "p", "version": "0.1.0", "command": "cat"},
        {**plugin("p", "cat"), "version": ""},
        {**plugin("p", "cat"), "foo": 1},
        {**plugin("p", "cat"), "type": "cli/v1", "config": {}},
        {**plugin("p", "cat"), "apiVersion": "v2"},
    ],
    ids=["another", "first generation", "no version", "unknown field", "another type", "another generation"],
)
def test_what_is_no_such_plugin_is_not_found(
    metadata: dict[str, object], plugins: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_chart({"a.yaml": "kind: A\n"})
    add_plugin(plugins, metadata)
    assert run(capfd, "--post-renderer", "p") == (1, "", _refused("p"))


def test_a_name_counts_once(plugins: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_chart({"a.yaml": "kind: A\n"})
    add_plugin(plugins, plugin("p", "cat"), "one")
    add_plugin(plugins, plugin("p", "cat"), "two")
    why = f'two plugins claim the name "p" at "{plugins}/one" and "{plugins}/two"'
    assert run(capfd, "--post-renderer", "p")[2] == f'Error: invalid argument "p" for "--post-renderer" flag: {why}\n'
    why = "cannot specify --post-renderer flag more than once"
    told = run(capfd, "--post-renderer", "p", "--post-renderer", "q")[2]
    assert told == f'Error: invalid argument "q" for "--post-renderer" flag: {why}\n'


@pytest.mark.usefixtures("plugins")
@pytest.mark.parametrize("line", ["4.3", "3.17"])
def test_a_program_is_given_what_would_be_printed_without_hooks(line: str, capfd: pytest.CaptureFixture[str]) -> None:
    hook = "kind: Job\nmetadata:\n  name: h\n  annotations: {helm.sh/hook: test}\n"
    write_chart({"a.yaml": f"kind: A\n---\n{hook}"})
    program = Path("program")
    program.write_text("#!/bin/sh\ntee given\n")
    program.chmod(0o755)
    status, out, err = run(capfd, "--post-renderer", "./program", "--helm-version", line)
    assert (status, err) == (0, "")
    assert Path("given").read_text().startswith("---\n# Source: c/templates/a.yaml\nkind: A\n")
    assert "kind: Job" not in Path("given").read_text()
    assert "kind: Job" in out
