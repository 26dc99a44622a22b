import { describe, expect, test } from '@jest/globals'
import { readFlags } from './cli.js'

describe('flags of pnpm sandbox', () => {
  test('none: the usual ports, real time, real limits, no faults', () => {
    expect(readFlags([])).toMatchObject({
      moyskladPort: 7101,
      insalesPort: 7102,
      vendorPort: 7103,
      controlPort: 7104,
      speed: 1,
      limits: 'real',
      faults: {},
      insales: { shops: [{ products: 0, warehouses: 1 }] },
    })
  })

  test('all that can be said', () => {
    const flags =
      '--speed 60 --seed 7 --no-limits --shops 2 --products 12 --insales-port 0 --gateway http://127.0.0.1:8080 --secret-key s3cret --webhooks-lost 0.1 --slow-ms 200'
    expect(readFlags(flags.split(' '))).toMatchObject({
      speed: 60,
      seed: 7,
      limits: 'off',
      insalesPort: 0,
      insales: { shops: [{ products: 12 }, { products: 0 }] },
      vendor: { gateway: 'http://127.0.0.1:8080', solution: { secretKey: 's3cret' } },
      faults: { webhooksLost: 0.1, slowMs: 200 },
    })
    expect(readFlags(['--help'])).toBe('help')
  })

  test.each([
    ['--sped 3', '--sped'],
    ['--speed', '--speed'],
    ['--speed fast', '--speed'],
    ['--speed 0', '--speed'],
    ['--insales-port 70000', '--insales-port'],
    ['--products 13', '--products'],
    ['--answer-lost 2', '--answer-lost'],
    ['--answer-lost much', '--answer-lost'],
    ['--gateway localhost', '--gateway'],
    ['something', 'something'],
  ])('%s is refused by name', (flags, named) => {
    expect(() => readFlags(flags.split(' '))).toThrow(named)
  })
})
