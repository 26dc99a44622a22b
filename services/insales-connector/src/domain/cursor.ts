import { z } from 'zod'

/**
 * Where a reader of changes stands: behind the record that was changed at `at` and has `id`. The platform orders by
 * `updated_at`, then `id`, and answers what comes after such a pair (§1.5); its pages by number lose records.
 */
export interface Cursor {
  /** RFC 3339, UTC. */
  at: string
  /** Absent = everything from that moment on, the moment included. */
  id?: string | undefined
}

const wireSchema = z.tuple([z.literal(1), z.iso.datetime(), z.string().regex(/^\d{0,20}$/)])

/** Opaque to callers; the 1 is the version of the form. */
export const writeCursor = ({ at, id }: Cursor): string =>
  Buffer.from(JSON.stringify([1, at, id ?? ''])).toString('base64url')

/** undefined = not one of ours. */
export function readCursor(text: string): Cursor | undefined {
  try {
    const parsed = wireSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
    if (!parsed.success) return undefined
    const [, at, id] = parsed.data
    return id === '' ? { at } : { at, id }
  } catch {
    return undefined
  }
}

/** Is `next` behind `cursor` in the platform's order? What is not would be read again for ever. */
export function isBehind(next: Cursor, cursor: Cursor): boolean {
  const [a, b] = [Date.parse(next.at), Date.parse(cursor.at)]
  if (a !== b) return a > b
  return cursor.id === undefined || BigInt(next.id ?? '0') > BigInt(cursor.id)
}
