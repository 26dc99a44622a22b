// Over many combinations of values: what is rendered is what Kubernetes knows, hangs together, is locked down, and
// holds no secret but in Secrets.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import { coldBuildMs, findHelm } from './testing/helm.js'
import { combinations } from './testing/combinations.js'
import {
  chartFolder,
  matches,
  ofKind,
  podsOf,
  render,
  runHelm,
  secrets,
  type Rendered,
} from './testing/render.js'

const openapi = JSON.parse(readFileSync(join(__dirname, 'kubernetes-objects.json'), 'utf8'))
const ajv = new Ajv({ strict: false, allErrors: true, allowUnionTypes: true })
ajv.addSchema({ $id: 'kubernetes', definitions: openapi.definitions })

/** Errors of an object against Kubernetes' definition of it; undefined where Kubernetes itself does not know the kind. */
function errorsOf({ apiVersion, kind, ...rest }: Rendered): string[] | undefined {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  const found = Object.entries<Rendered>(openapi.definitions).find(([, definition]) =>
    definition['x-kubernetes-group-version-kind']?.some(
      (one: Rendered) => one['group'] === group && one['version'] === version && one['kind'] === kind,
    ),
  )
  if (!found) return undefined
  const validate = ajv.compile({ $ref: `kubernetes#/definitions/${found[0]}` })
  if (validate({ apiVersion, kind, ...rest })) return []
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

const operatorKinds = ['ServiceMonitor', 'PrometheusRule', 'HTTPRoute']
let helm: string
beforeAll(async () => {
  helm = await findHelm()
}, coldBuildMs)

it('knows a wrong object when it sees one', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    spec: { containers: [{ name: 'a', imagePullPolice: 'Always' }] },
  }
  expect(errorsOf(pod)?.join()).toContain('imagePullPolice')
  const service = { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: '80' }] } }
  expect(errorsOf(service)?.join()).toContain('/spec/ports/0/port')
})

describe.each(combinations)('%s', (_what, values, sizes) => {
  let objects: Rendered[]
  beforeAll(async () => {
    objects = await render(helm, values, sizes)
  })

  it('is what Kubernetes knows, each object once', () => {
    const wrong = objects.flatMap((object) => {
      const errors = errorsOf(object)
      if (errors === undefined && operatorKinds.includes(object['kind'])) return []
      return (errors ?? ['is of an unknown kind']).map(
        (error) => `${object['kind']} ${object['metadata'].name}: ${error}`,
      )
    })
    expect(wrong).toEqual([])
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)
    expect(new Set(names).size).toBe(names.length)
    expect(objects.every(({ metadata }) => metadata.namespace === 'sync' && metadata.name.length <= 63)).toBe(
      true,
    )
  })

  it('meets Pod Security «restricted», without tokens and without an end before the close', () => {
    for (const { name, spec } of podsOf(objects)) {
      expect([name, spec['automountServiceAccountToken'], spec['enableServiceLinks']]).toEqual([
        name,
        false,
        false,
      ])
      expect(spec['securityContext']).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      })
      expect(spec['securityContext'].runAsUser).toBeGreaterThan(0)
      for (const container of spec['containers']) {
        expect(container.securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        })
        expect(container.resources.limits.memory).toBeDefined()
      }
    }
    for (const { spec } of ofKind(objects, 'Deployment')) {
      const [container] = spec.template.spec.containers
      expect(container.securityContext.readOnlyRootFilesystem).toBe(true)
      const timeout = container.env.find(({ name }: Rendered) => name === 'SHUTDOWN_TIMEOUT_MS').value
      expect(spec.template.spec.terminationGracePeriodSeconds * 1000).toBeGreaterThan(Number(timeout))
    }
  })

  it('hangs together: each selector finds a pod, each referred Secret is made or was given', () => {
    const pods = podsOf(objects)
    for (const object of objects) {
      const selector = selectorOf(object)
      if (!selector) continue
      const found = pods.filter(({ labels }) => matches(selector, labels)).map(({ name }) => name)
      expect([object['kind'], object['metadata'].name, found.length > 0]).toEqual([
        object['kind'],
        object['metadata'].name,
        true,
      ])
    }
    const made = ofKind(objects, 'Secret').flatMap(({ metadata, data }) =>
      Object.keys(data).map((key) => `${metadata.name}/${key}`),
    )
    const wanted = pods.flatMap(({ spec }) => spec['containers'].flatMap(({ env }: Rendered) => env ?? []))
    for (const { valueFrom } of wanted) {
      const ref = valueFrom?.secretKeyRef
      if (!ref || ref.name.startsWith('given-')) continue
      expect(made).toContain(`${ref.name}/${ref.key}`)
    }
  })

  it('shows no secret but in Secrets, neither in plain nor in base64', () => {
    const generated = ofKind(objects, 'Secret').flatMap(({ data }) => Object.values<string>(data))
    const plain = generated.map((value) => Buffer.from(value, 'base64').toString())
    const elsewhere = JSON.stringify(objects.filter(({ kind }) => kind !== 'Secret'))
    const leaked = [...generated, ...plain, ...Object.values(secrets)].filter((secret) =>
      elsewhere.includes(secret),
    )
    // an address without a password is no secret
    expect(leaked.filter((text) => /[A-Za-z0-9]{16}|Secret/.test(text))).toEqual([])
  })

  it('passes helm lint', async () => {
    const files = (sizes ?? []).flatMap((size) => ['--values', join(chartFolder, `values-${size}.yaml`)])
    const { code, stdout, stderr } = await runHelm(
      helm,
      ['lint', chartFolder, '--strict', ...files, '--values', '-'],
      values,
    )
    expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, ''])
  })
})

it('reads nothing secret for the notes', () => {
  const notes = readFileSync(join(chartFolder, 'templates/NOTES.txt'), 'utf8')
  expect(notes).toContain('.Values.publicUrl')
  expect(notes).not.toMatch(/appSecretKey|\.url\b|password|lookup|b64dec/)
})

function selectorOf({ kind, spec }: Rendered): Record<string, string> | undefined {
  if (kind === 'Service') return spec.selector
  if (kind === 'NetworkPolicy') return spec.podSelector.matchLabels
  if (['PodDisruptionBudget', 'Deployment', 'StatefulSet'].includes(kind)) return spec.selector.matchLabels
  return undefined
}
