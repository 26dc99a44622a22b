import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { allEvents, envelopeSchema, type EventDefinition } from '../index.js'

/** `<routing key>.json`, `<routing key>.<what is special>.json` */
const samples = readdirSync(__dirname)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const routingKey = /^(.+\.v\d+)(?:\.[a-z-]+)?\.json$/.exec(file)?.[1] ?? file
    return { file, routingKey, sample: JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as unknown }
  })

const parse = (event: EventDefinition, sample: unknown) => {
  const envelope = envelopeSchema.parse(sample)
  return { ...envelope, data: event.data.parse(envelope.data) }
}

describe('golden samples', () => {
  it.each([...allEvents.keys()])('there is one of %s', (routingKey) => {
    expect(samples.map((one) => one.routingKey)).toContain(routingKey)
  })

  // a message that lay in a queue during a deployment must still be understood
  it.each(samples.map((one) => [one.file, one] as const))('%s is read as it was written', (_file, one) => {
    const event = allEvents.get(one.routingKey)
    expect(event).toBeDefined()
    const read = parse(event!, one.sample)
    expect(`${read.name}.v${read.version}`).toBe(one.routingKey)
    expect(read).toEqual(one.sample)
  })

  it.each(samples.map((one) => [one.file, one] as const))(
    '%s with a field of the future is still read',
    (_f, one) => {
      const sample = one.sample as { data: object }
      const future = { ...sample, later: 1, data: { ...sample.data, later: 1 } }
      expect(parse(allEvents.get(one.routingKey)!, future)).toEqual(one.sample)
    },
  )

  it.each(samples.map((one) => [one.file, one] as const))('%s names nobody and no secret', (_file, one) => {
    expect(JSON.stringify(one.sample)).not.toMatch(/@|phone|password|token|secret|\+7\d/i)
  })
})
