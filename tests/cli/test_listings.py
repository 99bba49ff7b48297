"""``chartkit modes`` and ``chartkit services``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def test_modes_are_listed_with_their_places(run: Run) -> None:
    lines = run("modes", "charts/ticketing").stdout.splitlines()
    assert lines[0].split() == ["WORKLOAD", "CONTAINER", "MODES", "WHERE"]
    web = next(line for line in lines if line.startswith("web "))
    assert web.split("  ")[0] == "web"
    assert "image, source" in web
    assert "charts/ticketing/web.yaml:" in web


def test_modes_as_json(run: Run) -> None:
    listing = json.loads(run("modes", "charts/ticketing", "-o", "json").stdout)
    web = next(entry for entry in listing if entry["workload"] == "web")
    assert (web["container"], web["modes"]) == ("web", ["image", "source"])
    place = web["places"][0]
    line = Path(place["file"]).read_text().splitlines()[place["line"] - 1]
    assert line[place["column"] - 1 :].startswith('ismode . "web" "web"')


def test_modes_whose_names_are_computed_say_where(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("\n{{ ismode . .Variables.name `app` `source` }}")
    lines = run("modes", str(tmp_path)).stdout.splitlines()
    place = f"{tmp_path}/a.yaml:2:4"
    assert [cell.strip() for cell in lines[1].split("  ") if cell] == [
        f"(computed at {place})",
        "app",
        "image, source",
        place,
    ]
    assert json.loads(run("modes", str(tmp_path), "-o", "json").stdout)[0]["workload"] == "*"


def test_services_are_listed_with_what_they_require(run: Run) -> None:
    lines = run("services", "charts/ticketing", "-e", "qa").stdout.splitlines()
    assert lines[0].split() == ["SERVICE", "MODES", "REQUIRES", "DESCRIPTION"]
    reports = next(line for line in lines if line.startswith("reports "))
    assert "image, source" in reports
    assert "database" in reports
    assert "Writes the week's sales" in reports


def test_services_are_those_of_the_environment(run: Run) -> None:
    names = {}
    for env in ("dev", "qa", "production"):
        listing = json.loads(run("services", "charts/ticketing", "-e", env, "-o", "json").stdout)
        names[env] = {entry["name"] for entry in listing}
    assert names["qa"] - names["dev"] == {"reports"}
    assert names["dev"] - names["production"] == {"mail"}


def test_folders_without_any_say_so(run: Run) -> None:
    for command in ("modes", "services"):
        result = run(command, "charts/kube-appdeploy-example")
        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.startswith("No ")
