{{- define "skladbridge.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Who calls whom over gRPC (ARCHITECTURE.md, «Call graph»): addresses and NetworkPolicies come from here. */}}
{{- define "skladbridge.calls" -}}
gateway: [billing, catalog-sync, order-sync, stock-aggregator, moysklad-connector, insales-connector]
billing: []
moysklad-connector: []
insales-connector: []
catalog-sync: [moysklad-connector, insales-connector, billing]
order-sync: [catalog-sync, moysklad-connector, insales-connector, billing]
stock-aggregator: [catalog-sync, moysklad-connector, insales-connector, billing]
{{- end -}}

{{/* The defaults with what `services.<name>` says over them. Takes [root, name]. */}}
{{- define "skladbridge.settings" -}}
{{- $root := index . 0 -}}
{{- $own := index $root.Values.services (index . 1) | default dict -}}
{{- mustMergeOverwrite (deepCopy $root.Values.defaults) (deepCopy $own) | toYaml -}}
{{- end -}}

{{/* Takes [root, component]. */}}
{{- define "skladbridge.selector" -}}
app.kubernetes.io/name: {{ (index . 0).Chart.Name }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "skladbridge.labels" -}}
{{- $root := index . 0 -}}
{{ include "skladbridge.selector" . }}
app.kubernetes.io/version: {{ default $root.Chart.AppVersion $root.Values.image.tag | quote }}
app.kubernetes.io/part-of: skladbridge
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* name, labels, annotations. Takes [root, component, name, more annotations?]. */}}
{{- define "skladbridge.metadata" -}}
{{- $root := index . 0 -}}
{{- $more := dict -}}
{{- if gt (len .) 3 }}{{ $more = index . 3 }}{{ end -}}
name: {{ index . 2 }}
namespace: {{ $root.Release.Namespace }}
labels:
  {{- include "skladbridge.labels" . | nindent 2 }}
{{- with merge (deepCopy $more) $root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "skladbridge.image" -}}
{{- $root := index . 0 -}}
{{- $image := $root.Values.image -}}
{{- with $image.registry }}{{ . }}/{{ end }}{{ $image.repository }}/{{ index . 1 }}:{{ default $root.Chart.AppVersion $image.tag }}
{{- end -}}

{{- define "skladbridge.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "skladbridge.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "skladbridge.publicHost" -}}
{{- (urlParse .Values.publicUrl).hostname -}}
{{- end -}}

{{/* Pod Security «restricted». */}}
{{- define "skladbridge.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
seccompProfile: { type: RuntimeDefault }
{{- end -}}
{{- define "skladbridge.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: {{ . }}
capabilities: { drop: [ALL] }
{{- end -}}
