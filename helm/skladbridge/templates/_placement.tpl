{{/* Where the replicas of a service go. Takes [root, name, settings]. */}}
{{- define "skladbridge.placement" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- $settings := index . 2 -}}
{{- if $settings.affinity }}
affinity:
  {{- toYaml $settings.affinity | nindent 2 }}
{{- else if ne $settings.antiAffinity "none" }}
affinity:
  podAntiAffinity:
    {{- if eq $settings.antiAffinity "hard" }}
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: kubernetes.io/hostname
        labelSelector:
          matchLabels:
            {{- include "skladbridge.selector" (list $root $name) | nindent 12 }}
    {{- else }}
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels:
              {{- include "skladbridge.selector" (list $root $name) | nindent 14 }}
    {{- end }}
{{- end }}
{{- if $settings.topologySpread.enabled }}
topologySpreadConstraints:
  - maxSkew: {{ $settings.topologySpread.maxSkew }}
    topologyKey: {{ $settings.topologySpread.topologyKey }}
    whenUnsatisfiable: {{ $settings.topologySpread.whenUnsatisfiable }}
    labelSelector:
      matchLabels:
        {{- include "skladbridge.selector" (list $root $name) | nindent 8 }}
{{- end }}
{{- end -}}
