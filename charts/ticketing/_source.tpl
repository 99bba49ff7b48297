{{/* Mount and volume of a container that runs from its source: a list of the context and the directory's name. */}}
{{- define "source-mount" -}}
volumeMounts:
  - name: source
    mountPath: /app
{{- end }}

{{- define "source-volume" -}}
volumes:
  - name: source
    hostPath:
      path: {{ (index . 0).Variables.source }}/{{ index . 1 }}
      type: Directory
{{- end }}
