"""The process ``chartkit``."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
from typing import NoReturn

from .main import main

__all__ = ["program"]


def program() -> NoReturn:
    """Run the program as the whole of this process, and end it.

    PERF: Python would take all modules and objects apart first, which is a tenth of the time of a small chart. What is
    registered to be done at the end is done.
    """
    status: object
    try:
        main()
    except SystemExit as end:
        status = end.code or 0
    except OSError as error:
        # What reads and writes files has errors of its own; this is one of the standard streams.
        status = _refused(error)
    if not isinstance(status, int):
        sys.exit(str(status))
    atexit._run_exitfuncs()  # noqa: SLF001 - os._exit leaves this out
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        status = status or _refused(error)
    os._exit(status)


def _refused(error: OSError) -> int:
    """Say that output cannot be written, unless it is because nobody reads on; return the status."""
    if not isinstance(error, BrokenPipeError):
        # It may be standard error itself that cannot be written.
        with contextlib.suppress(OSError):
            sys.stderr.write(f"error: cannot write the output: {(error.strerror or str(error)).lower()}\n")
            sys.stderr.flush()
    return 1
