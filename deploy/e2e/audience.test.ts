import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import * as contracts from '@skladbridge/contracts'

const root = join(__dirname, '..', '..')

/** Names of the events that some handler of the product answers: `event: ThingHappened`. */
function answered(): Set<string> {
  const rooms = [
    'libs/reconciler/src',
    ...readdirSync(join(root, 'services')).map((name) => `services/${name}/src`),
  ]
  const files = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('.test.') && !file.includes('testing'))
      .map((file) => readFileSync(join(root, room, file), 'utf8')),
  )
  return new Set(
    files.flatMap((text) => [...text.matchAll(/\bevent: ([A-Z]\w+),/g)].map((match) => match[1]!)),
  )
}

const required = Object.entries(contracts)
  .filter(([, value]) => typeof value === 'object' && 'audience' in value && value.audience === 'required')
  .map(([name]) => name)

describe('required events', () => {
  const handlers = answered()

  // publishing one that no queue takes fails: the gateway would answer 503 to every such webhook, for ever
  it.each(required)('%s has a handler', (name) => {
    expect([...handlers]).toContain(name)
  })
})
