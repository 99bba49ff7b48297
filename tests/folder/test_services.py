"""Services: what belongs to them, and choosing some."""

from __future__ import annotations

import pytest

import chartkit
from chartkit.errors import FolderError


def manifest(kind: str, name: str, dev: str = "") -> str:
    notes = f"\n  annotations:\n    dev: |\n      {dev}" if dev else ""
    return f"kind: {kind}\nmetadata:\n  name: {name}{notes}\n"


FILES = {
    "config.yaml": manifest("ConfigMap", "shared"),
    "database.yaml": manifest("StatefulSet", "database", "description: d"),
    "database-service.yaml": manifest("Service", "database"),
    "web.yaml": manifest("Deployment", "web", "requires: [api]") + "---\n" + manifest("Secret", "web-key"),
    "api.yaml": manifest("Deployment", "api", "requires: [database, api]"),
    "two.yaml": "---\n".join(
        [manifest("Job", "one", "shell: sh"), manifest("Job", "two", "shell: sh"),
         manifest("Secret", "one"), manifest("Secret", "both")]
    ),
}  # fmt: skip


def names(only: list[str] | None = None, skip: list[str] | None = None) -> list[str]:
    from chartkit.folder import RenderOptions

    rendering = chartkit.load_folder(FILES).render(options=RenderOptions(only=only or (), skip=skip or ()))
    return [f"{document.kind}/{document.name}" for document in rendering]


ALL = ["Deployment/api", "ConfigMap/shared", "Service/database", "StatefulSet/database", "Job/one", "Job/two",
       "Secret/one", "Secret/both", "Deployment/web", "Secret/web-key"]  # fmt: skip


@pytest.mark.parametrize(("only", "skip", "missing"), [
    ([], [], []),
    (["web"], [], ["Job/one", "Job/two", "Secret/one", "Secret/both"]),
    (["database"], [], ["Deployment/api", "Job/one", "Job/two", "Secret/one", "Secret/both", "Deployment/web",
                        "Secret/web-key"]),
    (["one", "web"], [], ["Job/two"]),
    ([], ["two"], ["Job/two"]),
    ([], ["one", "two"], ["Job/one", "Job/two", "Secret/one", "Secret/both"]),
    ([], ["database"], ["Service/database", "StatefulSet/database"]),
    (["web"], ["database", "api"], ["Deployment/api", "Service/database", "StatefulSet/database", "Job/one", "Job/two",
                                    "Secret/one", "Secret/both"]),
])  # fmt: skip
def test_what_is_chosen_comes_with_what_it_requires_and_what_is_shared(
    only: list[str], skip: list[str], missing: list[str]
) -> None:
    assert names(only, skip) == [name for name in ALL if name not in missing]


@pytest.mark.parametrize(("only", "skip", "hint"), [
    (["wbe"], [], "Did you mean 'web'?"),
    ([], ["databse"], "Did you mean 'database'?"),
    (["shared-thing"], [], "Services here: api, database, one, two, web."),
])  # fmt: skip
def test_an_unknown_service_is_answered_with_the_nearest(only: list[str], skip: list[str], hint: str) -> None:
    with pytest.raises(FolderError, match="there is no service") as caught:
        names(only, skip)
    assert caught.value.hint == hint


def test_a_requirement_that_is_not_there_is_named() -> None:
    from chartkit.folder import RenderOptions

    files = {"web.yaml": manifest("Deployment", "web", "requires: [databse]"), "database.yaml": FILES["database.yaml"]}
    folder = chartkit.load_folder(files)
    assert len(folder.render()) == 2
    with pytest.raises(
        FolderError, match="service 'web' requires 'databse', which the folder does not render"
    ) as caught:
        folder.render(options=RenderOptions(only=["web"]))
    assert caught.value.hint == "Did you mean 'database'?"


def test_a_folder_without_annotations_has_no_services() -> None:
    from chartkit.folder import RenderOptions

    with pytest.raises(FolderError) as caught:
        chartkit.load_folder({"a.yaml": manifest("A", "a")}).render(options=RenderOptions(only=["a"]))
    assert caught.value.hint == "No manifest that is rendered here has a dev annotation."


def test_two_manifests_are_not_one_service() -> None:
    files = {"a.yaml": manifest("Deployment", "web", "shell: a"), "b.yaml": manifest("CronJob", "web", "shell: b")}
    with pytest.raises(FolderError) as caught:
        chartkit.load_folder(files).render()
    assert caught.value.message == ("b.yaml: CronJob web has a dev annotation, and so has Deployment web in a.yaml")


def test_modes_are_those_of_the_annotation_or_those_that_templates_ask_for() -> None:
    asks = '# {{ ismode . "web" "c" "source" }} {{ ismode . "api" "c" "debug" }}\n'
    files = {"web.yaml": asks + manifest("A", "web", "modes: [fast]"), "api.yaml": manifest("A", "api", "shell: x")}
    services = chartkit.load_folder(files).render().services
    assert {name: service.modes for name, service in services.items()} == {"api": ("image", "debug"), "web": ("fast",)}
