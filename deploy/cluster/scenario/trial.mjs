// What an operator does to the release, as functions.
import { until } from '../../local/demo/until.mjs'
import { Trouble } from '../../local/scope.mjs'
import { createKeys } from '../../operations/keys.mjs'
import { namespace } from '../objects.mjs'

const WAIT = ['--wait', '--timeout', '8m']
const inNamespace = ['--namespace', namespace]
const minutes = (count) => count * 60_000

export function createTrial({ kubectl, helm, chart, release, tags, valuesOf, solution }) {
  const keys = createKeys({ kubectl, namespace, fullname: release })
  const said = [] // what helm printed: looked through for secrets in the end
  const hear = async (work) => said.push(await work)
  const small = ['--values', `${chart}/values-small.yaml`]
  let values = valuesOf(tags[0])

  const upgrade = (next) => hear(helm(['upgrade', release, chart, ...inNamespace, ...WAIT, ...small], next))

  async function podsOf(component) {
    const { items } = await kubectl.json([
      'get',
      'pods',
      ...inNamespace,
      '--selector',
      `app.kubernetes.io/component=${component}`,
    ])
    return items
  }
  const isReady = (pod) =>
    pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')

  /** Deletes a component's pods without grace, as a node's death does, and waits until others stand in for them. */
  async function kill(component) {
    const before = new Set((await podsOf(component)).map(({ metadata }) => metadata.uid))
    const selector = ['--selector', `app.kubernetes.io/component=${component}`]
    await kubectl.run(['delete', 'pod', ...inNamespace, ...selector, '--grace-period=0', '--force'])
    await until(
      `${component} is ready again`,
      async () => {
        const fresh = (await podsOf(component)).filter(({ metadata }) => !before.has(metadata.uid))
        return fresh.length >= before.size && fresh.every(isReady)
      },
      minutes(3),
    )
  }

  async function scale(replicas) {
    values = { ...values, defaults: { ...values.defaults, replicas } }
    await upgrade(values)
  }
  async function upgradeTo(tag) {
    values = { ...values, image: { ...values.image, tag } }
    await upgrade(values)
  }

  /** The images that run, by their tags. */
  async function runningTags() {
    const { items } = await kubectl.json([
      'get',
      'deployments',
      ...inNamespace,
      '--selector',
      `app.kubernetes.io/instance=${release}`,
    ])
    const images = items.map(({ spec }) => spec.template.spec.containers[0].image)
    return [...new Set(images.map((image) => image.split(':').at(-1)))]
  }

  /** Everything that pods have logged and helm has printed must be free of what the Secrets hold. */
  async function findLeaks() {
    const { items } = await kubectl.json(['get', 'secrets', ...inNamespace])
    const own = items.filter(({ type }) => type === 'Opaque').flatMap(({ data }) => Object.values(data ?? {}))
    const plain = own.map((value) => Buffer.from(value, 'base64').toString())
    const wanted = [...new Set([...own, ...plain.flatMap(secretParts), solution.secretKey])].filter(
      (text) => text.length >= 16,
    )
    const logs = await kubectl.run([
      'logs',
      ...inNamespace,
      '--selector',
      `app.kubernetes.io/instance=${release}`,
      '--tail=-1',
      '--prefix',
      '--max-log-requests=40',
    ])
    const text = logs + said.join('\n')
    return wanted.filter((secret) => text.includes(secret)).length
  }

  async function uninstall() {
    await hear(helm(['uninstall', release, ...inNamespace, '--wait', '--timeout', '3m']))
    const { items } = await kubectl.json([
      'get',
      'all,networkpolicies,configmaps,secrets,serviceaccounts,ingresses,pdb',
      ...inNamespace,
      '--selector',
      `app.kubernetes.io/instance=${release}`,
    ])
    const left = items
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    const strange = left.filter(
      (name) => !/^Secret .*-(keys|rabbitmq|mongodb)$/.test(name) && !name.startsWith('Pod '),
    )
    if (strange.length > 0) throw new Trouble(`uninstall left ${strange.join(', ')}`)
    return left.length
  }

  return {
    kubectl,
    keys,
    install: () => hear(helm(['install', release, chart, ...inNamespace, ...WAIT, ...small], values)),
    test: () => hear(helm(['test', release, ...inNamespace, '--timeout', '3m'])),
    rollback: () => hear(helm(['rollback', release, ...inNamespace, ...WAIT])),
    forward: (service, port) => kubectl.forward(`service/${service}`, port, namespace),
    release,
    tags,
    kill,
    scale,
    upgradeTo,
    runningTags,
    findLeaks,
    uninstall,
  }
}

/** Of an address the password; of a list of keys each. */
function secretParts(value) {
  const password = /:\/\/[^:/]+:([^@]+)@/.exec(value)?.[1]
  if (password) return [password]
  if (/:\/\//.test(value)) return []
  return value.split(',').map((key) => key.replace(/^k\d+:/, ''))
}
