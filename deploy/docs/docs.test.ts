import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { allEvents, envelopeSchema } from '@skladbridge/contracts'
import { errorKinds, type ErrorDefinition } from '@skladbridge/errors'
import { errorFiles } from './error-files.mjs'
import { errorsPage, tablesIn } from './errors-page.mjs'
import { eventsPage } from './events-page.mjs'

interface Table {
  owner: string
  definitions: Record<string, ErrorDefinition>
}

const root = join(__dirname, '..', '..')
const written = (name: string) => readFileSync(join(root, 'docs', name), 'utf8')

async function allTables(): Promise<Table[]> {
  const tables: Table[] = []
  for (const { owner, source } of errorFiles(root)) {
    tables.push(...(tablesIn(owner, (await import(source)) as Record<string, unknown>) as Table[]))
  }
  return tables
}

describe('docs/events.md', () => {
  it('says what the definitions say (if not: pnpm run docs)', () => {
    expect(written('events.md')).toBe(eventsPage(allEvents.values(), envelopeSchema))
  })

  it.each([...allEvents.values()].map((event) => [event.routingKey, event] as const))(
    'has %s',
    (key, event) => {
      expect(written('events.md')).toContain(`### \`${key}\`\n\n${event.summary} (${event.audience})`)
    },
  )
})

describe('docs/errors.md', () => {
  it('says what the tables say (if not: pnpm run docs)', async () => {
    expect(written('errors.md')).toBe(errorsPage(await allTables()))
  })

  it('finds the table of every lib and service that has one', async () => {
    const owners = new Set((await allTables()).map(({ owner }) => owner))
    const withTable = errorFiles(root).filter(({ source }) =>
      readFileSync(source, 'utf8').includes('defineErrors('),
    )
    expect([...owners]).toEqual(withTable.map(({ owner }) => owner))
    expect(owners).toContain('libs/messaging')
  })

  it('has each code once, owner first, of a known kind', async () => {
    const rows = (await allTables()).flatMap(({ definitions }) => Object.entries(definitions))
    const codes = rows.map(([code]) => code)
    expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
    for (const [code, { kind }] of rows) {
      expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/)
      expect(errorKinds).toContain(kind)
    }
  })

  it('tells the merchant what to do where only they can help, and apart from what happened', async () => {
    const rows = (await allTables()).flatMap(({ definitions }) => Object.entries(definitions))
    const theirs = rows.filter(
      ([, { kind, text }]) => text && ['invalid', 'missing', 'denied'].includes(kind),
    )
    expect(theirs.filter(([, { advice }]) => !/[а-яё]{3}/.test(advice ?? '')).map(([code]) => code)).toEqual(
      [],
    )
    expect(rows.filter(([, { text, advice }]) => advice && !text).map(([code]) => code)).toEqual([])
  })
})
