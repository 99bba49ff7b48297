"""The kinds of names that Kubernetes knows: each function returns what is wrong with a name, or "".

Upstream: k8s.io/apimachinery pkg/util/validation validation.go, pkg/api/validate/content kube.go
"""

from __future__ import annotations

__all__ = [
    "NAME_HINT",
    "c_identifier",
    "config_key",
    "dns_1035_label",
    "dns_label",
    "dns_subdomain",
    "domain_path",
    "env_name",
    "header_name",
    "label_value",
    "path_segment",
    "port_name",
    "qualified_name",
    "wildcard_subdomain",
]

#: What to write instead of a name with wrong characters.
NAME_HINT = "use lower case letters, digits and '-', with a letter or digit at both ends"

# PERF: strings instead of patterns; compiling the patterns would take as long as checking a hundred objects.
_LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ALNUM = _LETTERS + "0123456789"


def _consists_of(name: str, characters: str) -> bool:
    """Return whether ``name`` has characters, and only these."""
    return bool(name) and not name.strip(characters)


def _is_label(name: str) -> bool:
    """Return whether ``name`` matches ``[a-z0-9]([-a-z0-9]*[a-z0-9])?``."""
    return _consists_of(name, _LOWER + "-") and name[0] != "-" and name[-1] != "-"


def _is_subdomain(name: str) -> bool:
    return all(map(_is_label, name.split(".")))


def _is_word(name: str) -> bool:
    """Return whether ``name`` matches ``([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]``."""
    return _consists_of(name, _ALNUM + "-_.") and name[0] in _ALNUM and name[-1] in _ALNUM


def dns_label(name: str) -> str:
    """Return what keeps ``name`` from being an RFC 1123 label (Upstream: IsDNS1123Label)."""
    if len(name) > 63:
        return f"must have at most 63 characters, not {len(name)}"
    if _is_label(name):
        return ""
    if _is_subdomain(name):
        return "must not contain dots"
    return "must consist of lower case letters, digits and '-', and begin and end with a letter or digit"


def dns_subdomain(name: str) -> str:
    """Return what keeps ``name`` from being an RFC 1123 subdomain (Upstream: IsDNS1123Subdomain)."""
    if len(name) > 253:
        return f"must have at most 253 characters, not {len(name)}"
    if _is_subdomain(name):
        return ""
    return "must consist of lower case letters, digits, '-' and '.', and begin and end with a letter or digit"


def dns_1035_label(name: str) -> str:
    """Return what keeps ``name`` from being an RFC 1035 label (Upstream: IsDNS1035Label)."""
    if len(name) > 63:
        return f"must have at most 63 characters, not {len(name)}"
    if _is_label(name) and name[0] in _LETTERS:
        return ""
    return "must consist of lower case letters, digits and '-', begin with a letter and end with a letter or digit"


def wildcard_subdomain(name: str) -> str:
    """Return what keeps ``name`` from being ``*.`` and a subdomain (Upstream: IsWildcardDNS1123Subdomain)."""
    if not name.startswith("*.") or dns_subdomain(name[2:]) or len(name) > 253:
        return "must be '*.' and a lower case domain name"
    return ""


def qualified_name(name: str) -> str:
    """Return what keeps ``name`` from being ``[prefix/]name``, as label keys are (Upstream: IsLabelKey)."""
    prefix, slash, rest = name.partition("/")
    if not slash:
        rest = name
    elif "/" in rest:
        return "must be a name with at most one prefix: example.com/name"
    elif not prefix:
        return "has an empty prefix before '/'"
    elif problem := dns_subdomain(prefix):
        return f"has the prefix {prefix!r}, which {problem}"
    if not rest:
        return "must not be empty" if not slash else "has nothing after '/'"
    if len(rest) > 63:
        return f"must have at most 63 characters after the prefix, not {len(rest)}"
    if not _is_word(rest):
        return "must consist of letters, digits, '-', '_' and '.', and begin and end with a letter or digit"
    return ""


def label_value(value: str) -> str:
    """Return what keeps ``value`` from being a label's value (Upstream: IsLabelValue)."""
    if len(value) > 63:
        return f"must have at most 63 characters, not {len(value)}"
    if not value or _is_word(value):
        return ""
    return "must be empty or consist of letters, digits, '-', '_' and '.', and begin and end with a letter or digit"


def c_identifier(name: str) -> str:
    """Return what keeps ``name`` from being an identifier of C (Upstream: IsCIdentifier)."""
    return (
        ""
        if _consists_of(name, _ALNUM + "_") and not name[0].isdecimal()
        else "must consist of letters, digits and '_', and not begin with a digit"
    )


def env_name(name: str) -> str:
    """Return what keeps ``name`` from being an environment variable's name (Upstream: IsRelaxedEnvVarName).

    Since 1.30 (behind a gate) and 1.32 (by default) all printable ASCII characters but ``=`` are accepted.
    """
    if not name:
        return "must not be empty"
    if all(" " <= char <= "~" and char != "=" for char in name):
        return ""
    return "must consist of printable ASCII characters other than '='"


def config_key(name: str) -> str:
    """Return what keeps ``name`` from being a key of a ConfigMap or Secret (Upstream: IsConfigMapKey)."""
    if len(name) > 253:
        return f"must have at most 253 characters, not {len(name)}"
    if not _consists_of(name, _ALNUM + "-_."):
        return "must consist of letters, digits, '-', '_' and '.'"
    return "must not be '.' or begin with '..'" if name == "." or name.startswith("..") else ""


def domain_path(name: str) -> str:
    """Return what keeps ``name`` from being a domain and a path below it (Upstream: IsDomainPrefixedPath)."""
    domain, slash, path = name.partition("/")
    if not slash or not path:
        return "must be a domain and a path, as in example.com/name"
    if problem := dns_subdomain(domain):
        return f"has the domain {domain!r}, which {problem}"
    known = set(_ALNUM + "-._~%!$&'()*+,;=:@/")
    return "" if set(path) <= known else "has a character that cannot be in a path"


def path_segment(name: str) -> str:
    """Return what keeps ``name`` from being part of a URL's path (Upstream: IsValidPathSegmentName)."""
    if name in (".", ".."):
        return "must not be '.' or '..'"
    return next((f"must not contain {char!r}" for char in "/%" if char in name), "")


def header_name(name: str) -> str:
    """Return what keeps ``name`` from being an HTTP header (Upstream: IsHTTPHeaderName)."""
    return "" if _consists_of(name, _ALNUM + "-") else "must consist of letters, digits and '-'"


def port_name(name: str) -> str:
    """Return what keeps ``name`` from being a container port's name (Upstream: IsValidPortName)."""
    if len(name) > 15:
        return f"must have at most 15 characters, not {len(name)}"
    if not _consists_of(name, _LOWER + "-"):
        return "must consist of lower case letters, digits and '-'"
    if not any("a" <= char <= "z" for char in name):
        return "must contain a letter"
    if "--" in name:
        return "must not contain two hyphens in a row"
    return "must not begin or end with a hyphen" if name.startswith("-") or name.endswith("-") else ""
