"""Files by their names, with Go's words where the operating system refuses.

PERF: names are strings here and in what reads charts; to import pathlib takes as long as to render a small chart.

Upstream: os file.go; io/fs fs.go PathError; syscall zerrors_linux_amd64.go
"""

from __future__ import annotations

import errno
import os

from chartkit.errors import ChartkitError

__all__ = ["PathError", "exists", "is_link", "path_error", "read_file"]


class PathError(ChartkitError):
    """The operating system refuses a file."""

    code = "file"


def read_file(path: str) -> bytes:
    """Return what stands in the file at ``path``.

    Raises:
        PathError: It cannot be read.

    Upstream: os file.go ReadFile
    """
    if not path:
        raise path_error("open", path, FileNotFoundError(errno.ENOENT, ""))
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - see above
            return file.read()
    except IsADirectoryError as error:
        # Python opens no directory, Go fails when it reads one.
        raise path_error("read", path, error) from error
    except (OSError, ValueError) as error:
        raise path_error("open", path, error) from error


def exists(path: str) -> bool:
    """Return whether something stands at ``path``, followed where it is a link."""
    return os.path.exists(path)  # noqa: PTH110 - see above


def is_link(path: str) -> bool:
    """Return whether a symbolic link stands at ``path``."""
    return os.path.islink(path)  # noqa: PTH114 - see above


def path_error(operation: str, path: str, error: OSError | ValueError) -> PathError:
    """Return Go's error for ``error``, which ``operation`` (``open``, ``stat``, ``lstat``, ``read``) met at ``path``.

    A ValueError is Python's way to refuse a path with a NUL in it.

    Upstream: io/fs fs.go (*PathError).Error
    """
    reason = "invalid argument"
    if isinstance(error, OSError) and error.errno is not None:
        words = os.strerror(error.errno)
        # Go's table has the same words without capitals.
        reason = f"{words[:1].lower()}{words[1:]}"
    return PathError(f"{operation} {path}: {reason}")
