{{/* Labels of an object: a list of the context and the component's name. */}}
{{- define "labels" -}}
{{- $context := index . 0 -}}
app: ticketing
component: {{ index . 1 }}
env: {{ $context.Variables.env }}
{{- end }}

{{/* What never changes once the object is in the cluster. */}}
{{- define "selector" -}}
app: ticketing
component: {{ . }}
{{- end }}
