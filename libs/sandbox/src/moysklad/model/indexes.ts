import type { Stored } from './types.js'

export const indexNames = ['externalCode', 'code', 'article', 'name', 'productId'] as const
export type IndexName = (typeof indexNames)[number]

const valueOf = (stored: Stored, name: IndexName): string | undefined => {
  const value = name === 'productId' ? (stored.values.product as { id?: string })?.id : stored.values[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Finds objects by what people look for, whatever they are saved with next. */
export function createIndexes() {
  const byName = new Map<IndexName, Map<string, Set<Stored>>>(indexNames.map((name) => [name, new Map()]))
  const entered = new Map<Stored, Map<IndexName, string>>()

  const drop = (stored: Stored) => {
    for (const [name, value] of entered.get(stored) ?? []) {
      const holders = byName.get(name)!.get(value)
      holders?.delete(stored)
      if (holders?.size === 0) byName.get(name)!.delete(value)
    }
    entered.delete(stored)
  }
  return {
    find: (name: IndexName, value: string) => [...(byName.get(name)!.get(value) ?? [])],
    drop,
    enter(stored: Stored) {
      drop(stored)
      const values = new Map<IndexName, string>()
      for (const name of indexNames) {
        const value = valueOf(stored, name)
        if (value === undefined) continue
        values.set(name, value)
        const index = byName.get(name)!
        index.set(value, (index.get(value) ?? new Set()).add(stored))
      }
      entered.set(stored, values)
    },
  }
}
