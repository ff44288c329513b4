{{/* SPDX-License-Identifier: GPL-3.0-or-later */}}

{{/* The beginning of all names; room is left for the longest ending. */}}
{{- define "auscult.name" -}}
{{- $name := printf "%s-auscult" .Release.Name -}}
{{- if contains "auscult" .Release.Name }}{{ $name = .Release.Name }}{{ end -}}
{{- $name | trunc 40 | trimSuffix "-" -}}
{{- end }}

{{/* What all pods of a release have in common. */}}
{{- define "auscult.releaseSelector" -}}
app.kubernetes.io/name: auscult
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* What the pods of a role have in common. Give: root, role. */}}
{{- define "auscult.selector" -}}
{{ include "auscult.releaseSelector" .root }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{/* Give: root, role. */}}
{{- define "auscult.labels" -}}
{{ include "auscult.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "auscult.image" -}}
{{- with .Values.image -}}
{{- if .digest }}{{ .repository }}@{{ .digest }}{{ else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{/*
Settings of Kafka's clients, KEY=VALUE a line. Secrets are named, never written: the clients read them from the mounted
files. Give: root, providers (whether the command must be told how to read ${directory:...}; notifier and gateway know).
*/}}
{{- define "auscult.kafkaSettings" -}}
{{- $kafka := .root.Values.kafka -}}
{{- $settings := dict -}}
{{- $tls := $kafka.tls -}}
{{- if or $tls.existingSecret $tls.caSecret -}}
{{- $_ := set $settings "security.protocol" "SSL" -}}
{{- $_ := set $settings "ssl.truststore.type" "PEM" -}}
{{- $_ := set $settings "ssl.truststore.certificates" (printf "${directory:/etc/auscult/kafka-ca:%s}" $tls.ca) -}}
{{- end -}}
{{- if $tls.existingSecret -}}
{{- $_ := set $settings "ssl.keystore.type" "PEM" -}}
{{- $_ := set $settings "ssl.keystore.certificate.chain" (printf "${directory:/etc/auscult/kafka-tls:%s}" $tls.certificate) -}}
{{- $_ := set $settings "ssl.keystore.key" (printf "${directory:/etc/auscult/kafka-tls:%s}" $tls.key) -}}
{{- end -}}
{{- range $setting, $value := $kafka.properties -}}
{{- $_ := set $settings $setting $value -}}
{{- end -}}
{{- if and $kafka.secretProperties (not $kafka.existingSecret) }}{{- fail "kafka.existingSecret is missing: the Secret that has what kafka.secretProperties names" }}{{- end -}}
{{- range $setting, $key := $kafka.secretProperties -}}
{{- $_ := set $settings $setting (printf "${directory:/etc/auscult/kafka-secret:%s}" $key) -}}
{{- end -}}
{{- if and .providers (or $tls.existingSecret $tls.caSecret $kafka.secretProperties) -}}
{{- $_ := set $settings "config.providers" "directory" -}}
{{- $_ := set $settings "config.providers.directory.class" "org.apache.kafka.common.config.provider.DirectoryConfigProvider" -}}
{{- end -}}
{{- if and .providers .root.Values.schemaRegistry.url -}}
{{- $_ := set $settings "schema.registry.url" .root.Values.schemaRegistry.url -}}
{{- end -}}
{{- range $i, $setting := keys $settings | sortAlpha -}}
{{- if $i }}{{ "\n" }}{{ end }}{{ $setting }}={{ get $settings $setting }}
{{- end -}}
{{- end }}

{{/* Environment of every container. Give: root, providers, javaOptions. */}}
{{- define "auscult.environment" -}}
- name: AUSCULT_BOOTSTRAP_SERVERS
  value: {{ .root.Values.kafka.bootstrapServers | quote }}
{{- with include "auscult.kafkaSettings" . }}
- name: AUSCULT_KAFKA
  value: {{ . | quote }}
{{- end }}
- name: AUSCULT_LOG_LEVEL
  value: {{ .root.Values.log.level }}
- name: AUSCULT_LOG_FORMAT
  value: {{ .root.Values.log.format }}
{{- with .javaOptions }}
- name: AUSCULT_JAVA_OPTS
  value: {{ . | quote }}
{{- end }}
{{- end }}

{{/* Where every container finds what the settings of Kafka's clients name. */}}
{{- define "auscult.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- with .Values.kafka }}
{{- if .existingSecret }}
- name: kafka-secret
  mountPath: /etc/auscult/kafka-secret
  readOnly: true
{{- end }}
{{- if .tls.existingSecret }}
- name: kafka-tls
  mountPath: /etc/auscult/kafka-tls
  readOnly: true
{{- end }}
{{- if or .tls.existingSecret .tls.caSecret }}
- name: kafka-ca
  mountPath: /etc/auscult/kafka-ca
  readOnly: true
{{- end }}
{{- end }}
{{- end }}

{{- define "auscult.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 64Mi
{{- with .Values.kafka }}
{{- if .existingSecret }}
- name: kafka-secret
  secret:
    secretName: {{ .existingSecret }}
    defaultMode: 0440
{{- end }}
{{- if .tls.existingSecret }}
- name: kafka-tls
  secret:
    secretName: {{ .tls.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- if or .tls.existingSecret .tls.caSecret }}
- name: kafka-ca
  secret:
    secretName: {{ .tls.caSecret | default .tls.existingSecret }}
    defaultMode: 0440
{{- end }}
{{- end }}
{{- end }}

{{/* Secrets that a settings file names, as files. Give: a list of names. */}}
{{- define "auscult.secretMounts" -}}
{{- range . }}
- name: secret-{{ . }}
  mountPath: /etc/auscult/secrets/{{ . }}
  readOnly: true
{{- end }}
{{- end }}

{{- define "auscult.secretVolumes" -}}
{{- range . }}
- name: secret-{{ . }}
  secret:
    secretName: {{ . }}
    defaultMode: 0440
{{- end }}
{{- end }}

{{/*
The beginning of every pod. Without enableServiceLinks: false a Service auscult-http would set AUSCULT_HTTP_PORT, which is
an option of ours. Give: root, role, values of the role.
*/}}
{{- define "auscult.pod" -}}
serviceAccountName: {{ include "auscult.name" .root }}-{{ .role }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{/* The beginning of every container. Give: root, resources. */}}
{{- define "auscult.container" -}}
image: {{ include "auscult.image" .root }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
resources: {{- toYaml .resources | nindent 2 }}
{{- end }}

{{/*
The probes. A process that finds no broker or no topics at its start ends by itself, and is started again. Give: port, scheme.
*/}}
{{- define "auscult.probes" -}}
{{- $request := dict "port" .port "scheme" (.scheme | default "HTTP") -}}
startupProbe:
  httpGet: {{- set (deepCopy $request) "path" "/health/live" | toYaml | nindent 4 }}
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: 90
livenessProbe:
  httpGet: {{- set (deepCopy $request) "path" "/health/live" | toYaml | nindent 4 }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {{- set (deepCopy $request) "path" "/health/ready" | toYaml | nindent 4 }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{/* Over nodes first, and over zones. Give: root, role, whenUnsatisfiable. */}}
{{- define "auscult.spread" -}}
{{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: {{ $.whenUnsatisfiable }}
  labelSelector:
    matchLabels: {{- include "auscult.selector" $ | nindent 6 }}
{{- end }}
{{- end }}

{{/* The notifier's settings: the sink of alertmanager.urls before those of config. */}}
{{- define "auscult.notifierConfig" -}}
{{- $config := deepCopy .Values.notifier.config -}}
{{- $sinks := $config.sinks | default list -}}
{{- with .Values.notifier.alertmanager -}}
{{- if .urls -}}
{{- $target := dict "urls" .urls -}}
{{- if .labels }}{{- $_ := set $target "labels" .labels }}{{- end -}}
{{- $sinks = prepend $sinks (dict "name" "alertmanager" "alertmanager" $target) -}}
{{- end -}}
{{- end -}}
{{- if not $sinks }}{{- fail "notifier: there is nobody to tell. Set notifier.alertmanager.urls or notifier.config.sinks, or notifier.enabled=false" }}{{- end -}}
{{- set $config "sinks" $sinks | toYaml -}}
{{- end }}

{{/* The port of a URL, with or without one. */}}
{{- define "auscult.port" -}}
{{- $url := urlParse . -}}
{{- $port := regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) -}}
{{- $port | default (get (dict "https" "443" "mqtt" "1883" "mqtts" "8883") $url.scheme) | default "80" -}}
{{- end }}

{{/* The ports of all sinks, separated by blanks. */}}
{{- define "auscult.sinkPorts" -}}
{{- $ports := list -}}
{{- $config := include "auscult.notifierConfig" . | fromYaml -}}
{{- range $config.sinks -}}
{{- with .alertmanager }}{{- range .urls }}{{- $ports = append $ports (include "auscult.port" .) }}{{- end }}{{- end -}}
{{- with .webhook }}{{- $ports = append $ports (include "auscult.port" .url) }}{{- end -}}
{{- with .mqtt }}{{- $ports = append $ports (include "auscult.port" .url) }}{{- end -}}
{{- end -}}
{{- $ports | uniq | sortAlpha | join " " -}}
{{- end }}

{{/* The settings of a gateway on a node. Give: node, config. */}}
{{- define "auscult.gatewayConfig" -}}
{{- merge (deepCopy .config) (dict "name" .node) | toYaml -}}
{{- end }}
