"""What a probe and a lifecycle hook may do: exec, httpGet, tcpSocket, grpc, sleep.

Shared by the rules for probes and hooks; not a rule itself.

Upstream: pkg/apis/core/validation validation.go validateHandler
"""

from __future__ import annotations

from chartkit.validation.findings import FieldPath
from chartkit.validation.manifest import entries, mapping, number, text
from chartkit.validation.names import header_name, port_name
from chartkit.validation.quantity import format_number

from . import Report

__all__ = ["check_handler", "port_problem"]

#: The seconds that a pod has to end unless it says otherwise.
_GRACE = 30


def check_handler(
    holder: dict[str, object], path: FieldPath, kinds: tuple[str, ...], report: Report, grace: float = _GRACE
) -> None:
    """Report a handler that is not exactly one of ``kinds``, or one that cannot work.

    ``grace`` are the seconds that the pod has to end, which no hook can sleep beyond.
    """
    given = [kind for kind in kinds if holder.get(kind) is not None]
    if not given:
        report(path, f"{path[-1]} must have a handler", f"one of {', '.join(kinds)}", at_key=True)
    for kind in given[1:]:
        message = f"{path[-1]} has {kind} beside {given[0]}, and can have one handler only"
        report((*path, kind), message, "keep one of them", at_key=True)
    for kind in given:
        action, here = mapping(holder, kind), (*path, kind)
        if kind == "exec" and not action.get("command"):
            report((*here, "command"), "exec must have a command", at_key=True)
        elif kind == "httpGet":
            _check_http(action, here, report)
        elif kind in ("tcpSocket", "grpc"):
            if problem := port_problem(action.get("port")):
                report((*here, "port"), problem)
        elif kind == "sleep":
            _check_sleep(action, here, grace, report)


def port_problem(port: object) -> str:
    """Return what keeps ``port`` from being a port's number or name."""
    if isinstance(port, (float, int)) and not isinstance(port, bool):
        return "" if 1 <= port <= 65535 else f"a port must be from 1 to 65535, not {format_number(port)}"
    if isinstance(port, str) and (problem := port_name(port)):
        hint = "; write the number without quotes" if port.isdigit() else ""
        return f'port name "{port}" {problem}{hint}'
    return ""


def _check_sleep(action: dict[str, object], path: FieldPath, grace: float, report: Report) -> None:
    """Report a sleep that ends after the pod (Upstream: validateSleepAction)."""
    seconds = number(action, "seconds")
    if seconds is not None and not 0 <= seconds <= grace:
        what = f"from 0 to terminationGracePeriodSeconds ({format_number(grace)})"
        report((*path, "seconds"), f"seconds must be {what}, not {format_number(seconds)}")


def _check_http(action: dict[str, object], path: FieldPath, report: Report) -> None:
    if problem := port_problem(action.get("port")):
        report((*path, "port"), problem)
    for index, header in entries(action, "httpHeaders"):
        if problem := header_name(text(header, "name")):
            report((*path, "httpHeaders", index, "name"), f'header "{text(header, "name")}" {problem}')
