"""Whether an API version is on its way out, in the words of the Kubernetes types that Helm is built with.

Upstream: helm pkg/chart/v2/lint/rules/deprecations.go; k8s.io/apiserver pkg/endpoints/deprecation
"""

from __future__ import annotations

from chartkit.helm_versions import HelmBehaviour
from chartkit.validation import built_in

__all__ = ["deprecation"]


def deprecation(api_version: str, kind: str, kube_version: tuple[int, int], behaviour: HelmBehaviour) -> str:
    """Return the warning for objects of this kind; empty if nothing is known against it."""
    life = built_in().life(api_version, kind)
    named = (api_version, kind)
    silent = _SILENT_4_3 if behaviour.lint_looks_closer else _SILENT_3_17
    if life is None or not life.deprecated or named in _SILENT or named in silent:
        return ""
    if kube_version < _numbers(life.deprecated):
        return ""
    told = f"{api_version} {kind} is deprecated in v{life.deprecated}+"
    if life.removed:
        told += f", unavailable in v{life.removed}+"
    advice = _ADVICE.get(named, f"{life.new_api_version} {life.new_kind}")
    if life.new_api_version and named not in _WITHOUT_ADVICE:
        told += f"; use {advice}"
    return told


def _numbers(version: str) -> tuple[int, int]:
    major, _, minor = version.partition(".")
    return int(major), int(minor)


def _kinds(table: str) -> frozenset[tuple[str, str]]:
    """Return pairs of API version and kind; each line has an API version and its kinds."""
    rows = (line.split() for line in table.strip().splitlines())
    return frozenset((api_version, kind) for api_version, *kinds in rows for kind in kinds)


# What the Go types tell is not all that is known: some are not registered where Helm looks them up, or say nothing.

_SILENT = _kinds("""
    admission.k8s.io/v1beta1 AdmissionReview
    apidiscovery.k8s.io/v2beta1 APIGroupDiscovery
    apiextensions.k8s.io/v1beta1 CustomResourceDefinition
    apiregistration.k8s.io/v1beta1 APIService
    batch/v1beta1 JobTemplate
    batch/v2alpha1 CronJob
    discovery.k8s.io/v1alpha1 EndpointSlice
    extensions/v1beta1 PodSecurityPolicy
    flowcontrol.apiserver.k8s.io/v1alpha1 FlowSchema PriorityLevelConfiguration
    networking.k8s.io/v1alpha1 ClusterCIDR
    node.k8s.io/v1alpha1 RuntimeClass
    policy/v1beta1 PodSecurityPolicy
    rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding RoleBinding Role ClusterRole
    scheduling.k8s.io/v1alpha1 PriorityClass
""")

_SILENT_4_3 = _kinds("""
    autoscaling/v2beta1 HorizontalPodAutoscaler
    autoscaling/v2beta2 HorizontalPodAutoscaler
    networking.k8s.io/v1alpha1 IPAddress ServiceCIDR
    storagemigration.k8s.io/v1alpha1 StorageVersionMigration
""")

_SILENT_3_17 = _kinds("""
    admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
    certificates.k8s.io/v1beta1 PodCertificateRequest ClusterTrustBundle
    coordination.k8s.io/v1beta1 LeaseCandidate
    lifecycle.k8s.io/v1alpha1 Eviction EvictionRequest
    resource.k8s.io/v1alpha3 ResourcePoolStatusRequest DeviceTaintRule
    resource.k8s.io/v1beta2 ResourceSlice ResourceClaimTemplate ResourceClaim DeviceTaintRule DeviceClass
    scheduling.k8s.io/v1beta1 Workload PodGroup
    storagemigration.k8s.io/v1beta1 StorageVersionMigration
    v1 Endpoints
""")

_WITHOUT_ADVICE = _kinds("""
    admissionregistration.k8s.io/v1alpha1 MutatingAdmissionPolicy MutatingAdmissionPolicyBinding
    admissionregistration.k8s.io/v1alpha1 ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
    admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
    authentication.k8s.io/v1alpha1 SelfSubjectReview
    authentication.k8s.io/v1beta1 SelfSubjectReview
    certificates.k8s.io/v1alpha1 ClusterTrustBundle
    coordination.k8s.io/v1alpha2 LeaseCandidate
    events.k8s.io/v1beta1 Event
    networking.k8s.io/v1beta1 IPAddress ServiceCIDR
    node.k8s.io/v1beta1 RuntimeClass
    policy/v1beta1 Eviction
    resource.k8s.io/v1alpha3 DeviceTaintRule
    resource.k8s.io/v1beta1 DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice
    resource.k8s.io/v1beta2 DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice
""")


#: What is advised instead of the newest version.
_ADVICE = {
    ("networking.k8s.io/v1beta1", "IngressClass"): "networking.k8s.io/v1 IngressClassList",
    ("storage.k8s.io/v1alpha1", "CSIStorageCapacity"): "storage.k8s.io/v1beta1 CSIStorageCapacity",
} | {
    (f"flowcontrol.apiserver.k8s.io/{version}", kind): f"flowcontrol.apiserver.k8s.io/v1beta3 {kind}"
    for version in ("v1beta1", "v1beta2")
    for kind in ("FlowSchema", "PriorityLevelConfiguration")
}
