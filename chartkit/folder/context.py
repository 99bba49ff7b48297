"""What a folder's templates see as dot.

Upstream: kube-appdeploy process.go ProcessVariables
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chartkit.gostd.kinds import ANY_MAP, BOOL, STRING, Field, GoType, Kind, NilStringList, StringList, Struct
from chartkit.records import dataclass, field

__all__ = ["ProcessVariables", "namespace_of"]

_DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True, slots=True)
class ProcessVariables(Struct):
    """The variables, and what the original sets beside them."""

    namespace: str = _DEFAULT_NAMESPACE
    image_pull_secrets: StringList = field(default_factory=NilStringList)
    manage_cronjobs: bool = False
    variables: dict[str, object] = field(default_factory=dict)

    go_type: ClassVar[GoType] = GoType(
        "*appdeploy.ProcessVariables", Kind.POINTER, elem=GoType("appdeploy.ProcessVariables", Kind.STRUCT)
    )
    go_fields: ClassVar[Mapping[str, Field]] = {
        "Namespace": Field("namespace", STRING),
        "ImagePullSecrets": Field("image_pull_secrets", StringList.go_type),
        "ManageCronjobs": Field("manage_cronjobs", BOOL),
        "Variables": Field("variables", ANY_MAP),
    }


def namespace_of(variables: Mapping[str, object], configured: str) -> str:
    """Return the namespace: the variable ``namespace`` if it is a text, else what is configured, else ``default``.

    Upstream: kube-appdeploy process.go ProcessWithFuncs
    """
    found = variables.get("namespace")
    namespace = found if isinstance(found, str) else configured
    return namespace or _DEFAULT_NAMESPACE
