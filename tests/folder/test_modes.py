"""Modes: call sites, precedence, and modes that nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

import chartkit
from chartkit.errors import FolderError
from chartkit.folder import ContainerModes, Folder, mode_argument
from chartkit.source import Location

A = '{kind: A, metadata: {name: a}, x: {{ if ismode . "web" "nginx" "source" }}1{{ else }}0{{ end }}}'
B = """{{ define "b" }}{{ "debug" | ismode $ "web" "nginx" }}{{ end -}}
kind: B
metadata: {name: b}
y: {{ if and (ismode . "web" "php" "source") (not (ismode . "api" "app" `fast`)) }}1{{ end }}
"""
DYNAMIC = '{kind: A, metadata: {name: a}, x: {{ ismode . (lower .Variables.w) "nginx" "source" }}}'


def folder(**files: str) -> Folder:
    return chartkit.load_folder({name.replace("_", "."): text for name, text in files.items()})


def test_every_call_is_found_without_rendering() -> None:
    found = folder(a_yaml=A, b_yaml=B, variables_yaml="x: [not yaml").containers()
    assert found == [
        ContainerModes("api", "app", ("image", "fast"), (Location("memory:b.yaml", 4, 51),)),
        ContainerModes(
            "web",
            "nginx",
            ("image", "debug", "source"),
            (Location("memory:a.yaml", 1, 40), Location("memory:b.yaml", 1, 29)),
        ),
        ContainerModes("web", "php", ("image", "source"), (Location("memory:b.yaml", 4, 14),)),
    ]


def test_calls_in_shared_definitions_are_found_once() -> None:
    files = {"_x.tpl": '{{ define "x" }}{{ ismode . "w" "c" "m" }}{{ end }}', "a.yaml": A, "b.yaml": A}
    found = chartkit.load_folder(files).containers()
    assert found[0] == ContainerModes("w", "c", ("image", "m"), (Location("memory:_x.tpl", 1, 19),))


@pytest.mark.parametrize(("toml", "modes", "want"), [
    ("", {}, "0"),
    ("", {"web": "source"}, "1"),
    ("", {"web/nginx": "source"}, "1"),
    ("", {"web": {"nginx": "source"}}, "1"),
    ("", {"web": "source", "web/nginx": "image"}, "0"),
    ("[modes]\nweb = 'source'", {}, "1"),
    ("[modes]\nweb = 'source'", {"web": "image"}, "0"),
    ("[modes]\nweb = 'source'\n[environments.qa.modes]\nweb = 'image'", {}, "0"),
    ("[modes]\n'web/nginx' = 'source'\n[environments.qa.modes]\nweb = 'image'", {}, "0"),
    ("[environments.qa.modes]\nweb = 'image'\n'web/nginx' = 'source'", {}, "1"),
    ("[environments.dev.modes]\nweb = 'source'", {}, "0"),
])  # fmt: skip
def test_the_strongest_mode_counts(toml: str, modes: dict[str, Any], want: str) -> None:
    files = {"a.yaml": A, "chartkit.toml": toml, "environments/qa.yaml": ""}
    rendering = chartkit.load_folder(files).render(env="qa", modes=modes)
    assert rendering[0].text.endswith(f"x: {want}}}")


@pytest.mark.parametrize(("modes", "message", "hint"), [
    ({"wbe": "source"}, "no template asks for a mode of workload 'wbe'", "Did you mean 'web'?"),
    ({"zzz": "source"}, "no template asks for a mode of workload 'zzz'", "Workloads here: web."),
    ({"web/ngnix": "source"}, "no template asks for a mode of container 'ngnix' of workload 'web'",
     "Did you mean 'nginx'?"),
    ({"web": "sorce"}, "web has no mode 'sorce'", "Did you mean 'source'?"),
    ({"web/nginx": "x"}, "web/nginx has no mode 'x'", "Modes here: image, source."),
])  # fmt: skip
@pytest.mark.parametrize("template", [A, DYNAMIC])
def test_an_unknown_mode_is_answered_with_the_nearest(
    template: str, modes: dict[str, str], message: str, hint: str
) -> None:
    if template == DYNAMIC and " no mode " in message:
        return  # A call with a name that only rendering shows may ask for any mode.
    with pytest.raises(FolderError) as caught:
        folder(a_yaml=template, variables_yaml="w: WEB").render(modes=modes)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_a_workload_that_only_rendering_shows_is_known() -> None:
    assert folder(a_yaml=DYNAMIC, variables_yaml="w: WEB").render(modes={"web": "source"})[0].text.endswith("x: true}")
    found = folder(a_yaml=DYNAMIC).containers()
    assert [(one.workload, one.container, one.modes) for one in found] == [("*", "nginx", ("image", "source"))]


def test_unknown_modes_in_the_settings_name_the_file() -> None:
    for table in ("x = 'source'", "x.nginx = 'source'", "'x/nginx' = 'source'"):
        with pytest.raises(FolderError, match="no template asks for a mode of workload 'x'") as caught:
            folder(a_yaml=A, chartkit_toml=f"[modes]\n{table}").render()
        assert caught.value.at is not None
        assert (caught.value.at.name, caught.value.at.line) == ("memory:chartkit.toml", 2)


@pytest.mark.parametrize(("text", "want"), [
    ("web=source", (("web", ""), "source")),
    ("web/nginx=source", (("web", "nginx"), "source")),
])  # fmt: skip
def test_a_mode_argument_has_workload_container_and_mode(text: str, want: object) -> None:
    assert mode_argument(text) == want


@pytest.mark.parametrize("text", ["", "web", "web=", "=source", "/nginx=source", "web/=source"])
def test_what_is_no_mode_argument_is_named(text: str) -> None:
    with pytest.raises(FolderError, match="does not name a mode") as caught:
        mode_argument(text)
    assert caught.value.hint == "Write WORKLOAD=MODE or WORKLOAD/CONTAINER=MODE, such as -m web=source."


def test_renderings_side_by_side_have_modes_of_their_own() -> None:
    from concurrent.futures import ThreadPoolExecutor

    loaded = folder(a_yaml=A)
    with ThreadPoolExecutor(4) as pool:
        wanted = ["1", "0"] * 20
        modes = [{"web": "source" if want == "1" else "image"} for want in wanted]
        texts = list(pool.map(lambda mode: loaded.render(modes=mode)[0].text[-2], modes))
    assert texts == wanted
