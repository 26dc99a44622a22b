{{/* Names of the Secrets: the given ones, or those that secrets.yaml makes. */}}
{{- define "skladbridge.secret.keys" -}}
{{- default (printf "%s-keys" (include "skladbridge.fullname" .)) .Values.keys.existingSecret -}}
{{- end -}}
{{- define "skladbridge.secret.moysklad" -}}
{{- default (printf "%s-moysklad" (include "skladbridge.fullname" .)) .Values.moysklad.existingSecret -}}
{{- end -}}
{{- define "skladbridge.secret.insales" -}}
{{- default (printf "%s-insales" (include "skladbridge.fullname" .)) .Values.insales.existingSecret -}}
{{- end -}}
{{- define "skladbridge.secret.notifications" -}}
{{- default (printf "%s-notifications" (include "skladbridge.fullname" .)) .Values.notifications.existingSecret -}}
{{- end -}}
{{- define "skladbridge.secret.rabbitmq" -}}
{{- default (printf "%s-rabbitmq" (include "skladbridge.fullname" .)) .Values.rabbitmq.existingSecret.name -}}
{{- end -}}
{{- define "skladbridge.secret.mongodb" -}}
{{- default (printf "%s-mongodb" (include "skladbridge.fullname" .)) .Values.mongodb.existingSecret.name -}}
{{- end -}}

{{/* One variable out of a Secret. Optional: when it is missing the service itself says which one it misses, and exits 1. */}}
{{- define "skladbridge.fromSecret" -}}
- name: {{ index . 0 }}
  valueFrom: { secretKeyRef: { name: {{ index . 1 }}, key: {{ index . 2 }}, optional: true } }
{{- end -}}

{{/* What the cluster holds of a Secret under a key, else the new value. Takes [root, secret, key, new value], all base64 or plain. */}}
{{- define "skladbridge.kept" -}}
{{- $root := index . 0 -}}
{{- $there := lookup "v1" "Secret" $root.Release.Namespace (index . 1) | default dict -}}
{{- $value := index ($there.data | default dict) (index . 2) -}}
{{- if $value }}{{ $value }}{{ else }}{{ index . 3 | b64enc }}{{ end -}}
{{- end -}}
