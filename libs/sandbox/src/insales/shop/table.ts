/** Rows by id in the order they were made, and by one other key where a table has one. */
export interface Table<Row extends { id: number }> {
  add(row: Row): Row
  get(id: number): Row | undefined
  /** The row whose key it is, whatever was made first. */
  byKey(key: string): Row | undefined
  delete(id: number): boolean
  rows(): Row[]
  readonly size: number
}

export function createTable<Row extends { id: number }>(keyOf?: (row: Row) => string): Table<Row> {
  const byId = new Map<number, Row>()
  const byKey = new Map<string, Row>()
  return {
    add(row) {
      byId.set(row.id, row)
      if (keyOf) byKey.set(keyOf(row), row)
      return row
    },
    get: (id) => byId.get(id),
    byKey: (key) => byKey.get(key),
    delete(id) {
      const row = byId.get(id)
      if (row && keyOf) byKey.delete(keyOf(row))
      return byId.delete(id)
    },
    rows: () => [...byId.values()],
    get size() {
      return byId.size
    },
  }
}
