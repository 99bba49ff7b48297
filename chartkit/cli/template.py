"""``chartkit template``: what ``helm template`` prints, without Helm."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from chartkit.errors import UsageError
from chartkit.functions import Environment
from chartkit.helm_versions import HelmBehaviour, behaviour_of
from chartkit.release import OutputOptions, TemplateRequest, template
from chartkit.values import ValuesSources

from .helm_command import HelmCommand, HelmUsage, log_of
from .helm_flags import CHARTKIT_FLAGS, GLOBAL_FLAGS, TEMPLATE_EXCLUSIVE, TEMPLATE_FLAGS
from .pflag import ParsedFlags
from .source_date_epoch import source_date_epoch

if TYPE_CHECKING:
    from chartkit.release import PostRenderer

__all__ = ["command", "environment_of", "values_of"]


def values_of(flags: ParsedFlags) -> ValuesSources:
    """Return where the values come from, by the flags that every Helm command shares."""
    return ValuesSources(
        files=flags.texts("values"),
        set_json=flags.texts("set-json"),
        set=flags.texts("set"),
        set_string=flags.texts("set-string"),
        set_file=flags.texts("set-file"),
        set_literal=flags.texts("set-literal"),
    )


def environment_of(flags: ParsedFlags) -> Environment:
    """Return the world that templates see: seeded, and with names on the network only where asked for."""
    environment = Environment.seeded(int(flags.text("seed"), 0)) if "seed" in flags.given else Environment()
    return environment.with_dns() if flags.is_on("enable-dns") else environment


def _run(flags: ParsedFlags) -> None:
    if not flags.arguments:
        usage = "Usage:  helm template [NAME] [CHART] [flags]"
        raise UsageError(f'"helm template" requires at least 1 argument\n\n{usage}')
    behaviour = behaviour_of(flags.text("helm-version", "4.3"))
    template(
        _request(flags, behaviour),
        write=lambda text: sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape")),
        log=log_of(behaviour),
    )


def _request(flags: ParsedFlags, behaviour: HelmBehaviour) -> TemplateRequest:
    return TemplateRequest(
        arguments=flags.arguments,
        values=values_of(flags),
        namespace=flags.text("namespace") or os.environ.get("HELM_NAMESPACE") or "default",
        name_template=flags.text("name-template"),
        generate_name=flags.is_on("generate-name"),
        is_upgrade=flags.is_on("is-upgrade"),
        kube_version=flags.text("kube-version"),
        api_versions=flags.texts("api-versions"),
        skip_schema_validation=flags.is_on("skip-schema-validation"),
        output=OutputOptions(
            include_crds=flags.is_on("include-crds"),
            hooks=not flags.is_on("no-hooks"),
            tests=not flags.is_on("skip-tests"),
        ),
        show_only=flags.texts("show-only"),
        output_dir=flags.text("output-dir"),
        name_in_output_dir=flags.is_on("release-name"),
        post_renderer=_post_renderer(flags, behaviour),
        dry_run=flags.text("dry-run") if "dry-run" in flags.given else None,
        needs_cluster=flags.is_on("validate"),
        labels=flags.texts("labels"),
        debug=flags.is_on("debug"),
        allow_outside_links=flags.is_on("allow-outside-links"),
        dependency_update=flags.is_on("dependency-update"),
        timestamp=lambda: source_date_epoch(behaviour),
        behaviour=behaviour,
        environment=environment_of(flags),
    )


def _post_renderer(flags: ParsedFlags, behaviour: HelmBehaviour) -> PostRenderer | None:
    names = [name for name in flags.texts("post-renderer") if name]
    if not names:
        return None
    from chartkit.release import find_post_renderer  # few runs have one

    if len(names) > 1 and behaviour.post_renderer_is_plugin:
        why = "cannot specify --post-renderer flag more than once"
        raise UsageError(f'invalid argument "{names[1]}" for "--post-renderer" flag: {why}')
    return find_post_renderer(names[-1], flags.texts("post-renderer-args"), os.environ, behaviour)


_USAGE = HelmUsage(
    "template",
    "[NAME] [CHART]",
    "Render a chart exactly as helm template does.",
    (*TEMPLATE_FLAGS, *CHARTKIT_FLAGS, *GLOBAL_FLAGS),
    TEMPLATE_EXCLUSIVE,
)

command = HelmCommand(_USAGE, _run)
