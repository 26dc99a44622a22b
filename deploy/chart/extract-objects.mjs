// Writes kubernetes-objects.json: Kubernetes' own OpenAPI (api/openapi-spec/swagger.json of its Go module, at the version
// that deploy/cluster/tools pins) cut down to the kinds that the chart makes, each object closed to unknown fields.
//
//   node deploy/chart/extract-objects.mjs
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const kinds = [
  'io.k8s.api.apps.v1.Deployment',
  'io.k8s.api.apps.v1.StatefulSet',
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  'io.k8s.api.core.v1.ConfigMap',
  'io.k8s.api.core.v1.Pod',
  'io.k8s.api.core.v1.Secret',
  'io.k8s.api.core.v1.Service',
  'io.k8s.api.core.v1.ServiceAccount',
  'io.k8s.api.networking.v1.Ingress',
  'io.k8s.api.networking.v1.NetworkPolicy',
  'io.k8s.api.policy.v1.PodDisruptionBudget',
]
const tools = join(import.meta.dirname, '../cluster/tools/kubernetes')
const answer = execFileSync('go', ['mod', 'download', '-json', 'k8s.io/kubernetes'], {
  cwd: tools,
  encoding: 'utf8',
})
const { Dir, Version } = JSON.parse(answer)
const { definitions } = JSON.parse(readFileSync(join(Dir, 'api/openapi-spec/swagger.json'), 'utf8'))

const kept = {}
function keep(name) {
  if (kept[name]) return
  kept[name] = slim(definitions[name])
  for (const [, next] of JSON.stringify(kept[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) keep(next)
}

/** Without descriptions, which are nine tenths of it. An object with known fields has no others. */
function slim(given) {
  if (Array.isArray(given)) return given.map(slim)
  if (given === null || typeof given !== 'object') return given
  const entries = Object.entries(given).filter(([key, value]) => !isAside(key, value))
  const made = Object.fromEntries(entries.map(([key, value]) => [key, slim(value)]))
  if (made.properties && made.type === 'object') made.additionalProperties = false
  if (made.format === 'int-or-string') return { type: ['integer', 'string'] }
  delete made.format
  return made
}
const isAside = (key, value) =>
  (key === 'description' && typeof value === 'string') ||
  (key.startsWith('x-kubernetes-') && key !== 'x-kubernetes-group-version-kind')

for (const name of kinds) keep(name)
// What may be written as a number or as text, though its definition says text.
kept['io.k8s.apimachinery.pkg.api.resource.Quantity'] = { type: ['string', 'number'] }
kept['io.k8s.apimachinery.pkg.util.intstr.IntOrString'] = { type: ['string', 'integer'] }
const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)))
const file = join(import.meta.dirname, 'kubernetes-objects.json')
writeFileSync(
  file,
  `${JSON.stringify({ source: `k8s.io/kubernetes ${Version}, Apache-2.0`, definitions: sorted }, null, 1)}\n`,
)
