// What values mean: who may reach whom, how many of what, what is refused and with which sentence.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { coldBuildMs, findHelm } from './testing/helm.js'
import { mayLeave, mayReach } from './testing/network.js'
import {
  chartFolder,
  envOf,
  least,
  named,
  ofKind,
  podsOf,
  render,
  secrets,
  tryRender,
  type Rendered,
} from './testing/render.js'

const services = readdirSync(join(__dirname, '../../services')).sort()
const sourceOf = (...path: string[]) => readFileSync(join(__dirname, '../..', ...path), 'utf8')
const inside = {
  publicUrl: least.publicUrl,
  moysklad: least.moysklad,
  rabbitmq: { internal: { enabled: true } },
  mongodb: { internal: { enabled: true } },
}

let helm: string
let plain: Rendered[]
beforeAll(async () => {
  helm = await findHelm()
  plain = await render(helm, least)
}, coldBuildMs)

const deployment = (objects: Rendered[], name: string) => named(objects, 'Deployment', `skladbridge-${name}`)
const labelsOf = (objects: Rendered[], name: string) => {
  const found = podsOf(objects).find((pod) => pod.name === `skladbridge-${name}`)
  if (!found) throw new Error(`no pod of ${name}`)
  return found.labels
}

describe('the environment of a service', () => {
  const config = (name: string) => {
    const own = sourceOf('services', name, 'src/config.ts')
    return own.includes('laneSourcesConfig') ? own + sourceOf('libs/lane-sources/src/config.ts') : own
  }

  it('there is a Deployment for each service in services/', () => {
    expect(ofKind(plain, 'Deployment').map(({ metadata }) => metadata.name)).toEqual(
      services.map((name) => `skladbridge-${name}`),
    )
  })

  it.each(services)(
    '%s gets the addresses that its config.ts reads, each of a Service with that port',
    (name) => {
      const wanted = [...config(name).matchAll(/([A-Z_]+_ADDR): grpcAddress/g)]
        .map(([, variable]) => variable)
        .sort()
      const given = [...envOf(deployment(plain, name))].filter(([variable]) => variable.endsWith('_ADDR'))
      expect(given.map(([variable]) => variable).sort()).toEqual(wanted)
      for (const [, { value }] of given) {
        const [host, port] = value!.split(':')
        const { spec } = named(plain, 'Service', host!)
        expect(spec.clusterIP).toBe('None')
        expect(spec.ports.map((one: Rendered) => String(one['port']))).toContain(port)
      }
    },
  )

  it.each(services)('%s gets the secrets that its config.ts reads, and no other', (name) => {
    const all = ['SECRET_KEYS', 'WEBHOOK_KEYS', 'SESSION_KEY', 'APP_SECRET_KEY']
    const wanted = all.filter((variable) => new RegExp(`^\\s+${variable}:`, 'm').test(config(name)))
    const given = [...envOf(deployment(plain, name))].filter(([, { from }]) => from)
    const urls = name === 'gateway' ? ['AMQP_URL'] : ['AMQP_URL', 'MONGO_URL']
    expect(given.map(([variable]) => variable).sort()).toEqual([...wanted, ...urls].sort())
  })

  it('brings channels of notifications and the application of inSales only where they are given', async () => {
    const values = {
      ...least,
      insales: { appId: 'bridge', existingSecret: 'given' },
      notifications: { telegramBotToken: secrets.telegram },
    }
    const objects = await render(helm, values)
    const billing = envOf(deployment(objects, 'billing'))
    expect(billing.get('TELEGRAM_BOT_TOKEN')).toEqual({
      from: 'skladbridge-notifications/telegram-bot-token',
    })
    expect(billing.has('SMTP_URL')).toBe(false)
    expect(envOf(deployment(objects, 'insales-connector')).get('INSALES_APP_SECRET')).toEqual({
      from: 'given/app-secret',
    })
    expect(envOf(deployment(plain, 'insales-connector')).has('INSALES_APP_ID')).toBe(false)
  })

  it('leaves a missing secret to the service, which names it and exits', () => {
    const [{ env }] = deployment(plain, 'billing')['spec'].template.spec.containers
    const refs = env.filter(({ valueFrom }: Rendered) => valueFrom)
    expect(refs.every(({ valueFrom }: Rendered) => valueFrom.secretKeyRef.optional)).toBe(true)
  })

  it('takes variables of one service over those of all', async () => {
    const objects = await render(helm, {
      ...least,
      defaults: { env: { SWEEP_INTERVAL_MS: 60_000, LANES_INTERVAL_MS: 1000 } },
      services: { 'order-sync': { env: { SWEEP_INTERVAL_MS: 90_000 } } },
    })
    const value = (name: string, variable: string) => envOf(deployment(objects, name)).get(variable)?.value
    expect(value('order-sync', 'SWEEP_INTERVAL_MS')).toBe('90000')
    expect(value('order-sync', 'LANES_INTERVAL_MS')).toBe('1000')
    expect(value('catalog-sync', 'SWEEP_INTERVAL_MS')).toBe('60000')
  })

  it('keeps keys of our own out of the revisions: a rollback would lose those that were rotated in since', () => {
    const { metadata, data } = named(plain, 'Secret', 'skladbridge-keys')
    expect(metadata.annotations['helm.sh/hook']).toBe('pre-install')
    const [key] = Buffer.from(data['secret-keys'], 'base64').toString().split(':').slice(1)
    expect(Buffer.from(key!, 'base64')).toHaveLength(32)
  })

  it('keeps an external address with its password in a Secret', () => {
    const { data } = named(plain, 'Secret', 'skladbridge-rabbitmq')
    expect(Buffer.from(data['amqp-url'], 'base64').toString()).toBe(least.rabbitmq.url)
  })
})

