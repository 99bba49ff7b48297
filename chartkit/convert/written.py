"""Files that a converter makes: written all or none, and never over what somebody edited.

``.chartkit.json`` in the target records the hash of every file that was written. A file with another was edited, and
is kept. Everything is staged beside its place first; a journal in the staging folder undoes an interrupted run.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chartkit.errors import ConvertError

__all__ = ["RECORD", "Written", "read_record", "write"]

RECORD = ".chartkit.json"
_STAGING = ".chartkit-staging"
_OLD, _NEW, _JOURNAL = "old", "new", "journal.json"


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
        dry: Write nothing.

    Raises:
        ConvertError: It is not safe, or not possible; nothing has changed then.
    """
    _check_paths(files)
    try:
        return _written(target, files, tool=tool, extra=extra or {}, force=force, dry=dry)
    except OSError as error:
        where = error.filename or target
        hint = "Nothing was changed."
        raise ConvertError(f"{where}: {(error.strerror or str(error)).lower()}", hint=hint) from error


def _written(
    target: Path, files: Mapping[str, bytes], *, tool: str, extra: Mapping[str, object], force: bool, dry: bool
) -> Written:
    _check_target(target, files)
    if target.is_dir() and _is_interrupted(target):
        if dry:
            hint = "Run the command once without --check and --dry-run: it undoes that first."
            raise ConvertError(f"a run that wrote to {target} was interrupted", hint=hint)
        _recover(target)
    record = read_record(target)
    if not record and not force and target.is_dir() and any(place.name != _STAGING for place in target.iterdir()):
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
        _carry_out(target, plan)
    return Written(**{name: tuple(sorted(paths)) for name, paths in plan.found.items()})


def _plan(target: Path, files: Mapping[str, bytes], recorded: Mapping[str, str], *, force: bool) -> _Plan:
    plan = _Plan()
    for path, data in files.items():
        place = target / path
        if not os.path.lexists(place):
            plan.writes[path] = data
            plan.found["created"].append(path)
            continue
        if not place.is_file():
            raise ConvertError(f"{place} is no plain file")  # reading a pipe or a device may never end
        present = place.read_bytes()
        if present == data:
            plan.found["unchanged"].append(path)
        elif force or recorded.get(path) == _digest(present):
            plan.writes[path] = data
            plan.found["updated"].append(path)
        else:
            plan.found["kept"].append(path)
    for path, known in recorded.items():
        place = target / path
        if path in files or not _is_plain(path) or not place.is_file() or place.is_symlink():
            continue
        if _digest(place.read_bytes()) == known:
            plan.deletes.append(path)
            plan.found["removed"].append(path)
        else:
            plan.found["kept"].append(path)
    return plan


def _carry_out(target: Path, plan: _Plan) -> None:
    """Stage everything, then move it into place; undo what was done if anything fails."""
    if not target.exists():
        _write_new(target, plan)
        return
    staging = target / _STAGING
    shutil.rmtree(staging, ignore_errors=True)  # what was staged by a run that did not come to moving it
    staging.mkdir()
    try:
        _stage(target, staging, plan)
        _move(target, staging, plan)
    except BaseException:
        _recover(target)
        raise
    _forget(staging)


def _write_new(target: Path, plan: _Plan) -> None:
    """Write a folder that does not exist yet: it appears whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{target.name}{_STAGING}"
    if temporary.is_symlink():
        raise ConvertError(f"{temporary} is a link", hint="Remove it: chartkit does not write through links.")
    shutil.rmtree(temporary, ignore_errors=True)  # of a run that was interrupted
    temporary.mkdir()
    try:
        for path, data in plan.writes.items():
            _store(temporary / path, data)
        temporary.rename(target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _stage(target: Path, staging: Path, plan: _Plan) -> None:
    replaced = [path for path in (*plan.writes, *plan.deletes) if (target / path).exists()]
    for path in replaced:
        _store(staging / _OLD / path, (target / path).read_bytes())
    for path, data in plan.writes.items():
        _store(staging / _NEW / path, data)
    # With the hash of what takes a file's place: what somebody changes after an interruption is not undone.
    new = {path: _digest(data) for path, data in plan.writes.items()}
    journal = {
        "replaced": {path: new.get(path, "") for path in replaced},
        "created": {path: digest for path, digest in new.items() if path not in replaced},
    }
    # The journal's appearing is the moment from which an interrupted run is undone by the next one.
    _store(staging / f"{_JOURNAL}.part", json.dumps(journal).encode())
    (staging / f"{_JOURNAL}.part").replace(staging / _JOURNAL)


def _move(target: Path, staging: Path, plan: _Plan) -> None:
    for path in plan.writes:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (staging / _NEW / path).replace(target / path)
    for path in plan.deletes:
        (target / path).unlink()


def _is_interrupted(target: Path) -> bool:
    staging = target / _STAGING
    return staging.is_dir() and not staging.is_symlink() and (staging / _JOURNAL).is_file()


def _recover(target: Path) -> None:
    """Undo an interrupted run, if there was one. To be interrupted in this does no harm: it can be done again."""
    staging = target / _STAGING
    if _is_interrupted(target):
        try:
            known = json.loads((staging / _JOURNAL).read_bytes())
            replaced, created = known["replaced"].items(), known["created"].items()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            hint = f"Compare the chart with what is in {staging / _OLD}, and remove {staging}."
            raise ConvertError(f"{staging / _JOURNAL} cannot be read: {error}", hint=hint) from error
        for path, digest in replaced:
            old, place = staging / _OLD / path, target / path
            is_ours = not os.path.lexists(place) or (place.is_file() and _digest(place.read_bytes()) == digest)
            if _is_plain(path) and old.is_file() and is_ours:
                place.parent.mkdir(parents=True, exist_ok=True)
                old.replace(place)
        for path, digest in created:
            place = target / path
            if _is_plain(path) and place.is_file() and _digest(place.read_bytes()) == digest:
                place.unlink()
                _remove_empty(place.parent, target)
    _forget(staging)


def _forget(staging: Path) -> None:
    """Remove what was staged, the journal first: from then on nothing is to be undone."""
    (staging / _JOURNAL).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _remove_empty(folder: Path, target: Path) -> None:
    while folder != target and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _store(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


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
    for path in (*files, RECORD, _STAGING):
        place = target
        for part in path.split("/"):
            place = place / part
            if place.is_symlink():
                raise ConvertError(f"{place} is a link", hint="Remove it: chartkit does not write through links.")
        if path != _STAGING and place.is_dir():
            raise ConvertError(f"{place} is a folder, where a file is to be written")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
