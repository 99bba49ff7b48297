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
from collections.abc import Mapping, Sequence
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

    def evaluate(self, templates: Sequence[str]) -> list[Outcome]:
        """Return the outcome of each template."""
        outcomes: dict[int, Outcome] = {}
        for start in range(0, len(templates), self.batch):
            waiting = dict(list(enumerate(templates))[start : start + self.batch])
            while waiting:
                texts, culprit = self._run_together(waiting)
                if culprit is None:
                    outcomes |= {number: Outcome(ok=True, text=text) for number, text in texts.items()}
                    break
                outcomes[culprit] = self._run_alone(waiting.pop(culprit))
        return [outcomes[number] for number in range(len(templates))]

    def _run_together(self, templates: Mapping[int, str]) -> tuple[dict[int, str], int | None]:
        """Return all texts, or else the number of one template that fails."""
        numbers = list(templates)
        lines = [
            f'- {{{{ include "conf/templates/_{number}.yaml" (deepCopy $) | b64enc | quote }}}}' for number in numbers
        ]
        parts = {f"templates/_{number}.yaml": text for number, text in templates.items()}
        answer = self._helm({**parts, "templates/all.yaml": "x:\n" + "\n".join(lines) + "\n"})
        if answer.returncode == 0:
            encoded = re.findall(r'^- "(.*)"$', answer.stdout, re.MULTILINE)
            texts = [base64.b64decode(text).decode("utf-8", "surrogateescape") for text in encoded]
            return {number: text.replace("<no value>", "") for number, text in zip(numbers, texts, strict=True)}, None
        place = _PLACE.search(answer.stderr)
        if place is None:
            message = f"helm failed before it came to the templates: {answer.stderr}"
            raise AssertionError(message)
        return {}, int(place[2]) if place[2] else numbers[int(place[1]) - 2]

    def _run_alone(self, template: str) -> Outcome:
        answer = self._helm({"templates/t.yaml": template})
        error = answer.stderr[answer.stderr.find("Error: ") :].removeprefix("Error: ").removesuffix("\n")
        if answer.returncode == 0 or _NOT_YAML.search(error):
            message = f"{template!r} fails through include alone: {answer.stderr}"
            raise AssertionError(message)
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
