"""CK330: a pod's settings are those of its system: Windows options are possible, and each system gets only its own.

Upstream: pkg/apis/core/validation validation.go validateWindowsSecurityContextOptions, validateWindowsHostProcessPod,
validateWindows, validateLinux
"""

from __future__ import annotations

import re

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, Pod, flag, mapping, text
from chartkit.validation.names import dns_subdomain

from . import Report

__all__ = ["check"]

#: What the pod, its security context and those of its containers cannot have on Windows.
_LINUX_PODS = ("hostPID", "hostIPC", "hostUsers", "shareProcessNamespace")
_LINUX_CONTEXTS = (
    "appArmorProfile", "seLinuxOptions", "seLinuxChangePolicy", "seccompProfile", "fsGroup", "fsGroupChangePolicy",
    "sysctls", "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy",
)  # fmt: skip
_LINUX_CONTAINERS = (
    "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged",
    "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup",
)  # fmt: skip
_DOMAIN = r"[^\\/:*?\"<>|.][^\\/:*?\"<>|]{0,14}\Z|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\Z"
_USER_CHARACTERS = set('"/\\:;|=,+*?<>@[]')
_SPEC_BYTES = 64 * 1024


def check(manifest: Manifest, report: Report) -> None:
    """Report options for Windows that the server refuses, and those of one system in pods of another."""
    pod = manifest.pod
    contexts: list[tuple[FieldPath, dict[str, object]]] = [(pod.spec_path, pod.spec), *pod.all_containers]
    given = False
    for path, holder in contexts:
        options = mapping(mapping(holder, "securityContext"), "windowsOptions")
        if options:
            given = True
            _check_options(options, (*path, "securityContext", "windowsOptions"), report)
    if given:
        _check_host_process(pod, report)
    system = text(mapping(pod.spec, "os"), "name")
    if system == "windows":
        _check_foreign(pod.spec, pod.spec_path, _LINUX_PODS, system, report)
        for path, holder in contexts:
            keys = _LINUX_CONTEXTS if path is pod.spec_path else _LINUX_CONTAINERS
            _check_foreign(mapping(holder, "securityContext"), (*path, "securityContext"), keys, system, report)
    elif system == "linux":
        for path, holder in contexts:
            here = (*path, "securityContext")
            _check_foreign(mapping(holder, "securityContext"), here, ("windowsOptions",), system, report)


def _check_foreign(
    holder: dict[str, object], path: FieldPath, keys: tuple[str, ...], system: str, report: Report
) -> None:
    for key in keys:
        if holder.get(key) not in (None, False, []):
            report((*path, key), f"{key} cannot be set where os.name is {system}", at_key=True)


def _check_options(options: dict[str, object], path: FieldPath, report: Report) -> None:
    name, spec, user = (options.get(key) for key in ("gmsaCredentialSpecName", "gmsaCredentialSpec", "runAsUserName"))
    if isinstance(name, str) and (problem := dns_subdomain(name)):
        report((*path, "gmsaCredentialSpecName"), f'gmsaCredentialSpecName "{name}" {problem}')
    if isinstance(spec, str) and not 0 < len(spec.encode("utf-8", "replace")) <= _SPEC_BYTES:
        report((*path, "gmsaCredentialSpec"), f"gmsaCredentialSpec must have 1 to {_SPEC_BYTES} bytes")
    if isinstance(user, str) and (problem := _user_problem(user)):
        report((*path, "runAsUserName"), f"runAsUserName {problem}")


def _user_problem(name: str) -> str:
    r"""Return what keeps ``name`` from being ``[DOMAIN\\]USER``, or ""."""
    if not name:
        return "must not be empty"
    if any(char < " " or char == "\x7f" for char in name):
        return "must not contain control characters"
    domain, backslash, user = name.rpartition("\\")
    if "\\" in domain:
        return "must contain at most one backslash"
    if backslash and (len(domain) >= 256 or not re.match(_DOMAIN, domain)):
        return f'has "{domain}" before the backslash, which is no domain'
    if not 0 < len(user) <= 104:
        return "must name a user of 1 to 104 characters"
    if not user.strip(". "):
        return "must not consist of periods and spaces"
    wrong = "".join(sorted(_USER_CHARACTERS & set(user)))
    return f"must not contain any of {wrong}" if wrong else ""


def _check_host_process(pod: Pod, report: Report) -> None:
    """Report pods of which only a part would run as processes of their host."""
    for_all = mapping(mapping(pod.spec, "securityContext"), "windowsOptions").get("hostProcess")
    running = 0
    for path, container in pod.all_containers:
        own = mapping(mapping(container, "securityContext"), "windowsOptions").get("hostProcess")
        if None not in (for_all, own) and for_all is not own:
            here = (*path, "securityContext", "windowsOptions", "hostProcess")
            report(here, "hostProcess of a container must be that of its pod")
        running += own is True or (own is None and for_all is True)
    if not running:
        return
    if running != len(pod.all_containers):
        report(pod.spec_path, "hostProcess must be set for all containers or none", at_key=True)
    if not flag(pod.spec, "hostNetwork"):
        report((*pod.spec_path, "hostNetwork"), "hostProcess needs hostNetwork: true", at_key=True)
