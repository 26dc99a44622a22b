import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { checkNode, explainInstall, fingerprintOf, isInstalled } from './setup.mjs'

let folder: string
const put = (name: string, text: string) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true })
  writeFileSync(join(folder, name), text)
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skladbridge-setup-'))
  put('package.json', '{}')
  put('pnpm-lock.yaml', 'lockfileVersion: 9')
  put('libs/errors/package.json', '{"name":"errors"}')
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('checkNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('is content with %s', (version) =>
    expect(() => checkNode('>=20.19', version)).not.toThrow(),
  )
  it.each(['18.20.8', '20.18.3'])('says which version is needed instead of %s', (version) =>
    expect(() => checkNode('>=20.19', version)).toThrow(
      `SkladBridge needs Node 20.19 or later; this is ${version}.`,
    ),
  )
})

describe('isInstalled', () => {
  const install = () => put('node_modules/.skladbridge-installed', fingerprintOf(folder))
  const current = () => isInstalled(folder, fingerprintOf(folder))

  it('is false before the first install', () => expect(current()).toBe(false))

  it('is true after one', () => {
    install()
    expect(current()).toBe(true)
  })

  it.each(['pnpm-lock.yaml', 'package.json', 'libs/errors/package.json', 'libs/new/package.json'])(
    'is false once %s is another',
    (name) => {
      install()
      put(name, '{"changed":true}')
      expect(current()).toBe(false)
    },
  )

  it('is true again after changes to the sources', () => {
    install()
    put('libs/errors/src/index.ts', 'export {}')
    expect(current()).toBe(true)
  })
})

describe('explainInstall', () => {
  it.each([
    ['npm error code ENOTFOUND', 'The npm registry cannot be reached'],
    ['ERR_PNPM_META_FETCH_FAIL  GET …: request failed', 'The npm registry cannot be reached'],
    ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install', 'pnpm-lock.yaml does not fit'],
    ['something new', 'The dependencies could not be installed.'],
  ])('«%s»: «%s»', (output, sentence) => {
    expect(explainInstall(output)).toContain(sentence)
    expect(explainInstall(output)).toContain(output)
  })
})
