"""CK310: the security context of a container does not contradict itself, and its numbers are in range.

Upstream: pkg/apis/core/validation validation.go ValidateSecurityContext, validateSeccompProfileField
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import Manifest, flag, mapping, number, strings, text
from chartkit.validation.quantity import format_number

from . import Report
from .volume_mounts import local_path_problem

__all__ = ["check", "check_ids", "check_profiles"]

_LARGEST_ID = 2**31 - 1


def check(manifest: Manifest, report: Report) -> None:
    """Report security contexts that the server refuses."""
    for path, container in manifest.pod.all_containers:
        context, here = mapping(container, "securityContext"), (*path, "securityContext")
        if not context:
            continue
        check_ids(context, here, ("runAsUser", "runAsGroup"), report)
        check_profiles(context, here, report)
        if context.get("allowPrivilegeEscalation") is False:
            if flag(context, "privileged"):
                message = "privileged: true and allowPrivilegeEscalation: false exclude each other"
                report((*here, "allowPrivilegeEscalation"), message)
            if any(name == "CAP_SYS_ADMIN" for _, name in strings(mapping(context, "capabilities"), "add")):
                message = "capability CAP_SYS_ADMIN and allowPrivilegeEscalation: false exclude each other"
                report((*here, "allowPrivilegeEscalation"), message)
        masked = text(context, "procMount") != "Unmasked" or manifest.pod.spec.get("hostUsers") is False
        if not masked and manifest.since("1.31"):
            report((*here, "procMount"), "procMount: Unmasked needs hostUsers: false in the pod")


def check_ids(context: dict[str, object], path: FieldPath, keys: tuple[str, ...], report: Report) -> None:
    """Report users and groups that cannot exist."""
    for key in keys:
        value = number(context, key)
        if value is not None and not 0 <= value <= _LARGEST_ID:
            report((*path, key), f"{key} must be from 0 to {_LARGEST_ID}, not {format_number(value)}")


def check_profiles(context: dict[str, object], path: FieldPath, report: Report) -> None:
    """Report seccomp and AppArmor profiles whose type and file do not go together."""
    for kind in ("seccompProfile", "appArmorProfile"):
        if not isinstance(context.get(kind), dict):
            continue
        profile, here = mapping(context, kind), (*path, kind)
        local = text(profile, "localhostProfile")
        if profile.get("type") == "":
            report((*here, "type"), f"{kind} must have a type", "for example RuntimeDefault")
        if text(profile, "type") == "Localhost":
            if not local:
                report((*here, "localhostProfile"), "type Localhost needs a localhostProfile", at_key=True)
            elif kind == "seccompProfile" and (problem := local_path_problem(local)):
                report((*here, "localhostProfile"), f"localhostProfile {problem}")
        elif local:
            report((*here, "localhostProfile"), "localhostProfile is for type Localhost only", at_key=True)
