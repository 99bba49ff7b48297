from __future__ import annotations

from pathlib import Path

import pytest

from chartkit.errors import UsageError
from chartkit.validation import Options, find_settings, read_settings


def settings(tmp_path: Path, text: str) -> Options:
    path = tmp_path / "chartkit.toml"
    path.write_text(text)
    return read_settings(path)


def test_settings_have_the_names_of_the_command_line(tmp_path: Path) -> None:
    options = settings(
        tmp_path,
        """
        [other]
        x = 1
        [validate]
        kube-version = "1.30"
        strict = false
        crd = "crds"
        schema-location = ["default", "schemas"]
        skip = ["Secret"]
        severity = {CK107 = "error"}
        per-file-ignores = {"old/*" = ["CK103"], "new/*" = "CK2"}
        """,
    )
    assert options == Options(
        kube_version="1.30",
        strict=False,
        crds=(str(tmp_path / "crds"),),
        schema_locations=("default", str(tmp_path / "schemas")),
        skip=("Secret",),
        severity={"CK107": "error"},
        per_file_ignores={"old/*": ("CK103",), "new/*": ("CK2",)},
    )


@pytest.mark.parametrize(
    "text",
    [
        "[validate]\nnothing = 1",
        "[validate]\nstrict = 1",
        "[validate]\nskip = [1]",
        "[validate]\nseverity = {CK1 = 'bad'}",
        "[validate",
        "[validate]\nkube-version = ['1.30']",
    ],
)
def test_what_nobody_understands_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"chartkit\.toml"):
        settings(tmp_path, text)


def test_the_nearest_settings_count(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "chartkit.toml").write_text("")
    (tmp_path / "a" / "chartkit.toml").write_text("")
    assert find_settings(tmp_path / "a" / "b") == tmp_path / "a" / "chartkit.toml"
    assert find_settings(tmp_path) == tmp_path / "chartkit.toml"
