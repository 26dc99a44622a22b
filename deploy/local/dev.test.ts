import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

describe('pnpm dev', () => {
  it.each([[[]], [['no-such-service']], [['billing', 'gateway']]])('%j is told what it takes', (args) => {
    const { status, stderr } = spawnSync(process.execPath, [join(__dirname, 'dev.mjs'), ...args], {
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    for (const name of readdirSync(join(__dirname, '..', '..', 'services'))) expect(stderr).toContain(name)
    expect(stderr).not.toContain('    at ')
  })
})
