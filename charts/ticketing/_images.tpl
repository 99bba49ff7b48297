{{/* Image of one of our own containers: a list of the context and the image's name. */}}
{{- define "image" -}}
{{- $variables := (index . 0).Variables -}}
{{ $variables.registry }}/{{ index . 1 }}:{{ $variables.version }}
{{- end }}

{{/* Pull secrets, where there are any. */}}
{{- define "pull-secrets" -}}
{{- with .ImagePullSecrets -}}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}