describe('network policies', () => {
  let objects: Rendered[]
  beforeAll(async () => {
    objects = await render(helm, inside)
  })
  const may = (from: string, to: string, port: number) =>
    mayReach(objects, labelsOf(objects, from), labelsOf(objects, to), port)

  it('let through the calls that addresses are given for, and no other between services', () => {
    for (const from of services) {
      const given = [...envOf(deployment(objects, from)).values()].map(({ value }) => value)
      for (const to of services.filter((name) => name !== from)) {
        expect([from, to, may(from, to, 9090)]).toEqual([from, to, given.includes(`skladbridge-${to}:9090`)])
      }
    }
  })

  it('billing is open to the syncs, which read its list', () => {
    for (const name of ['catalog-sync', 'order-sync', 'stock-aggregator'])
      expect(may(name, 'billing', 9090)).toBe(true)
  })

  it('let all to RabbitMQ, and all but the gateway to MongoDB', () => {
    for (const name of services) {
      expect([name, may(name, 'rabbitmq', 5672)]).toEqual([name, true])
      expect([name, may(name, 'mongodb', 27017)]).toEqual([name, name !== 'gateway'])
    }
    expect(may('mongodb', 'rabbitmq', 5672)).toBe(false)
  })

  it('let only the connectors out to the platforms, and billing to where merchants are told', () => {
    const out = (port: number) => services.filter((name) => mayLeave(objects, labelsOf(objects, name), port))
    expect(out(443)).toEqual(['billing', 'insales-connector', 'moysklad-connector'])
    expect(out(587)).toEqual(['billing'])
  })

  it('let the test pod ask every service, and strangers only the gateway', () => {
    for (const name of services) expect([name, may('test', name, 8080)]).toEqual([name, true])
    const stranger = { app: 'ingress' }
    expect(mayReach(objects, stranger, labelsOf(objects, 'gateway'), 8000)).toBe(true)
    expect(mayReach(objects, stranger, labelsOf(objects, 'billing'), 9090)).toBe(false)
    expect(mayReach(objects, stranger, labelsOf(objects, 'mongodb'), 27017)).toBe(false)
  })

  it('open the ports of an external broker and database', () => {
    expect(mayLeave(plain, labelsOf(plain, 'gateway'), 5671)).toBe(true)
    expect(mayLeave(plain, labelsOf(plain, 'billing'), 27017)).toBe(true)
    expect(mayLeave(plain, labelsOf(plain, 'gateway'), 27017)).toBe(false)
  })
})

