// `pnpm cluster [--no-build]`: the chart in a real cluster, while a shop goes on selling. See README.md.
import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createSay, formatDuration } from '../local/say.mjs'
import { runMain, Trouble } from '../local/scope.mjs'
import { tryLock } from '../local/servers/lock.mjs'
import { root } from '../local/setup.mjs'
import { serviceNames } from '../image/build.mjs'
import { ensureEngine } from '../image/engine.mjs'
import { buildAll, loadImages } from './images.mjs'
import { createHelm, createKubectl } from './kubectl.mjs'
import { lookForObstacles } from './node/parts.mjs'
import { startNode, stateFolder } from './node/node.mjs'
import { namespaceObject, sandboxObjects, trialValues, volumeObjects, namespace } from './objects.mjs'
import { createTrial } from './scenario/trial.mjs'
import { runSteps } from './scenario/steps.mjs'
import { ensureHelm, ensureProgram } from './tools.mjs'

const release = 'skladbridge'
const tags = ['0.1.0', '0.1.1']

runMain(async (scope) => {
  const say = createSay()
  const began = performance.now()
  const cluster = process.env.KUBECONFIG ? await givenCluster({ say }) : await ownCluster({ say, scope })
  const helm = createHelm({ program: await ensureHelm({ say }), kubeconfig: cluster.kubectl.kubeconfig })
  const solution = {
    appId: randomUUID(),
    appUid: 'skladbridge.trial',
    secretKey: randomBytes(20).toString('hex'),
  }
  const gateway = `http://${release}-gateway.${namespace}`
  const valuesOf = (tag) =>
    trialValues({ tag, images: cluster.images, solution, gateway, registry: cluster.registry })

  await say.step('namespace and sandboxes', async () => {
    await cluster.kubectl.apply([namespaceObject])
    scope.defer(() =>
      cluster.kubectl.try(['delete', 'namespace', namespace, '--wait=true', '--timeout=120s']),
    )
    const image = `${cluster.registry ? `${cluster.registry}/` : ''}skladbridge/sandbox:${tags[0]}`
    const { pullPolicy } = cluster.images
    await cluster.kubectl.apply([
      ...sandboxObjects({ image, pullPolicy, solution, gateway }),
      ...(cluster.volumes ? volumeObjects(cluster.volumes, release) : []),
    ])
    await cluster.kubectl.run([
      'rollout',
      'status',
      'deployment/sandbox',
      '--namespace',
      namespace,
      '--timeout=120s',
    ])
  })

  const chart = join(root, 'helm/skladbridge')
  const trial = createTrial({ ...cluster, helm, chart, release, tags, valuesOf, solution })
  const differences = await runSteps({ say, scope, trial })
  for (const one of differences) say.line(`  ${one}`)
  const verdict =
    differences.length === 0 ? 'nothing lost, nothing doubled' : `${differences.length} differences`
  say.line(`${verdict}; ${formatDuration(performance.now() - began)} in all`)
  return differences.length === 0 ? 0 : 1
})

/** A node of our own, with images that are built and loaded here. */
async function ownCluster({ say, scope }) {
  if (!(await tryLock('skladbridge cluster')))
    throw new Trouble('Another `pnpm cluster` is under way on this machine.')
  const obstacles = await lookForObstacles()
  if (obstacles.length > 0)
    throw new Trouble(
      `A cluster cannot be started here:\n${obstacles.map((one) => `  - ${one}`).join('\n')}\n` +
        'Or set KUBECONFIG to one, and IMAGE_REGISTRY to where it pulls the images of `pnpm images` from.',
    )
  const engine = await ensureEngine({ say })
  scope.defer(() => engine.stop())
  const servers = await buildAll({ say, engine, tags, build: !process.argv.includes('--no-build') })
  const node = await startNodeWithTime({ say, scope })
  const images = [
    ...tags.flatMap((tag) => serviceNames.map((name) => `skladbridge/${name}:${tag}`)),
    `skladbridge/sandbox:${tags[0]}`,
    'skladbridge-base/pause:1',
    ...Object.values(servers),
  ]
  await say.step('images loaded', async () => `+ ${await loadImages({ engine, node, images })} new`)
  const isOwn = servers.rabbitmq.startsWith('skladbridge-base/')
  return {
    kubectl: node.kubectl,
    images: { pullPolicy: 'Never', ...(isOwn && servers) },
    registry: '',
    volumes: join(stateFolder, 'volumes'),
  }
}

async function startNodeWithTime({ say, scope }) {
  let node
  await say.step('cluster of one node is up', async () => void (node = await startNode({ say, scope })))
  return node
}

async function givenCluster({ say }) {
  const program = await ensureProgram({ say, name: 'kubectl' })
  const kubectl = createKubectl({ program, kubeconfig: process.env.KUBECONFIG })
  const registry = process.env.IMAGE_REGISTRY ?? ''
  return { kubectl, images: { pullPolicy: 'IfNotPresent' }, registry }
}
