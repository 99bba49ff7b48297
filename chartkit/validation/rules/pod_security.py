"""CK325: the security context of a pod has numbers in range and sysctls that can be set.

Upstream: pkg/apis/core/validation validation.go ValidatePodSecurityContext, validateSysctls
"""

from __future__ import annotations

import re

from chartkit.validation.manifest import Manifest, entries, flag, mapping, text
from chartkit.validation.quantity import format_number

from . import Report
from .container_security import check_ids, check_profiles

__all__ = ["check"]

_SYSCTL = r"(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?\Z"
_SELINUX = ("Recursive", "MountOption")
_IPC = ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")


def check(manifest: Manifest, report: Report) -> None:
    """Report pod security contexts that the server refuses."""
    pod = manifest.pod
    context, path = mapping(pod.spec, "securityContext"), (*pod.spec_path, "securityContext")
    if not context:
        return
    check_ids(context, path, ("runAsUser", "runAsGroup", "fsGroup"), report)
    check_profiles(context, path, report)
    policy = context.get("seLinuxChangePolicy")
    if isinstance(policy, str) and policy not in _SELINUX:
        report((*path, "seLinuxChangePolicy"), f'"{policy}" is not one of {", ".join(_SELINUX)}')
    groups = context.get("supplementalGroups")
    for index, group in enumerate(groups if isinstance(groups, list) else ()):
        if isinstance(group, (float, int)) and not 0 <= group <= 2**31 - 1:
            message = f"a group must be from 0 to {2**31 - 1}, not {format_number(group)}"
            report((*path, "supplementalGroups", index), message)
    seen: set[str] = set()
    for index, sysctl in entries(context, "sysctls"):
        name, here = text(sysctl, "name"), (*path, "sysctls", index, "name")
        if len(name) > 253 or not re.match(_SYSCTL, name):
            report(here, f'"{name}" is not a sysctl')
        elif name in seen:
            report(here, f'sysctl "{name}" is there twice')
        elif flag(pod.spec, "hostNetwork") and name.startswith("net."):
            report(here, f'sysctl "{name}" cannot be set with hostNetwork')
        elif flag(pod.spec, "hostIPC") and name.startswith(_IPC):
            report(here, f'sysctl "{name}" cannot be set with hostIPC')
        seen.add(name)
