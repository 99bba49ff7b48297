"""One row for each check: code, level (E error, W warning), name, module, kinds, and what it says in one line.

A row without a module is reported by the engine itself. The kinds are ``group/Kind`` (the core group has no name),
``pods`` for all kinds that make pods, ``*`` for every object, and empty for rules over a whole rendering.
"""

# ruff: noqa: E501 - a row is a line

from __future__ import annotations

__all__ = ["TABLE"]

_RBAC = "rbac.authorization.k8s.io"
_ROLES = f"{_RBAC}/Role {_RBAC}/ClusterRole"
_BINDINGS = f"{_RBAC}/RoleBinding {_RBAC}/ClusterRoleBinding"
_WORKLOADS = "apps/Deployment apps/ReplicaSet apps/StatefulSet apps/DaemonSet"
_JOBS = "batch/Job batch/CronJob"
_HOOKS = "admissionregistration.k8s.io/ValidatingWebhookConfiguration admissionregistration.k8s.io/MutatingWebhookConfiguration"
_POLICIES = "admissionregistration.k8s.io/ValidatingAdmissionPolicy admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding"
_CRD = "apiextensions.k8s.io/CustomResourceDefinition"
_SELECTING = f"pods Service policy/PodDisruptionBudget networking.k8s.io/NetworkPolicy {_HOOKS} {_RBAC}/ClusterRole"

