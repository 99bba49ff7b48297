"""What rendered documents go through on their way: a program of the user's, or a plugin of Helm 4.

Upstream: helm v3 pkg/postrender/exec.go, pkg/action/action.go renderResources; pkg/cmd/flags.go postRendererString
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from chartkit.errors import RenderError, UsageError
from chartkit.gostd import strconv
from chartkit.helm_versions import HelmBehaviour
from chartkit.records import dataclass, replace

from .annotated import annotated_stream, files_of_stream
from .build import Release
from .output import OutputOptions, stream
from .plugins import Plugin, find_plugin, plugin_folders

__all__ = ["PostRenderer", "PostRendererPlugin", "PostRendererProgram", "find_post_renderer"]


class PostRenderer(Protocol):
    """What changes documents between rendering and printing."""

    def files(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return what is taken apart instead of the rendered ``files``."""
        ...

    def release(self, release: Release) -> Release:
        """Return what is printed instead of ``release``."""
        ...


@dataclass(frozen=True, slots=True)
class PostRendererPlugin:
    """A plugin, which gets all documents, those of hooks too, with the names of their files."""

    plugin: Plugin
    arguments: Sequence[str]

    def files(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return the files that the plugin makes of ``files``.

        Raises:
            RenderError: The plugin fails, or a document is not YAML before or after it.
        """
        return files_of_stream(self.plugin.run(annotated_stream(files), self.arguments))

    def release(self, release: Release) -> Release:
        """Return ``release`` as it is."""
        return release


@dataclass(frozen=True, slots=True)
class PostRendererProgram:
    """A program, which gets the manifests as they are printed, without hooks."""

    command: Sequence[str]

    def files(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return ``files`` as they are."""
        return dict(files)

    def release(self, release: Release) -> Release:
        """Return ``release`` with its manifests replaced by what the program makes of them.

        Raises:
            RenderError: The program cannot be run, fails, or prints nothing.
        """
        return _through_program(release, self.command)


def find_post_renderer(
    name: str, arguments: Sequence[str], environment: Mapping[str, str], behaviour: HelmBehaviour
) -> PostRenderer:
    """Return the post-renderer that ``--post-renderer`` names: in Helm 4 a plugin, or else a program.

    Raises:
        UsageError: Helm 4 finds no such plugin, and there is no program at that path either.
    """
    if not behaviour.post_renderer_is_plugin:
        return PostRendererProgram((name, *arguments))
    refused = f'invalid argument {strconv.quote(name)} for "--post-renderer" flag'
    try:
        plugin = find_plugin(name, plugin_folders(environment))
    except UsageError as error:
        raise UsageError(f"{refused}: {error.message}") from error
    if plugin is not None:
        return PostRendererPlugin(plugin, arguments)
    if "/" in name and Path(name).is_file():
        return PostRendererProgram((name, *arguments))
    raise UsageError(
        f"{refused}: plugin: {{Name:{name} Type:postrenderer/v1}} not found",
        hint="Helm 4 takes the name of a plugin; chartkit takes the path of a program, too.",
    )


def _through_program(release: Release, command: Sequence[str]) -> Release:
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
