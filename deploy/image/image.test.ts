import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { nodeEnv } from '../node-options.mjs'
import { listPackages, toCycloneDx, toLicenceList } from './materials.mjs'

const dockerfile = readFileSync(join(__dirname, '../../Dockerfile'), 'utf8')

describe('the Dockerfile', () => {
  it('tells Node what deploy/node-options.mjs says', () => {
    const { NODE_OPTIONS, MALLOC_ARENA_MAX } = nodeEnv({})
    expect(dockerfile).toContain(`NODE_OPTIONS="${NODE_OPTIONS}"`)
    expect(dockerfile).toContain(`MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX}\n`)
  })

  it('takes the package manager that package.json names', () => {
    const { packageManager } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'))
    expect(dockerfile).toContain(`ARG PNPM=${packageManager}\n`)
  })

  it('has patches in place before anything is fetched or installed', () => {
    const at = (text: string) => dockerfile.indexOf(text)
    expect(at('COPY patches')).toBeGreaterThan(0)
    expect(at('COPY patches')).toBeLessThan(at('pnpm fetch'))
  })

  it('ends as a numbered user with node itself as process 1', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('FROM '))
    expect(last).toMatch(/^USER [1-9]\d*:\d+$/m)
    expect(last).toContain('ENTRYPOINT ["node"]')
    expect(last).not.toMatch(/^RUN /m)
  })
})

describe('what an image is made of', () => {
  let folder: string
  const put = (path: string, manifest: object) => {
    mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(join(folder, path, 'package.json'), JSON.stringify(manifest))
  }

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'skladbridge-materials-'))
    const store = 'node_modules/.pnpm'
    put(`${store}/zod@4/node_modules/zod`, { name: 'zod', version: '4.0.0', license: 'MIT' })
    put(`${store}/@a+b@1/node_modules/@a/b`, {
      name: '@a/b',
      version: '1.0.0',
      license: '(MIT OR Apache-2.0)',
    })
    put(`${store}/old@1/node_modules/old`, { name: 'old', version: '1.0.0', licenses: [{ type: 'BSD' }] })
    put(`${store}/bare@1/node_modules/bare`, { name: 'bare', version: '1.0.0' })
    put(`${store}/lib@file/node_modules/@skladbridge/lib`, { name: '@skladbridge/lib', version: '0.1.0' })
    symlinkSync('../../zod@4/node_modules/zod', join(folder, store, '@a+b@1/node_modules/zod'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('is listed once a package and version, scopes and links notwithstanding', () => {
    const names = listPackages(folder).map(({ name }) => name)
    expect(names).toEqual(['@a/b', '@skladbridge/lib', 'bare', 'old', 'zod'])
  })

  it('is told as CycloneDX: purl of others, expression or id of the licence, nothing where none is given', () => {
    const bom = toCycloneDx({ name: 'x', version: '1' }, listPackages(folder))
    const component = (name: string) => bom.components.find((one) => one.name === name)
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { name: 'x' } },
    })
    expect(component('@a/b')).toMatchObject({
      purl: 'pkg:npm/%40a/b@1.0.0',
      licenses: [{ expression: '(MIT OR Apache-2.0)' }],
    })
    expect(component('zod')).toMatchObject({ licenses: [{ license: { id: 'MIT' } }] })
    expect(component('bare')).not.toHaveProperty('licenses')
    expect(component('@skladbridge/lib')).not.toHaveProperty('purl')
  })

  it('names in the list of licences what gives none, and leaves out what is ours', () => {
    const list = toLicenceList(listPackages(folder))
    expect(list).toMatch(/^none given\s+bare 1\.0\.0$/m)
    expect(list).not.toContain('@skladbridge')
  })
})
