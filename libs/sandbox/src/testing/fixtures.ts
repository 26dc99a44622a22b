import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

// Recorded bodies of the real platforms lie beside the checkout where there are any; they are no part of it.
const root = resolve(__dirname, '../../../../../shared/api/fixtures')

export const hasFixtures = (platform: string) => existsSync(join(root, platform))

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function fixture(platform: string, name: string, replace: Record<string | number, unknown> = {}): any {
  let text = JSON.stringify(JSON.parse(readFileSync(join(root, platform, `${name}.json`), 'utf8')))
  // ids of the recording become ids of the sandbox
  for (const [was, is] of Object.entries(replace)) text = text.replaceAll(was, String(is))
  return JSON.parse(text)
}

/**
 * Where `actual` falls short of `expected` in form: keys it lacks, values of another JSON type. Null fits everything,
 * as does an empty list; of a list the first entries are compared.
 */
export function shortfalls(expected: unknown, actual: unknown, at = ''): string[] {
  if (expected === null || actual === null) return []
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return expected.length > 0 && actual.length > 0 ? shortfalls(expected[0], actual[0], `${at}[0]`) : []
  }
  if (typeof expected !== typeof actual || Array.isArray(expected) !== Array.isArray(actual)) {
    return [`${at}: ${typeof actual} instead of ${typeof expected}`]
  }
  if (typeof expected !== 'object') return []
  const found = actual as Record<string, unknown>
  return Object.entries(expected as object).flatMap(([key, value]) =>
    key in found ? shortfalls(value, found[key], `${at}.${key}`) : [`${at}.${key} is missing`],
  )
}
