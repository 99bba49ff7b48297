"""The chart's own templates: what stands for ``ismode``, for pod presets, and for how a folder prints numbers."""

from __future__ import annotations

from collections.abc import Iterable

from .rewriting import Naming

__all__ = ["helpers_text"]

_MODE = """\
{{/* Mode of a container: a list of the context, the workload's name and the container's. In values,
     %(key)s is {workload: mode} or {workload: {container: mode}}; "*" is every other container. */}}
{{- define "%(prefix)s.mode" -}}
{{- $mode := get ((index . 0).Values.%(key)s | default dict) (index . 1) -}}
{{- if kindIs "map" $mode -}}
{{- $mode = get $mode (index . 2) | default (get $mode "*") -}}
{{- end -}}
{{- $mode | default "image" -}}
{{- end }}
"""

_TEXT = """\
{{/* A value as text, whole numbers without an exponent: values are floats, and 1000000 would print as 1e+06. */}}
{{- define "%(prefix)s.text" -}}
{{- if kindIs "float64" . }}{{ if eq (floor .) . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}{{ else }}{{ . }}{{ end -}}
{{- end }}
"""

_PRESETS = """\
{{/* Pod presets of the chart, as a stream of documents. */}}
{{- define "%(prefix)s.pod-presets" -}}
%(includes)s
{{- end }}

{{/* Manifests with the pod presets applied: a list of the context and the text of the manifests. Kubernetes did this
     until 1.20. All presets that match a pod are applied, or none if one contradicts what is there. */}}
{{- define "%(prefix)s.with-pod-presets" -}}
{{- $root := index . 0 -}}
{{- $presets := dict -}}
{{- range regexSplit "(?m)^---(?:\\\\s|$)" (include "%(prefix)s.pod-presets" $root) -1 -}}
{{- $preset := fromYaml . -}}
{{- if and (eq (toString $preset.kind) "PodPreset") (hasPrefix "settings.k8s.io/" (toString $preset.apiVersion)) -}}
{{- $_ := set $presets $preset.metadata.name $preset -}}
{{- end -}}
{{- end -}}
{{- range $document := regexSplit "(?m)^---(?:\\\\s|$)" (index . 1) -1 -}}
{{- $manifest := fromYaml $document -}}
{{- if not (or (eq (trim $document) "") (eq (toString $manifest.kind) "PodPreset")) }}
---
{{ include "%(prefix)s.with-pod-preset" (list $root $presets $manifest (trim $document)) }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* An entry of a list as JSON, without what reads as absent: an empty text, false and null. */}}
{{- define "%(prefix)s.preset-entry" -}}
{{- regexReplaceAll `,?"(?:[^"\\\\]|\\\\.)*":(?:""|null|false)` (toJson .) "" | replace "{," "{" -}}
{{- end }}

{{/* One manifest with the pod presets applied: a list of the context, the presets by name, the manifest and its text. */}}
{{- define "%(prefix)s.with-pod-preset" -}}
{{- $root := index . 0 -}}
{{- $presets := index . 1 -}}
{{- $manifest := index . 2 -}}
{{- $kind := toString $manifest.kind -}}
{{- $pod := dict -}}
{{- if eq $kind "Pod" -}}
{{- $pod = $manifest -}}
{{- else if eq $kind "PodTemplate" -}}
{{- $pod = $manifest.template -}}
{{- else if eq $kind "CronJob" -}}
{{- $pod = dig "spec" "jobTemplate" "spec" "template" (dict) $manifest -}}
{{- else if has $kind (list "Deployment" "StatefulSet" "DaemonSet" "ReplicaSet" "ReplicationController" "Job") -}}
{{- $pod = dig "spec" "template" (dict) $manifest -}}
{{- end -}}
{{- $pod = $pod | default dict -}}
{{- $metadata := $pod.metadata | default dict -}}
{{- $annotations := $metadata.annotations | default dict -}}
{{- $labels := $metadata.labels | default dict -}}
{{- $here := $manifest.metadata.namespace | default $root.Release.Namespace -}}
{{- $excluded := or (hasKey $annotations "kubernetes.io/config.mirror") (eq (toString (get $annotations "podpreset.admission.kubernetes.io/exclude")) "true") -}}
{{- $matching := list -}}
{{- if and (kindIs "map" $pod.spec) (not $excluded) (eq $here $root.Release.Namespace) -}}
{{- range $name, $preset := $presets -}}
{{- $selector := $preset.spec.selector | default dict -}}
{{- $matches := eq ($preset.metadata.namespace | default $root.Release.Namespace) $here -}}
{{- range $key, $value := $selector.matchLabels | default dict -}}
{{- if not (and (hasKey $labels $key) (eq (toJson (get $labels $key)) (toJson $value))) }}{{ $matches = false }}{{ end -}}
{{- end -}}
{{- range $selector.matchExpressions | default list -}}
{{- $listed := and (hasKey $labels .key) (has (get $labels .key) (.values | default list)) -}}
{{- if eq .operator "Exists" }}{{ $listed = hasKey $labels .key }}{{ end -}}
{{- if eq .operator "DoesNotExist" }}{{ $listed = not (hasKey $labels .key) }}{{ end -}}
{{- if eq .operator "NotIn" }}{{ $listed = not $listed }}{{ end -}}
{{- if not $listed }}{{ $matches = false }}{{ end -}}
{{- end -}}
{{- if $matches }}{{ $matching = append $matching $preset }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $conflicts := list -}}
{{- if $matching -}}
{{- $targets := list (list $pod.spec "volumes" "volumes") -}}
{{- range $container := concat ($pod.spec.containers | default list) ($pod.spec.initContainers | default list) -}}
{{- $targets = concat $targets (list (list $container "env" "env") (list $container "envFrom" "envFrom") (list $container "volumeMounts" "volumeMounts")) -}}
{{- end -}}
{{- range $target := $targets -}}
{{- $holder := index $target 0 -}}
{{- $key := index $target 1 -}}
{{- $entries := get $holder $key | default list -}}
{{- range $preset := $matching -}}
{{- range $entry := get $preset.spec $key | default list -}}
{{- $known := list -}}
{{- $mounted := list -}}
{{- if ne $key "envFrom" -}}
{{- range $entries }}{{ if eq (toJson .name) (toJson $entry.name) }}{{ $known = list . }}{{ end }}{{ end -}}
{{- end -}}
{{- if eq $key "volumeMounts" -}}
{{- range $entries }}{{ if eq (toJson .mountPath) (toJson $entry.mountPath) }}{{ $mounted = list . }}{{ end }}{{ end -}}
{{- end -}}
{{- if not $known }}{{ $entries = append $entries $entry }}{{ end -}}
{{- range concat $known $mounted -}}
{{- if ne (include "%(prefix)s.preset-entry" .) (include "%(prefix)s.preset-entry" $entry) }}{{ $conflicts = append $conflicts $entry }}{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $entries }}{{ $_ := set $holder $key $entries }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if or (not $matching) $conflicts -}}
{{ index . 3 }}
{{- else -}}
{{- range $matching -}}
{{- $_ := set $annotations (printf "podpreset.admission.kubernetes.io/podpreset-%%s" .metadata.name) (.metadata.resourceVersion | default "") -}}
{{- end -}}
{{- $_ := set $metadata "annotations" $annotations -}}
{{- $_ := set $pod "metadata" $metadata -}}
{{ toYaml $manifest }}
{{- end -}}
{{- end }}
"""  # noqa: E501 - a template action cannot be broken over lines as Python can


