"""Plugins of Helm 4 that change what a chart renders to: where they are, and how they are run.

DEVIATION: plugins whose plugin.yaml cannot be read are passed over in silence, and WebAssembly is not run.

Upstream: helm internal/plugin loader.go FindPlugin, subprocess_commands.go, runtime_subprocess.go runPostrenderer;
pkg/postrenderer/postrenderer.go
"""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from chartkit.errors import RenderError, UsageError, YAMLError
from chartkit.gostd import strconv
from chartkit.goyaml import load
from chartkit.records import dataclass

__all__ = ["Plugin", "find_plugin", "plugin_folders"]

_TYPE = "postrenderer/v1"
_NAME = re.compile("[A-Za-z0-9_-]+")
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64", "i686": "386", "armv7l": "arm"}


@dataclass(frozen=True, slots=True)
class Plugin:
    """A program of the user's that gets rendered documents on its standard input and prints others."""

    name: str
    folder: str
    #: Program and arguments, not expanded yet; empty: there is none for this system.
    command: tuple[str, ...]

    def run(self, text: str, arguments: Sequence[str]) -> str:
        """Return what the plugin makes of ``text``.

        Raises:
            RenderError: It cannot be run, fails, or prints nothing; the message is Helm's.
        """
        import subprocess  # Only --post-renderer pays for it.

        quoted = strconv.quote(self.name)
        failed = f"error while running post render on files: failed to invoke post-renderer plugin {quoted}"
        if not self.command or not self.command[0]:
            raise RenderError(f"{failed}: failed to prepare plugin command: no plugin command is applicable")
        environment = {**os.environ, "HELM_PLUGIN_NAME": self.name, "HELM_PLUGIN_DIR": self.folder}
        words = [_expanded(word, environment) for word in self.command]
        try:
            run = subprocess.run(  # noqa: S603 # running this program is what the user asked for
                [*words, *arguments],
                input=text.encode("utf-8", "surrogateescape"),
                capture_output=True,
                env=environment,
                check=False,
            )
        except OSError as error:
            how = f"fork/exec {words[0]}" if "/" in words[0] else f'exec: "{words[0]}"'
            reason = (error.strerror or str(error)).lower() if "/" in words[0] else "executable file not found in $PATH"
            raise RenderError(f"{failed}: {how}: {reason}") from error
        if run.returncode != 0:
            raise RenderError(f"{failed}: plugin {quoted} exited with error")
        printed = run.stdout.decode("utf-8", "surrogateescape")
        if not printed.strip():
            raise RenderError(f"error while running post render on files: post-renderer {quoted} produced empty output")
        return printed


def plugin_folders(environment: Mapping[str, str]) -> list[str]:
    """Return the folders in which Helm's plugins are.

    Upstream: helm pkg/cli/environment.go New, pkg/helmpath
    """
    found = environment.get("HELM_PLUGINS")
    if found:
        return found.split(os.pathsep)
    data = environment.get("HELM_DATA_HOME")
    if not data:
        share = environment.get("XDG_DATA_HOME") or f"{environment.get('HOME', '')}/.local/share"
        data = f"{share}/helm"
    return [f"{data}/plugins"]


def find_plugin(name: str, folders: Sequence[str]) -> Plugin | None:
    """Return the plugin of that name that changes rendered documents, if there is one.

    Raises:
        UsageError: Two plugins in one folder claim the same name.
    """
    found: Plugin | None = None
    for folder in folders:
        claimed: dict[str, str] = {}
        for file in sorted(Path(folder).glob("*/plugin.yaml")):
            metadata = _metadata(file)
            if metadata is None:
                continue
            own, place = str(metadata["name"]), str(file.parent)
            if own in claimed:
                places = f"{strconv.quote(claimed[own])} and {strconv.quote(place)}"
                raise UsageError(f"two plugins claim the name {strconv.quote(own)} at {places}")
            claimed[own] = place
            if found is None and own == name and metadata.get("type") == _TYPE:
                found = Plugin(own, place, _command(metadata))
    return found


def _metadata(file: Path) -> dict[str, Any] | None:
    """Return what plugin.yaml says, of either generation, or None where Helm would not load it."""
    try:
        read = load(file.read_text("utf-8", "surrogateescape"))
    except (OSError, YAMLError):
        return None
    if not isinstance(read, dict) or not _NAME.fullmatch(str(read.get("name") or "")):
        return None
    version = read.get("apiVersion")
    if version is None:
        return {"name": read["name"]}  # of the first generation, which had no post-renderers
    if version != "v1" or read.keys() - _FIELDS or not read.get("version") or read.get("runtime") != "subprocess":
        return None
    return read


_FIELDS = {"apiVersion", "name", "type", "runtime", "version", "sourceURL", "config", "runtimeConfig"}


def _command(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the command for this system: for its name and processor, for its name, or for any, the first of each.

    Upstream: helm internal/plugin/subprocess_commands.go getPlatformCommand
    """
    commands = (metadata.get("runtimeConfig") or {}).get("platformCommand") or []
    machine = platform.machine()
    system, processor = platform.system().lower(), _ARCHITECTURES.get(machine, machine)
    for wanted in ((system, processor), (system, ""), ("", "")):
        for command in commands:
            if (str(command.get("os") or "").lower(), str(command.get("arch") or "").lower()) == wanted:
                return (*str(command.get("command") or "").split(" "), *map(str, command.get("args") or ()))
    return ()


_REFERENCE = re.compile(r"\$(?:\{([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*))")


def _expanded(word: str, environment: Mapping[str, str]) -> str:
    """Return ``word`` with what ``$NAME`` and ``${NAME}`` stand for.

    Upstream: os env.go Expand
    """
    return _REFERENCE.sub(lambda match: environment.get(match[1] or match[2] or "", ""), word)
