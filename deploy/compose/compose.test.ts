import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

const root = join(__dirname, '../..')
const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8')
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Service = Record<string, any>
const compose = parse(read('docker-compose.yml'), { merge: true }) as { services: Record<string, Service> }
const services = readdirSync(join(root, 'services')).sort()
const ours = [...services, 'sandbox']

/** Variables without a default that a service's config.ts reads, its libraries' included. */
function needed(name: string): string[] {
  const own = read('services', name, 'src/config.ts')
  const lanes = own.includes('laneSourcesConfig') ? read('libs/lane-sources/src/config.ts') : ''
  const base = own.includes('MONGO_URL: _keepsNothing') ? ['AMQP_URL'] : ['AMQP_URL', 'MONGO_URL']
  const names = /^\s+([A-Z_]+_ADDR|[A-Z]+_KEYS|SESSION_KEY|APP_[A-Z_]+|PUBLIC_URL):/gm
  return [...base, ...[...(own + lanes).matchAll(names)].map(([, variable]) => variable!)]
}

describe('docker-compose.yml', () => {
  it('has the seven services, the sandboxes, and what they stand on', () => {
    const others = ['grafana', 'mongodb', 'prometheus', 'rabbitmq']
    expect(Object.keys(compose.services).sort()).toEqual([...ours, ...others].sort())
  })

  it.each(services)('%s is given what its config.ts insists on', (name) => {
    const wanted = needed(name)
    expect(wanted).toContain('AMQP_URL')
    expect(Object.keys(compose.services[name]!['environment'])).toEqual(expect.arrayContaining(wanted))
  })

  it('every address leads to a service that is in here, and is waited for only downwards', () => {
    for (const name of services) {
      const addresses = Object.entries<string>(compose.services[name]!['environment']).filter(([variable]) =>
        variable.endsWith('_ADDR'),
      )
      for (const [, address] of addresses) expect(services).toContain(address.split(':')[0])
    }
    const waitsFor = (name: string): string[] => Object.keys(compose.services[name]!['depends_on'] ?? {})
    const order = (name: string, above: string[] = []): void => {
      expect(above).not.toContain(name)
      if (!Array.isArray(compose.services[name]!['depends_on']))
        waitsFor(name).forEach((next) => order(next, [...above, name]))
    }
    Object.keys(compose.services).forEach((name) => order(name))
    expect(waitsFor('gateway')).toEqual(expect.arrayContaining(['order-sync', 'stock-aggregator']))
  })

  it('every image name is a variable with a public default, every port is for this machine only', () => {
    for (const [name, { image, ports = [] }] of Object.entries(compose.services)) {
      expect([name, image]).toEqual([name, expect.stringMatching(/^\$\{[A-Z_]+:-[^}]+\}/)])
      for (const port of ports as string[]) expect(port).toMatch(/^127\.0\.0\.1:/)
    }
  })

  it('ours run with a read-only root, their health is asked by node itself', () => {
    for (const name of ours) {
      const { read_only, healthcheck } = compose.services[name]!
      expect([name, read_only, healthcheck.test.slice(0, 2)]).toEqual([name, true, ['CMD', 'node']])
    }
  })

  it('what is mounted from here is here', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes = [] }) => volumes as string[])
    const paths = mounted.map((volume) => volume.split(':')[0]!).filter((path) => path.startsWith('.'))
    expect(paths.length).toBeGreaterThan(2)
    for (const path of paths) expect([path, existsSync(join(root, path))]).toEqual([path, true])
  })
})
