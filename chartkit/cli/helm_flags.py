"""The flags of the Helm commands that chartkit stands in for.

Upstream: helm pkg/cmd/template.go, install.go addInstallFlags, flags.go, pkg/cli/environment.go AddFlags
"""

from __future__ import annotations

from chartkit.gostd import strconv

from .pflag import Flag, FlagKind

__all__ = ["CHARTKIT_FLAGS", "CHART_PATH_FLAGS", "GLOBAL_FLAGS", "TEMPLATE_EXCLUSIVE", "TEMPLATE_FLAGS", "VALUES_FLAGS"]

_NO_EFFECT = "this flag has no effect for 'helm template' and will be removed in Helm 5"


def _wait_refusal(value: str) -> str:
    if value in ("watcher", "hookOnly", "legacy", "true", "false"):
        return ""
    return f"invalid wait input {strconv.quote(value)}. Valid inputs are watcher, hookOnly, and legacy"


GLOBAL_FLAGS = (
    Flag("burst-limit", FlagKind.INT),
    Flag("color", FlagKind.STRING, is_new=True),
    Flag("colour", FlagKind.STRING, is_new=True),
    Flag("content-cache", FlagKind.STRING, is_new=True),
    Flag("debug", help="print debug records, and what was rendered before a document failed"),
    Flag("kube-apiserver", FlagKind.STRING),
    Flag("kube-as-group", FlagKind.STRING_ARRAY),
    Flag("kube-as-user", FlagKind.STRING),
    Flag("kube-ca-file", FlagKind.STRING),
    Flag("kube-context", FlagKind.STRING),
    Flag("kube-insecure-skip-tls-verify"),
    Flag("kube-tls-server-name", FlagKind.STRING),
    Flag("kube-token", FlagKind.STRING),
    Flag("kubeconfig", FlagKind.STRING),
    Flag("namespace", FlagKind.STRING, "namespace of the release", shorthand="n"),
    Flag("qps", FlagKind.FLOAT),
    Flag("registry-config", FlagKind.STRING),
    Flag("repository-cache", FlagKind.STRING),
    Flag("repository-config", FlagKind.STRING),
    Flag("help", help="this text", shorthand="h"),
)

#: What chartkit adds to a Helm command's own flags.
CHARTKIT_FLAGS = (
    Flag("helm-version", FlagKind.STRING, "line of Helm to behave as: 4.3 or 3.17 (default 4.3)"),
    Flag("seed", FlagKind.INT, "make random functions repeat: passwords, keys, identifiers"),
    Flag("allow-outside-links", help="follow symbolic links that lead out of the chart"),
)

VALUES_FLAGS = (
    Flag("values", FlagKind.STRING_SLICE, "values file; - is standard input (repeatable)", shorthand="f"),
    Flag("set", FlagKind.STRING_ARRAY, "values: key1=val1,key2=val2 (repeatable)"),
    Flag("set-string", FlagKind.STRING_ARRAY, "the same, every value a string (repeatable)"),
    Flag("set-json", FlagKind.STRING_ARRAY, "values as JSON: key=json, or one object (repeatable)"),
    Flag("set-file", FlagKind.STRING_ARRAY, "values from files: key1=path1 (repeatable)"),
    Flag("set-literal", FlagKind.STRING_ARRAY, "one value exactly as it stands: key=text (repeatable)"),
)

#: Where Helm would fetch a chart from; accepted, but chartkit reads charts from disk.
CHART_PATH_FLAGS = (
    Flag("ca-file", FlagKind.STRING),
    Flag("cert-file", FlagKind.STRING),
    Flag("devel"),
    Flag("insecure-skip-tls-verify"),
    Flag("key-file", FlagKind.STRING),
    Flag("keyring", FlagKind.STRING),
    Flag("pass-credentials"),
    Flag("password", FlagKind.STRING),
    Flag("plain-http"),
    Flag("repo", FlagKind.STRING),
    Flag("username", FlagKind.STRING),
    Flag("verify"),
    Flag("version", FlagKind.STRING),
)

TEMPLATE_FLAGS = (
    *VALUES_FLAGS,
    *CHART_PATH_FLAGS,
    Flag("api-versions", FlagKind.STRING_SLICE, "API versions to take for known (repeatable)", shorthand="a"),
    Flag("dependency-update", help="put missing dependencies of this machine into charts/ first"),
    Flag("dry-run", FlagKind.STRING, "client; server needs a cluster", alone="unset"),
    Flag("enable-dns", help="let getHostByName ask the network"),
    Flag("generate-name", help="generate the name", shorthand="g"),
    Flag("include-crds", help="print the files of crds/ first"),
    Flag("is-upgrade", help="set .Release.IsUpgrade instead of .Release.IsInstall"),
    Flag("kube-version", FlagKind.STRING, "Kubernetes version that templates see"),
    Flag("name-template", FlagKind.STRING, "template that makes the release's name"),
    Flag("no-hooks", help="leave hooks out"),
    Flag("output-dir", FlagKind.STRING, "write files below this directory instead of standard output"),
    Flag("post-renderer", FlagKind.STRING, "program that gets the manifests and prints new ones"),
    Flag("post-renderer-args", FlagKind.STRING_ARRAY, "argument of that program (repeatable)"),
    Flag("release-name", help="put the release's name into the path below --output-dir"),
    Flag("show-only", FlagKind.STRING_ARRAY, "print only documents of this template (repeatable)", shorthand="s"),
    Flag("skip-schema-validation", help="do not check values.schema.json"),
    Flag("skip-tests", help="leave test hooks out"),
    # Accepted, without effect on what is printed.
    Flag("atomic", deprecated="use --rollback-on-failure instead"),
    Flag("create-namespace"),
    Flag("description", FlagKind.STRING),
    Flag("disable-openapi-validation"),
    Flag("force", deprecated="use --force-replace instead"),
    Flag("force-conflicts", is_new=True),
    Flag("force-replace", is_new=True),
    Flag("hide-notes", deprecated=_NO_EFFECT),
    Flag("labels", FlagKind.STRING_TO_STRING, shorthand="l"),
    Flag("render-subchart-notes", deprecated=_NO_EFFECT),
    Flag("replace"),
    Flag("rollback-on-failure", is_new=True),
    Flag("server-side", is_new=True),
    Flag("skip-crds"),
    Flag("take-ownership"),
    Flag("timeout", FlagKind.DURATION),
    Flag("validate", deprecated="use '--dry-run=server' instead"),
    Flag("wait", FlagKind.STRING, alone="watcher", check=_wait_refusal),
    Flag("wait-for-jobs"),
)

TEMPLATE_EXCLUSIVE = (("validate", "dry-run"), ("force-replace", "force-conflicts"), ("force", "force-conflicts"))
