"""The program ``chartkit``."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from .commands import COMMANDS, HELM_COMMANDS
from .streams import use_utf8

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and end the process."""
    use_utf8()
    # PERF: one run makes many objects that all live to its end; looking for rings among them takes a tenth of the time.
    gc.set_threshold(100_000, 20, 100)
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] in HELM_COMMANDS:
        sys.exit(_run_helm_command(words))
    from .application import application  # click is imported where it is used

    application.main(words, prog_name="chartkit")
    sys.exit(0)


def _run_helm_command(words: Sequence[str]) -> int:
    """Run a command that stands in for one of Helm's, and return the exit status."""
    try:
        status: int = import_module(f".{COMMANDS[words[0]][0]}", __package__).command.run(words[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("Aborted!\n")
        return 1
    except BrokenPipeError:
        # Nobody reads on; nor is there anybody for the rest, which Python writes out at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status
