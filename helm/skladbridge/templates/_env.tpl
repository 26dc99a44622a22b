{{/* A service's environment: what its src/config.ts reads, nothing else, each secret only where it is used. Takes [root, name, settings]. */}}
{{- define "skladbridge.env" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- $settings := index . 2 -}}
{{- $values := $root.Values -}}
{{- $full := include "skladbridge.fullname" $root -}}
{{- $keys := include "skladbridge.secret.keys" $root -}}
{{- $isConnector := hasSuffix "-connector" $name -}}
- { name: NODE_ENV, value: {{ $values.environment }} }
- { name: LOG_LEVEL, value: {{ $values.logLevel }} }
- { name: HTTP_PORT, value: "8080" }
- { name: SHUTDOWN_TIMEOUT_MS, value: {{ mul $values.shutdown.timeoutSeconds 1000 | quote }} }
- { name: DRAIN_MS, value: {{ mul $values.shutdown.drainSeconds 1000 | quote }} }
{{- with $values.rabbitmq.namespace }}
- { name: MESSAGING_NAMESPACE, value: {{ . | quote }} }
{{- end }}
{{ include "skladbridge.fromSecret" (list "AMQP_URL" (include "skladbridge.secret.rabbitmq" $root) $values.rabbitmq.existingSecret.key) }}
{{- if eq $name "gateway" }}
- { name: PUBLIC_PORT, value: "8000" }
{{ include "skladbridge.fromSecret" (list "SESSION_KEY" $keys "session-key") }}
{{- else }}
- { name: GRPC_PORT, value: "9090" }
{{ include "skladbridge.fromSecret" (list "MONGO_URL" (include "skladbridge.secret.mongodb" $root) $values.mongodb.existingSecret.key) }}
{{- end }}
{{- if or $isConnector (eq $name "gateway") }}
{{ include "skladbridge.fromSecret" (list "WEBHOOK_KEYS" $keys "webhook-keys") }}
{{- end }}
{{- if $isConnector }}
- { name: PUBLIC_URL, value: {{ $values.publicUrl | quote }} }
{{ include "skladbridge.fromSecret" (list "SECRET_KEYS" $keys "secret-keys") }}
{{- end }}
{{- if has $name (list "gateway" "moysklad-connector") }}
- { name: APP_ID, value: {{ $values.moysklad.appId | quote }} }
{{ include "skladbridge.fromSecret" (list "APP_SECRET_KEY" (include "skladbridge.secret.moysklad" $root) "app-secret-key") }}
{{- end }}
{{- if eq $name "moysklad-connector" }}
- { name: APP_UID, value: {{ $values.moysklad.appUid | quote }} }
{{- with $values.moysklad.apiUrl }}
- { name: MOYSKLAD_API_URL, value: {{ . | quote }} }
{{- end }}
{{- with $values.moysklad.vendorUrl }}
- { name: MOYSKLAD_VENDOR_URL, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- if eq $name "billing" }}
{{- with $values.notifications }}
{{- if or .smtpUrl .existingSecret }}
{{ include "skladbridge.fromSecret" (list "SMTP_URL" (include "skladbridge.secret.notifications" $root) "smtp-url") }}
{{- end }}
{{- if or .telegramBotToken .existingSecret }}
{{ include "skladbridge.fromSecret" (list "TELEGRAM_BOT_TOKEN" (include "skladbridge.secret.notifications" $root) "telegram-bot-token") }}
{{- end }}
{{- with .smtpFrom }}
- { name: SMTP_FROM, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- end }}
{{- if eq $name "insales-connector" }}
{{- with $values.insales.appId }}
- { name: INSALES_APP_ID, value: {{ . | quote }} }
{{ include "skladbridge.fromSecret" (list "INSALES_APP_SECRET" (include "skladbridge.secret.insales" $root) "app-secret") }}
{{- end }}
{{- with $values.insales.baseUrlOverride }}
- { name: INSALES_BASE_URL_OVERRIDE, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- range index (include "skladbridge.calls" $root | fromYaml) $name }}
- { name: {{ . | replace "-" "_" | upper }}_ADDR, value: "{{ $full }}-{{ . }}:9090" }
{{- end }}
{{- range $key, $value := $settings.env }}
- { name: {{ $key }}, value: {{ $value | toString | quote }} }
{{- end }}
{{- with $settings.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
