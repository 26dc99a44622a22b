// `pnpm run docs`: writes docs/events.md and docs/errors.md from what the built packages define.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { allEvents, envelopeSchema } from '@skladbridge/contracts'
import { errorFiles } from './error-files.mjs'
import { errorsPage, tablesIn } from './errors-page.mjs'
import { eventsPage } from './events-page.mjs'

const root = join(import.meta.dirname, '..', '..')
const tables = []
for (const { owner, built } of errorFiles(root)) {
  tables.push(...tablesIn(owner, await import(pathToFileURL(built).href)))
}
for (const [name, text] of [
  ['events.md', eventsPage(allEvents.values(), envelopeSchema)],
  ['errors.md', errorsPage(tables)],
]) {
  writeFileSync(join(root, 'docs', name), text)
  process.stdout.write(`docs/${name}\n`)
}
