"""How a folder is to be exported."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["ExportOptions", "Secrets", "Style"]


class Secrets(Enum):
    """What becomes of variables that flow into a Secret."""

    #: They go to values-secrets.yaml, which git and helm package ignore.
    SPLIT = "split"
    #: They stay in values.yaml.
    KEEP = "keep"
    #: They are left out: something outside gives them.
    EXTERNAL = "external"


class Style(Enum):
    """How much of an idiomatic chart is made."""

    #: Nothing is added.
    FAITHFUL = "faithful"
    #: Recommended labels in metadata, standard helpers, and workloads' settings in values.
    IDIOMATIC = "idiomatic"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a folder is to be exported."""

    #: The chart's name; empty: chartkit.toml's, else the folder's.
    name: str = ""
    version: str = ""
    style: Style = Style.FAITHFUL
    secrets: Secrets = Secrets.SPLIT
    #: ``production``: all containers run their images, and the branches for other modes are left out; or
    #: ``WORKLOAD[/CONTAINER]=MODE``, which does so for that one. Empty: modes become values.
    modes: tuple[str, ...] = ()
    #: Write over files that were edited by hand.
    force: bool = False
    #: Write nothing; say what would be written.
    dry: bool = False
    verify: bool = True
