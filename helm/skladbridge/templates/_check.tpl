{{/* What the schema cannot say: one value that depends on another, and names of earlier charts. */}}
{{- define "skladbridge.check" -}}
{{- $former := dict
  "replicaCount" "defaults.replicas (all services) or services.<name>.replicas (one of them)"
  "amqpUrl" "rabbitmq.url, or rabbitmq.existingSecret"
  "mongoUrl" "mongodb.url, or mongodb.existingSecret"
  "resources" "defaults.resources or services.<name>.resources"
  "secretKeys" "keys.existingSecret, a Secret with secret-keys, webhook-keys and session-key"
-}}
{{- $values := .Values -}}
{{- range $old, $new := $former }}
{{- if hasKey $values $old }}
{{- fail (printf "\n\nUpgrade note: the value «%s» is called otherwise since chart 0.1.0: use %s.\n" $old $new) }}
{{- end }}
{{- end }}
{{- with .Values }}
{{- if not .publicUrl }}{{ fail "\n\npublicUrl must be set: where MoySklad and the shops reach the gateway, such as https://sync.example.ru" }}{{ end }}
{{- if and (eq .environment "production") (not (hasPrefix "https://" .publicUrl)) }}{{ fail "\n\npublicUrl must begin with https:// while environment is production" }}{{ end }}
{{- if and (eq .environment "production") .insales.baseUrlOverride }}{{ fail "\n\ninsales.baseUrlOverride is for the sandbox: set environment to development" }}{{ end }}
{{- if not .moysklad.appId }}{{ fail "\n\nmoysklad.appId must be set: the solution's id in MoySklad's developer cabinet" }}{{ end }}
{{- if not .moysklad.appUid }}{{ fail "\n\nmoysklad.appUid must be set: <solution>.<vendor>, from MoySklad's developer cabinet" }}{{ end }}
{{- if not (or .moysklad.appSecretKey .moysklad.existingSecret) }}{{ fail "\n\nmoysklad.appSecretKey or moysklad.existingSecret must be set" }}{{ end }}
{{- if and .insales.appId (not (or .insales.appSecret .insales.existingSecret)) }}{{ fail "\n\ninsales.appSecret or insales.existingSecret must be set where insales.appId is" }}{{ end }}
{{- range $name, $server := dict "rabbitmq" .rabbitmq "mongodb" .mongodb }}
{{- $ways := 0 }}
{{- if $server.url }}{{ $ways = add1 $ways }}{{ end }}
{{- if $server.existingSecret.name }}{{ $ways = add1 $ways }}{{ end }}
{{- if $server.internal.enabled }}{{ $ways = add1 $ways }}{{ end }}
{{- if ne (int $ways) 1 }}{{ fail (printf "\n\n%s: exactly one of url, existingSecret.name and internal.enabled must be set, not %d" $name (int $ways)) }}{{ end }}
{{- end }}
{{- if le (int .shutdown.graceSeconds) (int .shutdown.timeoutSeconds) }}{{ fail "\n\nshutdown.graceSeconds must be longer than shutdown.timeoutSeconds, else pods are killed while they close" }}{{ end }}
{{- if le (int .shutdown.timeoutSeconds) (int .shutdown.drainSeconds) }}{{ fail "\n\nshutdown.timeoutSeconds must be longer than shutdown.drainSeconds, which it includes" }}{{ end }}
{{- if and .gatewayApi.enabled (not .gatewayApi.parentRefs) }}{{ fail "\n\ngatewayApi.parentRefs must name the Gateway that the route belongs to" }}{{ end }}
{{- end }}
{{- range $name, $_ := include "skladbridge.calls" . | fromYaml }}
{{- $scaling := (include "skladbridge.settings" (list $ $name) | fromYaml).autoscaling }}
{{- if and $scaling.enabled (gt (int $scaling.minReplicas) (int $scaling.maxReplicas)) }}
{{- fail (printf "\n\nservices.%s: autoscaling.minReplicas is greater than maxReplicas" $name) }}
{{- end }}
{{- end }}
{{- end -}}