TABLE: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("CK001", "E", "yaml-syntax", "", "*", "The text is not YAML."),
    ("CK002", "E", "duplicate-key", "", "*", "A key is there twice in one object."),
    ("CK003", "E", "not-an-object", "", "*", "A document is not an object."),
    ("CK004", "E", "no-kind", "", "*", "An object has no kind or apiVersion."),
    ("CK005", "E", "render-failure", "", "*", "A folder or chart cannot be rendered."),
    ("CK101", "E", "no-schema", "", "*", "No schema is known for the object's kind."),
    ("CK102", "E", "rejected-kind", "", "*", "The kind is one of those named by --reject."),
    ("CK103", "E", "unknown-field", "", "*", "A field is not part of its type."),
    ("CK104", "E", "wrong-type", "", "*", "A value is of the wrong type."),
    ("CK105", "E", "missing-field", "", "*", "A required field is missing or null."),
    ("CK106", "E", "unknown-value", "", "*", "A value is not one of those that its field accepts."),
    ("CK107", "E", "number-size", "", "*", "A number does not fit in the 32 or 64 bits of its field."),
    ("CK108", "E", "duplicate-entry", "", "*", "Two entries of a list have the same key."),
    ("CK109", "E", "quantity", "", "*", "A value is not a quantity."),
    ("CK110", "E", "time", "", "*", "A value is not an RFC 3339 time."),
    ("CK111", "E", "base64", "", "*", "A value is not base64."),
    ("CK112", "E", "removed-api", "", "*", "The API version is no longer served."),
    ("CK113", "W", "deprecated-api", "", "*", "The API version is deprecated."),
    ("CK114", "E", "pattern", "", "*", "A string does not match the pattern of its schema."),
    ("CK115", "E", "bounds", "", "*", "A number, a length or a count is outside the bounds of its schema."),
    ("CK116", "E", "format", "", "*", "A string is not in the format that its schema names."),
    ("CK117", "E", "alternatives", "", "*", "A value does not fit the alternatives of its schema."),
    ("CK118", "E", "cel-rule", "", "*", "A CEL rule of the schema is not met."),
    ("CK119", "E", "unusable-schema", "", "*", "A part of the schema cannot be used."),
    ("CK201", "E", "object-name", "object_name", "*", "An object has no name, or one that its kind cannot have."),
    ("CK202", "E", "object-namespace", "object_namespace", "*", "A namespace is not a DNS label."),
    ("CK203", "E", "labels", "labels", "*", "A label's key or value is not one that the server takes."),
    ("CK204", "E", "annotations", "annotations", "*", "An annotation's key is not a qualified name, or all are too long."),
    ("CK205", "E", "owner-references", "owner_references", "*", "An owner reference is incomplete or one too many."),
    ("CK206", "E", "finalizers", "finalizers", "*", "A finalizer is not a qualified name."),
    ("CK207", "E", "duplicate-resource", "", "*", "The same object is there twice."),
    ("CK301", "E", "container-names", "container_names", "pods", "A container's name is not a DNS label or not unique."),
    ("CK302", "E", "container-image", "container_image", "pods", "A container has no image."),
    ("CK303", "E", "container-ports", "container_ports", "pods", "A container port is out of range, misnamed or taken."),
    ("CK304", "E", "container-env", "container_env", "pods", "An environment variable has no possible name or source."),
    ("CK305", "E", "volume-mounts", "volume_mounts", "pods", "A mount names no volume of the pod, or its path is wrong."),
    ("CK306", "E", "probes", "probes", "pods", "A probe has not one handler, or thresholds that cannot be."),
    ("CK307", "W", "named-ports", "named_ports", "pods", "A probe or hook names a port that the container lacks."),
    ("CK308", "E", "lifecycle-hooks", "lifecycle_hooks", "pods", "A lifecycle hook has not one handler."),
    ("CK309", "E", "container-resources", "container_resources", "pods", "Requests are above limits, or amounts misfit."),
    ("CK310", "E", "container-security", "container_security", "pods", "A container's security context contradicts itself."),
    ("CK311", "E", "container-restart", "container_restart", "pods", "A container has a restart policy it cannot have."),
    ("CK320", "E", "volumes", "volumes", "pods", "A volume's name is not a DNS label, or it has two sources."),
    ("CK321", "E", "volume-sources", "volume_sources", "pods", "A volume's source lacks what it needs."),
    ("CK322", "E", "pod-lifetime", "pod_lifetime", "pods", "A restart policy or deadline does not fit the kind."),
    ("CK323", "E", "pod-network", "pod_network", "pods", "A pod's DNS or host settings are impossible."),
    ("CK324", "E", "pod-references", "pod_references", "pods", "A pod names an object by an impossible name."),
    ("CK325", "E", "pod-security", "pod_security", "pods", "A pod's security context is out of range."),
    ("CK326", "E", "tolerations", "tolerations", "pods", "A toleration contradicts itself."),
    ("CK327", "E", "node-selection", "node_selection", "pods", "A node selector or node affinity cannot match."),
    ("CK328", "E", "pod-affinity", "pod_affinity", "pods", "A pod affinity lacks a topology key or misweighs."),
    ("CK329", "E", "topology-spread", "topology_spread", "pods", "A topology spread constraint cannot be met."),
    ("CK330", "E", "windows-pods", "windows_pods", "pods", "Windows options are impossible, or a system gets another's."),
    ("CK401", "E", "selector-match", "selector_match", f"{_WORKLOADS} ReplicationController",
     "A workload's selector does not match its own pods."),
    ("CK402", "E", "selectors", "selectors", _SELECTING, "A label selector has impossible keys, values or operators."),
    ("CK403", "E", "counts", "counts", f"{_WORKLOADS} ReplicationController {_JOBS}", "A count or wait is negative."),
    ("CK404", "E", "update-strategy", "update_strategy", "apps/Deployment apps/StatefulSet apps/DaemonSet",
     "An update strategy contradicts itself."),
    ("CK405", "E", "jobs", "jobs", _JOBS, "A job's counts and failure policy do not go together."),
    ("CK406", "E", "cron-jobs", "cron_jobs", "batch/CronJob", "A schedule or time zone cannot be understood."),
    ("CK501", "E", "service-ports", "service_ports", "Service", "A Service's ports are missing, misnamed or out of range."),
    ("CK502", "E", "service-type", "service_type", "Service", "A Service's type and settings do not go together."),
    ("CK505", "E", "ingress-rules", "ingress_rules", "networking.k8s.io/Ingress", "An Ingress has impossible hosts or paths."),
    ("CK506", "E", "ingress-backends", "ingress_backends", "networking.k8s.io/Ingress",
     "A backend is not one service with one port, or one resource."),
    ("CK507", "E", "ingress-classes", "ingress_classes", "networking.k8s.io/IngressClass",
     "An IngressClass has an impossible controller or parameters."),
    ("CK508", "E", "network-policies", "network_policies", "networking.k8s.io/NetworkPolicy",
     "A policy's peer or port is impossible."),
    ("CK509", "E", "endpoints", "endpoints", "Endpoints discovery.k8s.io/EndpointSlice", "An endpoint's address is impossible."),
    ("CK601", "E", "config-maps", "config_maps", "ConfigMap", "A ConfigMap's key is impossible, or it is too large."),
    ("CK602", "E", "secrets", "secrets", "Secret", "A Secret's key is impossible or missing, or it is too large."),
    ("CK603", "E", "volume-claims", "volume_claims", "PersistentVolumeClaim apps/StatefulSet",
     "A claim asks for no storage or in no possible way."),
    ("CK604", "E", "persistent-volumes", "persistent_volumes", "PersistentVolume", "A volume has no size or not one source."),
    ("CK605", "E", "storage-classes", "storage_classes", "storage.k8s.io/StorageClass", "A StorageClass has impossible settings."),
    ("CK701", "E", "roles", "roles", _ROLES, "A role's rule does not say what may be done with what."),
    ("CK702", "E", "role-bindings", "role_bindings", _BINDINGS, "A binding's role or subject cannot be named so."),
    ("CK703", "E", "webhooks", "webhooks", _HOOKS, "An admission webhook has an impossible name, client or rule."),
    ("CK704", "E", "crds", "crds", _CRD, "A CustomResourceDefinition's names or versions contradict each other."),
    ("CK705", "E", "crd-schemas", "crd_schemas", _CRD, "A CustomResourceDefinition's schema is not structural."),
    ("CK706", "E", "priority-classes", "priority_classes", "scheduling.k8s.io/PriorityClass", "A priority is reserved."),
    ("CK707", "E", "quotas", "quotas", "ResourceQuota LimitRange", "A quota or limit has impossible resources, amounts or scopes."),
    ("CK708", "E", "api-services", "api_services", "apiregistration.k8s.io/APIService", "An APIService is misnamed or misranked."),
    ("CK709", "E", "runtime-classes", "runtime_classes", "node.k8s.io/RuntimeClass", "A RuntimeClass has impossible settings."),
    ("CK710", "E", "admission-policies", "admission_policies", _POLICIES, "An admission policy or its binding is incomplete."),
    ("CK801", "E", "autoscalers", "autoscalers", "autoscaling/HorizontalPodAutoscaler", "Bounds of an autoscaler are out of order."),
    ("CK802", "E", "autoscaler-metrics", "autoscaler_metrics", "autoscaling/HorizontalPodAutoscaler",
     "A metric has not the source of its type, or not one target."),
    ("CK803", "E", "disruption-budgets", "disruption_budgets", "policy/PodDisruptionBudget", "A budget has two bounds."),
    ("CK901", "W", "service-workloads", "service_workloads", "", "A Service of a rendering selects none of its pods."),
    ("CK902", "W", "references", "references", "", "A ConfigMap or Secret that a pod needs is not in the rendering."),
    ("CK903", "W", "service-accounts", "service_accounts", "", "A ServiceAccount is not in the rendering."),
)  # fmt: skip
