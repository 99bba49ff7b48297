"""Template expressions through the real helm, many at a time.

The chart is called ``conf``, the release ``rel`` in the namespace ``ns``, and the template ``templates/t.yaml``, as in
error texts. Expressions that succeed share runs of helm; one that fails is run alone, for its exact error.
"""

from __future__ import annotations

import base64
import os
import re
import subprocess
import tempfile
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Harness", "Outcome"]

_CHART = 'apiVersion: v2\nname: conf\nversion: 0.1.0\nappVersion: "1.2.3"\ndescription: conformance chart\n'
_HINT = "\n\nUse --debug flag to render out invalid YAML"

#: How Helm reports that a template was rendered, but not to YAML.
_NOT_YAML = re.compile(r"YAML parse error on|unable to parse YAML|error unmarshaling JSON")
#: The place in the collecting template that an error comes from: one line for each expression.
_PLACE = re.compile(r"conf/templates/(?:all\.yaml:(\d+)|_(\d+)\.yaml:)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a template: its text (bytes that are not UTF-8 as lone surrogates), or Helm's error."""

    ok: bool
    text: str


@dataclass(slots=True)
class Harness:
    """Runs helm on templates that see ``values`` and ``files``.

    Each template gets its own copy of the data, so that one cannot change what the next sees.
    """

    helm: Path
    values: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    arguments: Sequence[str] = ()
    #: Templates that share one run.
    batch: int = 200

    def evaluate(self, templates: Sequence[str], failing: Container[int] = ()) -> list[Outcome]:
        """Return the outcome of each template; those numbered in ``failing`` are known to fail, which saves runs."""
        outcomes = {number: self._run_alone(text) for number, text in enumerate(templates) if number in failing}
        waiting = {number: text for number, text in enumerate(templates) if number not in failing}
        while waiting:
            texts, culprit = self._run_together(dict(list(waiting.items())[: self.batch]))
            if culprit is not None:
                texts = {culprit: self._run_alone(waiting[culprit])}
            outcomes |= texts
            waiting = {number: text for number, text in waiting.items() if number not in outcomes}
        return [outcomes[number] for number in range(len(templates))]

    def _run_together(self, templates: Mapping[int, str]) -> tuple[dict[int, Outcome], int | None]:
        """Return all outcomes, or else the number of one template that fails."""
        numbers = list(templates)
        lines = [f'- {{{{ include "conf/templates/_{number}.yaml" (deepCopy $) | b64enc }}}}' for number in numbers]
        parts = {f"templates/_{number}.yaml": text for number, text in templates.items()}
        answer = self._helm({**parts, "templates/all.yaml": "x:\n" + "\n".join(lines) + "\n"})
        if answer.returncode == 0:
            encoded = re.findall(r"^-(?: (.*))?$", answer.stdout, re.MULTILINE)
            return {number: _decoded(text) for number, text in zip(numbers, encoded, strict=True)}, None
        place = _PLACE.search(answer.stderr)
        if place is None:
            message = f"helm failed before it came to the templates: {answer.stderr}"
            raise AssertionError(message)
        return {}, int(place[2]) if place[2] else numbers[int(place[1]) - 2]

    def _run_alone(self, template: str) -> Outcome:
        """Return the outcome of one template under the name that error texts have."""
        answer = self._helm({"templates/t.yaml": template})
        if answer.returncode == 0 or _NOT_YAML.search(answer.stderr):
            texts, culprit = self._run_together({0: template})
            if culprit is not None:
                message = f"{template!r} fails through include alone"
                raise AssertionError(message)
            return texts[0]
        error = answer.stderr[answer.stderr.find("Error: ") :].removeprefix("Error: ").removesuffix("\n")
        return Outcome(ok=False, text=error.removesuffix(_HINT))

    def _helm(self, parts: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryDirectory() as folder:
            chart = Path(folder) / "conf"
            for name, text in {"Chart.yaml": _CHART, "values.yaml": self.values, **self.files, **parts}.items():
                path = chart / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode("utf-8", "surrogateescape"))
            return subprocess.run(
                [self.helm, "template", "rel", chart, "--namespace", "ns", *self.arguments],
                env={"PATH": os.environ["PATH"], "HOME": folder, "TZ": "UTC"},
                capture_output=True,
                text=True,
                errors="surrogateescape",
                check=False,
            )


def _decoded(text: str) -> Outcome:
    return Outcome(ok=True, text=base64.b64decode(text).decode("utf-8", "surrogateescape").replace("<no value>", ""))
