"""A chart in memory, as the steps of an export fill it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from chartkit.gotemplate import splice

from .idioms import Idioms
from .options import Secrets
from .origin import backwards
from .report import Note
from .rewriting import Edit, Naming

__all__ = ["ExportedChart", "recorded"]


@dataclass(slots=True)
class ExportedChart:
    """A chart in memory. Not frozen: the steps of an export add to it."""

    name: str
    files: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    #: For every file of the folder, how it comes back.
    origin: dict[str, dict[str, object]] = field(default_factory=dict)
    naming: Naming | None = None
    #: Values files with what flows into Secrets; they are written unless they are to come from outside.
    secret_files: dict[str, str] = field(default_factory=dict)
    #: What makes the chart idiomatic; nothing in a faithful one.
    idioms: Idioms = field(default_factory=Idioms)
    #: The path of every template file, by its name in the folder.
    paths: Mapping[str, str] = field(default_factory=dict)
    #: What writes pod presets out, by file.
    written_presets: dict[str, list[Edit]] = field(default_factory=dict)

    def data(self, secrets: Secrets) -> dict[str, bytes]:
        """Return the files to write."""
        files = self.files if secrets is Secrets.EXTERNAL else {**self.files, **self.secret_files}
        return {path: text.encode("utf-8", "surrogateescape") for path, text in sorted(files.items())}

    def add(self, source: str, path: str, text: str, edits: Iterable[Edit]) -> None:
        """Put a file of the folder into the chart, with ``edits``."""
        edits = list(edits)
        self.files[path] = splice(text, edits)
        self.origin[source] = {"from": path, "edits": backwards(text, edits)}


def recorded(made: ExportedChart) -> dict[str, object]:
    """Return what verifying the chart has to know of it."""
    naming = made.naming
    assert naming is not None  # noqa: S101 - run has set it
    keys = {
        "modes": naming.modes,
        "imagePullSecrets": naming.image_pull_secrets,
        "manageCronjobs": naming.manage_cronjobs,
    }
    labels = [added.record() for added in made.idioms.labels]
    presets = sorted(made.paths[name].removeprefix("templates/") for name in made.written_presets)
    return {
        "values": keys,
        **({"labels": labels} if labels else {}),
        **({"presets": presets} if presets else {}),
    }
