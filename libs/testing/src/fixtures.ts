import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * A recorded body of an outside system, parsed: `readFixture('insales', 'order.get')`. Undefined where the recordings
 * (`shared/api/fixtures` beside the checkout) are absent: they are no part of the product.
 */
export function readFixture(system: 'moysklad' | 'insales', name: string, from = process.cwd()): unknown {
  const folder = fixtureFolder(from)
  const file = folder && join(folder, system, `${name}.json`)
  return file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function fixtureFolder(from: string): string | undefined {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const found = join(folder, '..', 'shared', 'api', 'fixtures')
    if (existsSync(found)) return found
  }
  return undefined
}
