import * as errors from '../errors.js'
import type { Values } from '../model/types.js'

export const maxBodyBytes = 20 * 1024 * 1024
const maxDepth = 10
const maxElements = 1000

/** Reads the JSON of a request as MoySklad does: objects or arrays, not too deep, not too long. */
export function parseBody(raw: Buffer | undefined): Values | Values[] {
  const text = raw?.toString('utf8').trim() ?? ''
  if (text === '') throw errors.nothingInRequest()
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw errors.notJson(...placeOf(text, error as Error))
  }
  if (typeof parsed !== 'object' || parsed === null) throw errors.notAnObject()
  if (depthOf(parsed) > maxDepth) throw errors.tooDeep()
  if (!Array.isArray(parsed)) return parsed as Values
  if (parsed.length > maxElements) throw errors.tooManyObjects()
  if (parsed.some((one) => Array.isArray(one))) throw errors.arrayInArray()
  return parsed as Values[]
}

function placeOf(text: string, error: Error): [line: number, column: number] {
  const position = Number(/position (\d+)/.exec(error.message)?.[1] ?? text.length)
  const before = text.slice(0, position).split('\n')
  return [before.length, before.at(-1)!.length + 1]
}

/** Levels of objects; arrays do not count. Stops looking where it is too deep already. */
function depthOf(value: unknown, depth = 0): number {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return depth
  const below = Array.isArray(value) ? depth : depth + 1
  return Object.values(value).reduce((deepest: number, one) => Math.max(deepest, depthOf(one, below)), below)
}
