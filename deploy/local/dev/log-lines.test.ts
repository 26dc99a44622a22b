import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { captureLogger, waitFor } from '@skladbridge/testing'
import { AppError } from '@skladbridge/errors'
import { followLines, formatLine, levelOf, WARN } from './log-lines.mjs'

/** What the real logger writes. */
function written(write: (log: ReturnType<typeof captureLogger>['log']) => void): string {
  const captured = captureLogger()
  write(captured.log)
  return captured.text().trimEnd()
}

describe('formatLine', () => {
  it('shows time, level, service, sentence and fields', () => {
    const line = written((log) => log.info({ httpPort: 41001, failed: [] }, 'service is up'))
    expect(formatLine('billing', line)).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} info {2}billing {2}service is up {2}httpPort=41001 {2}failed=\[\]$/,
    )
  })

  it('shows an error by its code and kind, with its stack and its cause', () => {
    const cause = new Error('connect ECONNREFUSED')
    const err = new AppError({ kind: 'unavailable', code: 'MOYSKLAD_DOWN', message: 'down' }, { cause })
    const [head, ...rows] = formatLine(
      'order-sync',
      written((log) => log.error({ err }, 'call failed')),
    ).split('\n')
    expect(head).toMatch(/error order-sync {2}call failed$/)
    expect(rows[0]).toBe('    MOYSKLAD_DOWN (unavailable): down')
    expect(rows[1]).toMatch(/^ {6}at /)
    expect(rows).toContain('    connect ECONNREFUSED')
  })

  it('shows what is no log line as it is', () => {
    for (const text of ['Error: Cannot find module', '{"half":', '[1]', 'null', '{"level"']) {
      expect(formatLine('gateway', text)).toContain(text)
    }
  })
})

describe('levelOf', () => {
  it('tells what the others must not hide: warnings, errors, and crashes that no logger wrote', () => {
    expect(levelOf(written((log) => log.warn('x')))).toBe(WARN)
    expect(levelOf(written((log) => log.error('x')))).toBeGreaterThan(WARN)
    expect(levelOf('TypeError: x is not a function')).toBe(WARN)
    expect(levelOf(written((log) => log.info('x')))).toBeLessThan(WARN)
  })
})

describe('followLines', () => {
  let folder: string
  let file: string
  let lines: string[]
  let stop: () => void
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'skladbridge-log-'))
    file = join(folder, 'it.log')
    lines = []
    writeFileSync(file, 'first\n')
    stop = followLines(file, (line: string) => lines.push(line), 10)
  })
  afterEach(() => {
    stop()
    rmSync(folder, { recursive: true })
  })
  const seen = (count: number) => waitFor(() => lines.length === count, { what: `${count} lines` })

  it('gives what is there and what comes, whole lines only, letters of two bytes unharmed', async () => {
    const text = Buffer.from('товар продан\n')
    appendFileSync(file, Buffer.concat([Buffer.from('second\n'), text.subarray(0, 7)]))
    await seen(2)
    appendFileSync(file, Buffer.concat([text.subarray(7), Buffer.from('fourth\n\n')]))
    await seen(4)
    expect(lines).toEqual(['first', 'second', 'товар продан', 'fourth'])
  })

  it('goes on with a file that was begun anew', async () => {
    writeFileSync(file, 'new\n')
    await seen(2)
    expect(lines).toEqual(['first', 'new'])
  })
})
