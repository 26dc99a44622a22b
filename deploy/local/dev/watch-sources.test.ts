import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { watchSources } from './watch-sources.mjs'

let folder: string
let runs: string[][]
let work: () => Promise<void> | void
let stop: () => Promise<void>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skladbridge-watch-'))
  for (const name of ['domain', 'testing']) mkdirSync(join(folder, name))
  runs = []
  work = () => {}
  stop = watchSources(
    [folder],
    (files: string[]) => {
      runs.push(files)
      return work()
    },
    50,
  )
})
afterEach(async () => {
  await stop()
  rmSync(folder, { recursive: true })
})
const write = (file: string) => writeFileSync(join(folder, file), String(Math.random()))
const seen = (file: string) => waitFor(() => runs.flat().includes(file), { what: file })

describe('watchSources', () => {
  it('tells of a source, however deep', async () => {
    write('main.ts')
    await seen('main.ts')
    write('domain/decide.ts')
    await seen('domain/decide.ts')
  })

  it('passes over tests and what no build reads', async () => {
    for (const file of [
      'main.test.ts',
      'domain/decide.int.test.ts',
      'testing/rig.ts',
      'notes.txt',
      'main.ts~',
    ])
      write(file)
    write('main.ts')
    await seen('main.ts')
    expect(new Set(runs.flat())).toEqual(new Set(['main.ts']))
  })

  it('runs one at a time, and once more for what changed meanwhile', async () => {
    let open = () => {}
    let working = 0
    let most = 0
    work = async () => {
      most = Math.max(most, ++working)
      await new Promise<void>((resolve) => (open = resolve))
      working--
    }
    write('a.ts')
    await seen('a.ts')
    write('b.ts')
    write('c.ts')
    const before = runs.length
    // what came meanwhile is not run beside it; the way is free only when it ends
    open()
    await waitFor(() => runs.length > before && runs.flat().includes('c.ts'), { what: 'the second run' })
    await waitFor(() => (open(), working === 0), { what: 'the end of all runs' })
    expect(most).toBe(1)
    expect(runs.flat()).toContain('b.ts')
  })

  it('stopped, it runs no more', async () => {
    write('a.ts')
    await seen('a.ts')
    await stop()
    const before = runs.length
    write('b.ts')
    const other = join(folder, 'domain')
    let noticed = false
    const stopOther = watchSources([other], () => void (noticed = true), 1)
    write('domain/c.ts')
    await waitFor(() => noticed, { what: 'another watcher' })
    await stopOther()
    expect(runs).toHaveLength(before)
  })
})
