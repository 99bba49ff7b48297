"""A folder of templated manifests: what it offers, and its rendering.

Upstream: kube-appdeploy process.go ProcessWithFuncs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TypeVar

from chartkit.diagnostics import Diagnostic
from chartkit.errors import ChartkitError, FolderError, TemplateError, TemplateExecError
from chartkit.functions import Environment
from chartkit.gostd.kinds import NilStringList, StringList
from chartkit.gotemplate import FuncMap, Trace, Tree
from chartkit.source import Location

from .context import ProcessVariables, namespace_of
from .documents import Manifest, manifests_of
from .functions import MODES, Function, functions_of
from .modes import CallSite, ContainerModes, Modes, check_modes, containers_of
from .rendering import FrontEnd, Renderer, Rendering, RenderOptions
from .services import choose, services_of
from .settings import EnvironmentSettings, Settings, Undefined, mode_table, read_settings, settings_place
from .sources import ManifestSource
from .templates import TemplateFile, call_sites, parse_files, relocate, trees_by_file
from .tracing import Tracer
from .undefined import POLICY, UndefinedPolicy
from .variables import assign, environment_names, go_values, lay_over, read_variables, unknown_environment

__all__ = ["Folder"]

_T = TypeVar("_T")


class Folder:
    """A folder of templated manifests. Its templates are parsed once, and it can be rendered any number of times.

    Args:
        source: Where the files come from.
        functions: Template functions beside Go's, Helm's and ``ismode``; their annotations are their Go signatures.
        environment: What template functions learn of the world.
        front_end: Renders folders whose chartkit.toml has a table ``helm``: imported charts.
    """

    def __init__(
        self,
        source: ManifestSource,
        functions: Mapping[str, Function] | None = None,
        environment: Environment | None = None,
        front_end: FrontEnd | None = None,
    ) -> None:
        self._front_end = front_end
        self._chart: Renderer | None = None
        self.source = source
        self._functions = dict(functions or {})
        self._environment = environment or Environment()

    @cached_property
    def settings(self) -> Settings:
        """What chartkit.toml says."""
        return read_settings(self.source)

    def environments(self) -> list[str]:
        """Return the names of the environments: those with a file, and those that chartkit.toml has a table for."""
        return sorted({*environment_names(self.source), *self.settings.environments})

    def containers(self) -> list[ContainerModes]:
        """Return the containers that templates ask a mode of; nothing is rendered to find them."""
        return containers_of(self._call_sites)

    def trees(self) -> dict[str, list[Tree]]:
        """Return the parsed templates by the name of their file, ``_*.tpl`` files first.

        A file's trees are those of its definitions in their order, and that of its own text last.

        Raises:
            TemplateSyntaxError: A file is not a template.
            FolderError: There are no manifests.
        """
        return trees_by_file(self._files)

    def render(
        self,
        *,
        env: str | None = None,
        variables: Mapping[str, object] | None = None,
        modes: Mapping[str, object] | None = None,
        options: RenderOptions | None = None,
    ) -> Rendering:
        """Return the documents that the folder renders to.

        Args:
            env: The environment; None is the one that chartkit.toml names, if any.
            variables: Laid over the environment's variables: maps merge, the rest replaces, None deletes.
            modes: ``{"workload": "mode"}``, ``{"workload/container": "mode"}`` or a map of containers to modes for
                a workload.
            options: Everything else, and what the other arguments do not say.

        Raises:
            ChartkitError: The folder cannot be rendered so; the error says where and why.
        """
        from dataclasses import replace

        chosen = options or RenderOptions()
        if env is not None:
            chosen = replace(chosen, env=env)
        if variables is not None:
            chosen = replace(chosen, variables=[*chosen.variables, variables])
        if modes is not None:
            chosen = replace(chosen, modes={**chosen.modes, **mode_table(modes)})
        return self.render_with(chosen)

    def render_with(self, options: RenderOptions) -> Rendering:
        """Return the documents that the folder renders to, all choices being in ``options``.

        Raises:
            ChartkitError: The folder cannot be rendered so; the error says where and why.
        """
        environment = self._environment_name(options.env)
        if self.settings.helm is not None:
            return self._imported(options, environment)
        if options.release:
            raise FolderError(f"{self.source.title} is no imported chart: it has no release")
        settings = self.settings.environments.get(environment, EnvironmentSettings())
        context = self._context(options, environment, settings)
        policy = UndefinedPolicy(
            options.undefined or settings.undefined or self.settings.general.undefined or Undefined.ERROR,
            context,
            self._places,
        )
        modes = self._modes(options, environment, settings)
        manifests = self._manifests(context, modes, policy, self._tracer(options, environment, settings, policy))
        self._check_modes_asked(options, environment, settings, modes)
        services = services_of(manifests, self.containers(), self._places)
        if options.only or options.skip:
            manifests = choose(manifests, services, options.only, options.skip)
        diagnostics = list(policy.warnings)
        if self.settings.pod_presets if options.pod_presets is None else options.pod_presets:
            manifests, conflicts = _with_presets(manifests, context.namespace, self._places)
            diagnostics += conflicts
        documents = tuple(manifest.document for manifest in manifests)
        places = tuple(manifest.locate for manifest in manifests)
        return Rendering(documents, tuple(diagnostics), services, context.namespace, places)

    def _imported(self, options: RenderOptions, environment: str) -> Rendering:
        if self._front_end is None:
            raise FolderError(f"{self.source.title} is an imported chart", hint="Open it with chartkit.load.")
        if self._chart is None:
            self._chart = self._front_end(self.source, self.settings, self._environment)
        return self._chart(options, environment)

    @cached_property
    def _files(self) -> list[TemplateFile]:
        return parse_files(self.source, self._function_map)

    @cached_property
    def _function_map(self) -> FuncMap:
        return functions_of(self._functions, self._environment)

    @cached_property
    def _call_sites(self) -> list[CallSite]:
        return call_sites(self._files, self._function_map, self._places)

    @cached_property
    def _places(self) -> dict[str, str]:
        """How template files go by in messages."""
        return {name: self.source.place(name) for name in self.source.names()}

    def _environment_name(self, asked: str | None) -> str:
        name = self.settings.environment if asked is None else asked
        if name and name not in self.environments():
            at = settings_place(self.source, (), "environment") if asked is None else None
            raise unknown_environment(name, self.environments(), self.source.title, at)
        return name

    def _context(self, options: RenderOptions, environment: str, settings: EnvironmentSettings) -> ProcessVariables:
        variables = read_variables(self.source, environment)
        for table in options.variables:
            variables = lay_over(variables, go_values(table))
        for path, value in options.assignments:
            variables = assign(variables, path, value)
        general = self.settings.general
        secrets = _first(options.image_pull_secrets, settings.image_pull_secrets, general.image_pull_secrets)
        return ProcessVariables(
            namespace=namespace_of(variables, _first(settings.namespace, general.namespace) or ""),
            image_pull_secrets=StringList(secrets) if secrets else NilStringList(),
            manage_cronjobs=bool(_first(options.manage_cronjobs, settings.manage_cronjobs, general.manage_cronjobs)),
            variables=variables,
        )

    def _modes(self, options: RenderOptions, environment: str, settings: EnvironmentSettings) -> Modes:
        """Return the modes of a rendering; what is unknown is refused before that, where it is sure to be."""
        if all(site.workload is not None and site.container is not None for site in self._call_sites):
            self._check_modes_asked(options, environment, settings, Modes(()))
        return Modes((options.modes, settings.modes, self.settings.general.modes))

    def _check_modes_asked(
        self, options: RenderOptions, environment: str, settings: EnvironmentSettings, modes: Modes
    ) -> None:
        check_modes(options.modes, self._call_sites, modes.asked)
        tables = ((("environments", environment, "modes"), settings.modes), (("modes",), self.settings.general.modes))
        for path, table in tables:
            for key, mode in table.items():
                try:
                    check_modes({key: mode}, self._call_sites, modes.asked)
                except FolderError as error:
                    at = settings_place(self.source, path, "/".join(filter(None, key)))
                    raise FolderError(error.message, at, error.hint) from error

    def _manifests(
        self, context: ProcessVariables, modes: Modes, policy: UndefinedPolicy, tracer: Tracer
    ) -> list[Manifest]:
        found: list[Manifest] = []
        with _in_force(modes, policy):
            for file in self._files:
                text = self._execute(file, context, policy)
                found += manifests_of(file.name, file.place, text, tracer.of(file.name))
        return found

    def _tracer(
        self, options: RenderOptions, environment: str, settings: EnvironmentSettings, policy: UndefinedPolicy
    ) -> Tracer:
        """Return what finds the places that made what is rendered now. It renders again, from the beginning."""

        def trace() -> Iterator[tuple[str, Trace]]:
            context = self._context(options, environment, settings)
            again = UndefinedPolicy(policy.policy, context, self._places)
            with _in_force(self._modes(options, environment, settings), again):
                for file in self._files:
                    yield file.name, file.templates.trace(file.name, context, no_value=again.hook())[1]

        return Tracer(trace, self._places)

    def _execute(self, file: TemplateFile, context: ProcessVariables, policy: UndefinedPolicy) -> str:
        try:
            return file.templates.execute(file.name, context, no_value=policy.hook())
        except TemplateError as error:
            raise self._explained(error, file, policy) from error

    def _explained(self, error: TemplateError, file: TemplateFile, policy: UndefinedPolicy) -> ChartkitError:
        """Return ``error`` as it is to be shown: what a policy refused, however deep, or Go's error with its file."""
        cause: BaseException | None = error
        innermost = error
        while cause is not None:
            if isinstance(cause, FolderError):
                return cause
            if isinstance(cause, TemplateError):
                innermost = cause
            cause = cause.__cause__
        if isinstance(innermost, TemplateExecError):
            template = file.templates.lookup(innermost.template)
            found = template and policy.explain_refused(innermost, template.tree)
            if found:
                return found
        relocate(error, self.source, file.templates)
        error.at = error.at or Location(file.place, 0)
        return error


@contextmanager
def _in_force(modes: Modes, policy: UndefinedPolicy) -> Iterator[None]:
    """Have templates see ``modes`` and ``policy``."""
    tokens = MODES.set(modes), POLICY.set(policy)
    try:
        yield
    finally:
        MODES.reset(tokens[0])
        POLICY.reset(tokens[1])


def _with_presets(
    manifests: list[Manifest], namespace: str, places: Mapping[str, str]
) -> tuple[list[Manifest], list[Diagnostic]]:
    """Return the manifests with pod presets applied, and what conflicts. Most folders have none, and import nothing."""
    if all(manifest.document.kind != "PodPreset" for manifest in manifests):
        return manifests, []
    from .pod_presets import apply_pod_presets

    return apply_pod_presets(manifests, namespace, places)


def _first(*candidates: _T | None) -> _T | None:
    """Return the first candidate that says something."""
    return next((candidate for candidate in candidates if candidate is not None), None)
