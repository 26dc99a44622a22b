import { describe, expect, it } from '@jest/globals'
import { parseConfig } from '@skladbridge/runtime'
import { configSchema } from './config.js'

const key = Buffer.alloc(32, 7).toString('base64')
const env = {
  MONGO_URL: 'mongodb://localhost:27017/',
  AMQP_URL: 'amqp://localhost',
  SECRET_KEYS: `k2:${key},k1:${key}`,
  WEBHOOK_KEYS: 'a-new-key-of-enough-length, an-old-key-of-enough-length',
  PUBLIC_URL: 'https://sb.example',
}

describe('config', () => {
  it('knows the platform’s budget, and which keys are current', () => {
    const config = parseConfig(configSchema, env)
    expect(config).toMatchObject({ INSALES_BUDGET_REQUESTS: 500, INSALES_BUDGET_WINDOW_MS: 300_000 })
    expect(config.SECRET_KEYS.currentKeyId).toBe('k2')
    expect(config.WEBHOOK_KEYS).toEqual(['a-new-key-of-enough-length', 'an-old-key-of-enough-length'])
  })

  it('lets the sandbox in, but never in production', () => {
    const sandbox = { ...env, INSALES_BASE_URL_OVERRIDE: 'http://127.0.0.1:4000' }
    expect(parseConfig(configSchema, sandbox).INSALES_BASE_URL_OVERRIDE).toBe('http://127.0.0.1:4000')
    expect(() => parseConfig(configSchema, { ...sandbox, NODE_ENV: 'production' })).toThrow(
      /INSALES_BASE_URL_OVERRIDE/,
    )
  })

  it('says what is missing and never shows a key', () => {
    expect(() => parseConfig(configSchema, { ...env, WEBHOOK_KEYS: 'short', PUBLIC_URL: undefined })).toThrow(
      /WEBHOOK_KEYS[\s\S]*PUBLIC_URL|PUBLIC_URL[\s\S]*WEBHOOK_KEYS/,
    )
    expect(() => parseConfig(configSchema, { ...env, WEBHOOK_KEYS: 'short' })).not.toThrow(/short/)
  })
})
