import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { baseConfig, flag, grpcAddress, integer, keyring, parseConfig, secretList, url } from './config.js'

const key = Buffer.alloc(32, 7).toString('base64')
const schema = z.object({
  ...baseConfig,
  SECRET_KEYS: keyring(),
  MOYSKLAD_CONNECTOR_ADDR: grpcAddress(),
  POLL_INTERVAL_MS: integer(1_000, { min: 10, max: 60_000 }),
  PUBLIC_URL: url('http', 'https'),
  TRIAL: flag(true),
  HOOK_KEYS: secretList(8).optional(),
})
const good = {
  MONGO_URL: 'mongodb://user:pa55word@a:1,b:2/billing?replicaSet=rs0',
  AMQP_URL: 'amqp://guest:guest@localhost:5672',
  SECRET_KEYS: `k1:${key}`,
  MOYSKLAD_CONNECTOR_ADDR: 'moysklad-connector:9090',
  PUBLIC_URL: 'https://skladbridge.example/',
}

const problemsOf = (env: Record<string, string | undefined>): string[] => {
  try {
    parseConfig(schema, env)
  } catch (error) {
    return (error as Error).message.split('\n').slice(1)
  }
  return []
}

describe('parseConfig', () => {
  it('fills in what everybody shares', () => {
    expect(parseConfig(schema, good)).toMatchObject({
      LOG_LEVEL: 'info',
      BIND_HOST: '0.0.0.0',
      HTTP_PORT: 8080,
      GRPC_PORT: 9090,
      MESSAGING_NAMESPACE: '',
      SHUTDOWN_TIMEOUT_MS: 15_000,
      DRAIN_MS: 0,
      POLL_INTERVAL_MS: 1_000,
      TRIAL: true,
      SECRET_KEYS: { currentKeyId: 'k1' },
    })
  })

  it('takes what is given, and no more than the schema knows', () => {
    const config = parseConfig(schema, { ...good, HTTP_PORT: '0', TRIAL: 'no', PATH: '/bin' })
    expect(config).toMatchObject({ HTTP_PORT: 0, TRIAL: false })
    expect(config).not.toHaveProperty('PATH')
  })

  it('lists every problem, one a line, by name', () => {
    const problems = problemsOf({
      ...good,
      MONGO_URL: undefined,
      AMQP_URL: 'localhost:5672',
      GRPC_PORT: '99999',
      LOG_LEVEL: 'loud',
      SECRET_KEYS: '',
      MOYSKLAD_CONNECTOR_ADDR: 'http://moysklad',
      POLL_INTERVAL_MS: '5s',
      TRIAL: 'maybe',
    })
    expect(problems).toEqual([
      '  LOG_LEVEL: must be a pino level such as info',
      '  GRPC_PORT: must be a whole number from 0 to 65535',
      '  MONGO_URL: is missing',
      '  AMQP_URL: must be a URL beginning with amqp:// or amqps://',
      '  SECRET_KEYS: is missing',
      '  MOYSKLAD_CONNECTOR_ADDR: must be host:port',
      '  POLL_INTERVAL_MS: must be a whole number from 10 to 60000',
      '  TRIAL: must be true or false',
    ])
  })

  it('takes secrets after commas, the current one first, and none that is short', () => {
    const HOOK_KEYS = 'k-now-12345, k-old-12345'
    expect(parseConfig(schema, { ...good, HOOK_KEYS }).HOOK_KEYS).toEqual(['k-now-12345', 'k-old-12345'])
    for (const broken of ['k-now-12345,', 'k-now-12345,short']) {
      expect(problemsOf({ ...good, HOOK_KEYS: broken })).toEqual([
        '  HOOK_KEYS: each key must have at least 8 characters',
      ])
    }
  })

  it('says in the first line how many there are', () => {
    expect(() => parseConfig(schema, { ...good, DRAIN_MS: '-1', HTTP_PORT: '1.5' })).toThrow(/^.* 2 problem/)
  })

  it('shows no value, not even that of a schema that quotes it', () => {
    const quoting = z.object({
      TOKEN: z.string().refine(() => false, { error: (issue) => `bad: ${issue.input}` }),
    })
    expect(() => parseConfig(quoting, { TOKEN: 'hunter2hunter2' })).toThrow('TOKEN: bad: …')
    const secrets = { MONGO_URL: 'postgres://u:hunter2@h', SECRET_KEYS: 'k1:hunter2', AMQP_URL: 'hunter2' }
    const problems = problemsOf({ ...good, ...secrets }).join('\n')
    expect(problems).toMatch(/SECRET_KEYS: keyring: key k1 has 5 bytes/)
    expect(problems).not.toContain('hunter2')
  })

  it.each(['1e3', '0x10', ' 5', '5 ', '10_000', '99999999999999999999', 'NaN'])(
    'takes %j for no number',
    (text) => {
      expect(problemsOf({ ...good, POLL_INTERVAL_MS: text })).toHaveLength(1)
    },
  )
})
