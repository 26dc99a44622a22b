import { isDeepStrictEqual } from 'node:util'

/** Who saved; empty for the product itself. */
export interface Person {
  userId: string
  name: string
}

export interface FieldChange {
  field: string
  /** Undefined = was (will be) not there. */
  from: unknown
  to: unknown
}

/** One save, for the list «кто, когда, что было, что стало». */
export interface Change {
  /** `<place>/<version>`, the version in eight digits, so that ids of one place sort as their saves. */
  id: string
  at: Date
  by: Person
  fields: FieldChange[]
}

export const nobody: Person = { userId: '', name: '' }

/** The fields of two settings that differ, by name. */
export function changedFields(from: Record<string, unknown>, to: Record<string, unknown>): FieldChange[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  return names
    .filter((field) => !isDeepStrictEqual(from[field], to[field]))
    .map((field) => ({ field, from: from[field], to: to[field] }))
}