_IDIOMS = """\
{{/* The chart's name, for labels. */}}
{{- define "%(prefix)s.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* A name for objects of this release alone. What came from the folder keeps its own name. */}}
{{- define "%(prefix)s.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "%(prefix)s.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%%s-%%s" .Release.Name (include "%(prefix)s.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{/* The chart's name and version, for a label. */}}
{{- define "%(prefix)s.chart" -}}
{{- printf "%%s-%%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{/* The labels that Helm recommends for every object. Selectors, which cannot change, do without them. */}}
{{- define "%(prefix)s.labels" -}}
helm.sh/chart: {{ include "%(prefix)s.chart" . | quote }}
app.kubernetes.io/name: {{ include "%(prefix)s.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- if .Chart.AppVersion }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}
"""


def helpers_text(naming: Naming, needed: Iterable[str], presets: Iterable[str] = ()) -> str:
    """Return the text of _helpers.tpl; empty where nothing is needed.

    Args:
        naming: What things are called.
        needed: ``mode``, ``text``, ``labels``.
        presets: Expressions that print pod presets.
    """
    parts = []
    wanted = set(needed)
    if "labels" in wanted:
        parts.append(_IDIOMS % {"prefix": naming.prefix})
    if "mode" in wanted:
        parts.append(_MODE % {"prefix": naming.prefix, "key": naming.modes})
    if "text" in wanted:
        parts.append(_TEXT % {"prefix": naming.prefix})
    includes = "\n---\n".join(f"{{{{ {call} }}}}" for call in presets)
    if includes:
        parts.append(_PRESETS % {"prefix": naming.prefix, "includes": includes})
    return "\n".join(parts)
