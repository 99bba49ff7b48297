"""chartkit.toml: what it says, and what it must not say."""

from __future__ import annotations

import pytest

from chartkit.errors import FolderError
from chartkit.folder import MappingSource, Settings, Undefined, read_settings
from chartkit.folder.settings import EnvironmentSettings

FULL = """
environment = "dev"
namespace = "n"
image-pull-secrets = ["a", "b"]
manage-cronjobs = true
undefined = "warn"
pod-presets = false

[modes]
web = "source"
"api/app" = "debug"

[environments.dev]
namespace = "n-dev"

[environments.dev.modes]
queue = {worker = "source", sidecar = "image"}

[validate]
ignore = ["CK201"]

[chart]
name = "x"
"""


def read(text: str) -> Settings:
    return read_settings(MappingSource({"chartkit.toml": text}))


def test_everything_is_read() -> None:
    assert read(FULL) == Settings(
        environment="dev",
        pod_presets=False,
        general=EnvironmentSettings(
            namespace="n",
            image_pull_secrets=("a", "b"),
            manage_cronjobs=True,
            undefined=Undefined.WARN,
            modes={("web", ""): "source", ("api", "app"): "debug"},
        ),
        environments={
            "dev": EnvironmentSettings(
                namespace="n-dev", modes={("queue", "worker"): "source", ("queue", "sidecar"): "image"}
            )
        },
        validate={"ignore": ["CK201"]},
        chart={"name": "x"},
    )


def test_a_folder_needs_no_settings() -> None:
    assert read_settings(MappingSource({})) == Settings()


@pytest.mark.parametrize(
    ("text", "message", "hint", "line", "column"),
    [
        ("a = 1\nenviroment = 'x'", "unknown key 'a'", "Known here: ", 1, 0),
        ("# settings\nenviroment = 'x'", "unknown key 'enviroment'", "Did you mean 'environment'?", 2, 0),
        ("[enviroments.qa]", "unknown key 'enviroments'", "Did you mean 'environments'?", 1, 1),
        (
            "[environments.qa]\n\nname-space = 'x'",
            "unknown key 'name-space' in [environments.qa]",
            "Did you mean 'namespace'?",
            3,
            0,
        ),
        ("environments.qa = {modez = {}}", "unknown key 'modez' in [environments.qa]", "Did you mean 'modes'?", 1, 19),
        ("environment = 1", "environment must be a text, not 1", "", 1, 0),
        ("pod-presets = 'no'", "pod-presets must be true or false, not 'no'", "", 1, 0),
        ("x = {}\nmodes = 1", "unknown key 'x'", "", 1, 0),
        ("modes = 1", "modes must be a table, not 1", "", 1, 0),
        ("[modes]\nweb = 1", "the mode of web is not a text: 1", "", 2, 0),
        ("[environments]\nqa = 1", "environments.qa must be a table, not 1", "", 2, 0),
        ("image-pull-secrets = 'a'", "image-pull-secrets must be a list of texts, not 'a'", "", 1, 0),
        ("image-pull-secrets = [1]", "image-pull-secrets must be a list of texts, not 1", "", 1, 0),
        ("undefined = 'x'", "undefined = 'x' is not one of error, go, empty, warn", "", 1, 0),
        ("a = ", "not TOML: invalid value", "", 1, 0),
        ("\n[a", "not TOML: ", "", 2, 0),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, message: str, hint: str, line: int, column: int) -> None:
    with pytest.raises(FolderError) as caught:
        read(text)
    error = caught.value
    assert error.message.startswith(message)
    assert error.hint.startswith(hint)
    assert error.at is not None
    assert (error.at.name, error.at.line, error.at.column) == ("memory:chartkit.toml", line, column)
