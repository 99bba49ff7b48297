"""The commands by name, with their one-line help; a command's module is imported when it is called."""

from __future__ import annotations

__all__ = ["COMMANDS", "HELM_COMMANDS"]

#: Name to the module of this room that defines ``command``, and the line that ``chartkit --help`` shows.
COMMANDS: dict[str, tuple[str, str]] = {
    "render": ("render", "Print the manifests that a folder or a chart renders to."),
    "explain": ("explain", "Show which template lines and values made a line that is rendered."),
    "validate": ("validate", "Check manifests against Kubernetes schemas and the rules of its API server."),
    "rule": ("rule", "Explain a check of chartkit validate, or list them all."),
    "import-helm": ("import_helm", "Make a Helm chart a folder that renders the same."),
    "diff": ("diff", "Show what differs between two environments, revisions, folders or charts."),
    "verify": ("verify", "Render two folders or charts in many cases, and compare."),
    "dependency": ("dependency", "List a chart's dependencies, or build those of this machine."),
    "lint": ("lint", "Look for what is wrong in charts, as helm lint does."),
    "show": ("show", "Show what is in a chart: its metadata, values, README, definitions."),
    "package": ("package", "Package a chart directory, as helm package does."),
    "template": ("template", "Render a chart exactly as helm template does."),
    "modes": ("modes", "List the containers that can run in several modes, and where templates ask."),
    "services": ("services", "List the services of a folder with their modes and requirements."),
    "export-helm": ("export_helm", "Turn a folder into a Helm chart that renders the same."),
}

#: Those that stand in for a command of Helm: they read their own command lines.
HELM_COMMANDS = frozenset({"dependency", "lint", "package", "show", "template"})