describe('how many of what', () => {
  it('is two of each, one at a time taken away, unless said otherwise', () => {
    expect(ofKind(plain, 'Deployment').map(({ spec }) => spec.replicas)).toEqual(services.map(() => 2))
    expect(ofKind(plain, 'PodDisruptionBudget')).toHaveLength(7)
    expect(ofKind(plain, 'HorizontalPodAutoscaler')).toHaveLength(0)
  })

  it('small: one each, under one CPU in all, nothing that would block the drain of the only node', async () => {
    const objects = await render(helm, least, ['small'])
    const all = ofKind(objects, 'Deployment')
    const millicores = all.map(({ spec }) =>
      parseInt(spec.template.spec.containers[0].resources.requests.cpu, 10),
    )
    expect(all.map(({ spec }) => spec.replicas)).toEqual(services.map(() => 1))
    expect(millicores.reduce((sum, one) => sum + one, 0)).toBeLessThan(1000)
    expect(ofKind(objects, 'PodDisruptionBudget')).toHaveLength(0)
    expect(all.every(({ spec }) => spec.strategy.rollingUpdate.maxUnavailable === 0)).toBe(true)
  })

  it('large: what scales has no fixed number, which each upgrade would set it back to', async () => {
    const objects = await render(helm, least, ['large'])
    const scaled = ofKind(objects, 'HorizontalPodAutoscaler').map(({ spec }) => spec.scaleTargetRef.name)
    expect(scaled).toHaveLength(6)
    for (const { metadata, spec } of ofKind(objects, 'Deployment'))
      expect([metadata.name, 'replicas' in spec]).toEqual([metadata.name, !scaled.includes(metadata.name)])
    expect(deployment(objects, 'billing')['spec'].replicas).toBe(2)
  })

  it('scales by waiting messages only services that have queues', async () => {
    const autoscaling = { enabled: true, queueDepth: { enabled: true, target: 50 } }
    const objects = await render(helm, { ...least, defaults: { autoscaling } })
    const external = ofKind(objects, 'HorizontalPodAutoscaler').filter(({ spec }) =>
      spec.metrics.some(({ type }: Rendered) => type === 'External'),
    )
    expect(external.map(({ metadata }) => metadata.name)).toEqual(
      ['catalog-sync', 'order-sync', 'stock-aggregator'].map((name) => `skladbridge-${name}`),
    )
    expect(external[0]!['spec'].metrics[1].external.target).toEqual({
      type: 'AverageValue',
      averageValue: '50',
    })
  })

  it('with a node each, lets an old pod go first where a new one would find no room', async () => {
    const objects = await render(helm, { ...least, defaults: { antiAffinity: 'hard' } })
    expect(deployment(objects, 'billing')['spec'].strategy.rollingUpdate.maxUnavailable).toBe(1)
  })
})

describe('the way in and the way to see', () => {
  it('Ingress and route take the host of publicUrl', async () => {
    const parentRefs = [{ name: 'edge' }]
    const objects = await render(helm, {
      ...least,
      ingress: { enabled: true },
      gatewayApi: { enabled: true, parentRefs },
    })
    expect(ofKind(objects, 'Ingress')[0]!['spec'].rules[0].host).toBe('sync.example.ru')
    expect(ofKind(objects, 'HTTPRoute')[0]!['spec']).toMatchObject({
      parentRefs,
      hostnames: ['sync.example.ru'],
    })
    const { spec } = named(objects, 'Service', 'skladbridge-gateway')
    expect(spec.clusterIP).toBeUndefined()
    expect(spec.ports).toContainEqual({ name: 'public', port: 80, targetPort: 'public' })
  })

  it('every dashboard and every file of rules is brought along as it stands', async () => {
    const monitoring = {
      dashboards: { enabled: true },
      prometheusRule: { enabled: true },
      serviceMonitor: { enabled: true },
    }
    const objects = await render(helm, { ...least, monitoring })
    const files = (folder: string, end: string) => {
      return readdirSync(join(chartFolder, folder)).filter(
        (name) => name.endsWith(end) && !name.includes('.test.'),
      )
    }
    const maps = ofKind(objects, 'ConfigMap')
    expect(maps).toHaveLength(files('dashboards', '.json').length)
    for (const { data } of maps) {
      const [[file, text]] = Object.entries<string>(data) as [[string, string]]
      expect(JSON.parse(text)).toEqual(
        JSON.parse(readFileSync(join(chartFolder, 'dashboards', file), 'utf8')),
      )
    }
    const rules = ofKind(objects, 'PrometheusRule')
    expect(rules).toHaveLength(files('rules', '.yaml').length)
    expect(rules.every(({ spec }) => spec.groups.length > 0)).toBe(true)
    expect(ofKind(objects, 'ServiceMonitor')[0]!['spec'].endpoints[0]).toMatchObject({
      port: 'http',
      path: '/metrics',
    })
  })
})

