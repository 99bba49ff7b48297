"""A release through a program of the user's.

Upstream: helm v3 pkg/postrender/exec.go, pkg/action/action.go renderResources
"""

from __future__ import annotations

from collections.abc import Sequence

from chartkit.errors import RenderError
from chartkit.records import replace

from .build import Release
from .output import OutputOptions, stream

__all__ = ["post_rendered"]


def post_rendered(release: Release, command: Sequence[str]) -> Release:
    """Return ``release`` with its manifests, not its hooks, replaced by what ``command`` makes of them.

    The program gets the stream of manifests on its standard input and prints another one.

    Raises:
        RenderError: The program cannot be run, fails, or prints nothing.
    """
    import subprocess  # Only --post-renderer pays for it.

    text = stream(release, OutputOptions(hooks=False))
    try:
        run = subprocess.run(  # noqa: S603 # running this program is what the user asked for
            list(command), input=text.encode("utf-8", "surrogateescape"), capture_output=True, check=False
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RenderError(f"error while running post render on files: {command[0]}: {reason}") from error
    if run.returncode != 0:
        said = run.stderr.decode("utf-8", "replace")
        failure = f"error while running command {command[0]}. error output:\n{said}: exit status {run.returncode}"
        raise RenderError(f"error while running post render on files: {failure}")
    printed = run.stdout.decode("utf-8", "surrogateescape")
    if not printed.strip():
        raise RenderError(
            f"error while running post render on files: post-renderer {command[0]!r} produced empty output"
        )
    return replace(release, manifests=(), post_rendered=printed)
