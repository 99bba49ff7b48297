{{- define "labels" }}
{{- range $key, $value := . }}
    {{ $key }}: {{ $value }}
{{- end }}
{{- end }}
{{ define "name" }}{{ .Variables.name }}-{{ template "suffix" }}{{ end }}
{{ define "suffix" -}}
  x
{{- end -}}
This text is never printed.