describe('refuses, and says what and why', () => {
  const without = (key: keyof typeof least) => ({ ...least, [key]: undefined })
  const wrong: [string, object, RegExp][] = [
    ['no publicUrl', without('publicUrl'), /publicUrl must be set/],
    ['plain http in production', { ...least, publicUrl: 'http://a.ru' }, /publicUrl must begin with https/],
    ['no solution', { ...least, moysklad: {} }, /moysklad\.appId must be set/],
    [
      'no secret of the solution',
      { ...least, moysklad: { appId: 'a', appUid: 'a.b' } },
      /appSecretKey or moysklad\.existingSecret/,
    ],
    ['no broker', without('rabbitmq'), /rabbitmq: exactly one of url/],
    [
      'two databases',
      { ...least, mongodb: { ...least.mongodb, internal: { enabled: true } } },
      /mongodb: exactly one of url.*not 2/,
    ],
    [
      'a kill before the close',
      { ...least, shutdown: { graceSeconds: 20 } },
      /graceSeconds must be longer than shutdown\.timeoutSeconds/,
    ],
    [
      'the sandbox in production',
      { ...least, insales: { baseUrlOverride: 'http://s:1' } },
      /insales\.baseUrlOverride is for the sandbox/,
    ],
    [
      'an application of inSales without its secret',
      { ...least, insales: { appId: 'a' } },
      /insales\.appSecret or/,
    ],
    ['a route without a gateway', { ...least, gatewayApi: { enabled: true } }, /parentRefs must name/],
    ['a service that is none', { ...least, services: { gatway: {} } }, /services.*gatway/s],
    ['a misspelt setting', { ...least, defaults: { replcas: 3 } }, /replcas/],
    ['replicas of words', { ...least, services: { gateway: { replicas: 'two' } } }, /replicas/],
    ['no replica', { ...least, defaults: { replicas: 0 } }, /replicas/],
    ['another scheme', { ...least, rabbitmq: { url: 'http://broker' } }, /rabbitmq.*url/s],
    ['a level that is none', { ...least, logLevel: 'loud' }, /logLevel/],
    ['a pull policy that is none', { ...least, image: { pullPolicy: 'Sometimes' } }, /pullPolicy/],
    [
      'memory that is no quantity',
      { ...least, defaults: { resources: { limits: { memory: 'much' } } } },
      /memory/,
    ],
    ['a variable in small letters', { ...least, defaults: { env: { sweep: 1 } } }, /sweep|env/],
    [
      'a value of an earlier chart',
      { ...least, replicaCount: 2 },
      /Upgrade note: .*«replicaCount».*use defaults\.replicas/,
    ],
    [
      'an address of an earlier chart',
      { ...least, amqpUrl: 'x' },
      /Upgrade note: .*«amqpUrl».*use rabbitmq\.url/,
    ],
    [
      'fewer at most than at least',
      { ...least, services: { gateway: { autoscaling: { enabled: true, minReplicas: 5, maxReplicas: 2 } } } },
      /services\.gateway: autoscaling\.minReplicas/,
    ],
  ]

  it.each(wrong)('%s', async (_what, values, sentence) => {
    const { code, stdout, stderr } = await tryRender(helm, values)
    expect(code).not.toBe(0)
    expect(stdout).toBe('')
    expect(stderr).toMatch(sentence)
  })
})

describe('values.schema.json', () => {
  it('knows every value of values.yaml, and has no service that is none', async () => {
    const schema = JSON.parse(readFileSync(join(chartFolder, 'values.schema.json'), 'utf8'))
    expect(Object.keys(schema.properties.services.properties).sort()).toEqual(services)
    expect(schema.additionalProperties).toBe(false)
    // strict, so values.yaml itself would be refused if it held a name that the schema lacks
    expect((await tryRender(helm, least)).code).toBe(0)
  })
})
