"""Files that a converter makes: written all or none, and never over what somebody edited.

``.chartkit.json`` in the target records the hash of every file that was written. A file with another was edited, and
is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chartkit.errors import ConvertError
from chartkit.placement import STAGING, place, recover, refusal

__all__ = ["RECORD", "Written", "read_record", "write"]

RECORD = ".chartkit.json"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of each file; paths with slashes, in order."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    #: Edited by hand, and therefore left alone.
    kept: tuple[str, ...] = ()
    #: Written by an earlier run, and not wanted any more.
    removed: tuple[str, ...] = ()


@dataclass(slots=True)
class _Plan:
    """What is to be done. Not frozen: it is filled file by file."""

    found: dict[str, list[str]] = field(
        default_factory=lambda: {name: [] for name in ("created", "updated", "unchanged", "kept", "removed")}
    )
    writes: dict[str, bytes] = field(default_factory=dict)
    deletes: list[str] = field(default_factory=list)


def read_record(target: Path) -> dict[str, Any]:
    """Return what the last run recorded in ``target``; empty where there was none.

    Raises:
        ConvertError: The record cannot be read.
    """
    path = target / RECORD
    if not path.is_file():
        return {}
    try:
        record = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ConvertError(
            f"{path} cannot be read: {error}", hint="Remove it, and use --force to write anew."
        ) from error
    if not isinstance(record, dict) or not isinstance(record.get("files"), dict):
        raise ConvertError(f"{path} is no record of chartkit's", hint="Remove it, and use --force to write anew.")
    return record


def write(
    target: Path,
    files: Mapping[str, bytes],
    *,
    tool: str,
    extra: Mapping[str, object] | None = None,
    force: bool = False,
    dry: bool = False,
) -> Written:
    """Make ``target`` hold ``files``, but for what was edited there by hand.

    Args:
        target: The folder; it may not exist yet.
        files: All files by path (with slashes) in it.
        tool: What writes, for the record.
        extra: More for the record.
        force: Write over what was edited, and into a folder that holds something else.
        dry: Write nothing, but undo what a run that was killed left half done.

    Raises:
        ConvertError: It is not safe; nothing has changed then.
        WriteError: It is not possible; nothing has changed then.
    """
    _check_paths(files)
    try:
        return _written(target, files, tool=tool, extra=extra or {}, force=force, dry=dry)
    except OSError as error:
        raise refusal(error.filename or target, (error.strerror or str(error)).lower()) from error


def _written(
    target: Path, files: Mapping[str, bytes], *, tool: str, extra: Mapping[str, object], force: bool, dry: bool
) -> Written:
    _check_target(target, files)
    recover(target)
    record = read_record(target)
    if not record and not force and target.is_dir() and any(there.name != STAGING for there in target.iterdir()):
        raise ConvertError(
            f"{target} holds files that chartkit did not write", hint="Choose another folder, or use --force."
        )
    recorded: Mapping[str, str] = record.get("files", {})
    plan = _plan(target, files, recorded, force=force)
    hashes = {path: _digest(data) for path, data in files.items()}
    # Of a file that is kept, the hash of what chartkit last wrote stays: it is still known to be edited.
    hashes.update({path: recorded.get(path, hashes[path]) for path in plan.found["kept"] if path in hashes})
    content = {"tool": tool, "files": dict(sorted(hashes.items())), "extra": extra}
    text = (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=True) + "\n").encode()
    record_path = target / RECORD
    if not record_path.is_file() or record_path.read_bytes() != text:
        plan.writes[RECORD] = text
    if not dry and (plan.writes or plan.deletes):
        place(target, plan.writes, plan.deletes, durable=True)
    return Written(**{name: tuple(sorted(paths)) for name, paths in plan.found.items()})


def _plan(target: Path, files: Mapping[str, bytes], recorded: Mapping[str, str], *, force: bool) -> _Plan:
    plan = _Plan()
    for path, data in files.items():
        there = target / path
        if not os.path.lexists(there):
            plan.writes[path] = data
            plan.found["created"].append(path)
            continue
        if not there.is_file():
            raise ConvertError(f"{there} is no plain file")  # reading a pipe or a device may never end
        present = there.read_bytes()
        if present == data:
            plan.found["unchanged"].append(path)
        elif force or recorded.get(path) == _digest(present):
            plan.writes[path] = data
            plan.found["updated"].append(path)
        else:
            plan.found["kept"].append(path)
    for path, known in recorded.items():
        there = target / path
        if path in files or not _is_plain(path) or not there.is_file() or there.is_symlink():
            continue
        if _digest(there.read_bytes()) == known:
            plan.deletes.append(path)
            plan.found["removed"].append(path)
        else:
            plan.found["kept"].append(path)
    return plan


def _check_paths(files: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    for path in files:
        if not _is_plain(path):
            raise ConvertError(f"{path!r} is not a path that can be written")
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            raise ConvertError(f"{path} and {other} would be one file where case does not count")


def _is_plain(path: str) -> bool:
    """Return whether ``path`` stays within the folder that it is relative to."""
    parts = path.split("/")
    return bool(path) and "\\" not in path and "\0" not in path and not {"", ".", ".."} & set(parts)


def _check_target(target: Path, files: Iterable[str]) -> None:
    """Refuse to write through links, and over what is no folder."""
    if "\0" in str(target):
        raise ConvertError(f"{str(target)!r} is no name for a folder")
    if target.is_symlink():
        raise ConvertError(f"{target} is a link", hint="Give the folder that it leads to.")
    if target.exists() and not target.is_dir():
        raise ConvertError(f"{target} is not a folder")
    for path in (*files, RECORD, STAGING):
        there = target
        for part in path.split("/"):
            there = there / part
            if there.is_symlink():
                raise ConvertError(f"{there} is a link", hint="Remove it: chartkit does not write through links.")
        if path != STAGING and there.is_dir():
            raise ConvertError(f"{there} is a folder, where a file is to be written")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
