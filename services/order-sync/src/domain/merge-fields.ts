import type { OrderSettings } from '@skladbridge/contracts'
import type { Attribute, AttributeType, FieldPair, PendingField } from './types.js'

type Rows = OrderSettings['attributes']
type Base = Record<string, FieldPair>

export interface FieldSides {
  rows: Rows
  /** The shop's fields, by handle. */
  insales: Readonly<Record<string, string>>
  moysklad: readonly Attribute[]
  base: Base
}

export interface FieldMerge {
  /** To write there. */
  moysklad: Attribute[]
  insales: { handle: string; value: string }[]
  pending: PendingField[]
  /** What both sides agree on without a write. */
  base: Base
  /** Fields both sides changed differently: MoySklad won. */
  conflicts: string[]
  /** Fields of the shop whose text is nothing of the attribute's type: they stay behind. */
  unfit: string[]
}

/** What both sides say of one field now. */
interface Now extends FieldPair {
  row: Rows[number]
}

/**
 * Three-way, field by field, against what each side showed when they last agreed: so a platform that trims, rounds or
 * escapes what it is given starts no loop. Both changed differently → MoySklad wins.
 */
export function mergeFields(sides: FieldSides): FieldMerge {
  const merge: FieldMerge = {
    moysklad: [],
    insales: [],
    pending: [],
    base: { ...sides.base },
    conflicts: [],
    unfit: [],
  }
  for (const row of sides.rows) mergeField(merge, nowOf(sides, row), sides.base[row.field])
  return merge
}

const nowOf = ({ insales, moysklad }: Pick<FieldSides, 'insales' | 'moysklad'>, row: Rows[number]): Now => ({
  row,
  insales: insales[row.field] ?? '',
  moysklad: moysklad.find(({ id }) => id === row.attributeId)?.value ?? '',
})

function mergeField(merge: FieldMerge, now: Now, base: FieldPair | undefined): void {
  const { row, insales, moysklad } = now
  const { field, type } = row
  const agreed = () => void (merge.base[field] = { insales, moysklad })
  if (plainValue(type, insales) === plainValue(type, moysklad)) return agreed()
  const insalesChanged = base ? insales !== base.insales : insales !== ''
  const moyskladChanged = base ? moysklad !== base.moysklad : moysklad !== ''
  if (!insalesChanged && !moyskladChanged) return
  if (moyskladChanged) {
    if (insalesChanged) merge.conflicts.push(field)
    merge.insales.push({ handle: field, value: moysklad })
    merge.pending.push({ target: 'insales', field, insales, moysklad })
    return
  }
  const value = toAttributeValue(type, insales)
  if (value === undefined) {
    merge.unfit.push(field)
    return agreed()
  }
  merge.moysklad.push({ id: row.attributeId, type, value })
  merge.pending.push({ target: 'moysklad', field, insales, moysklad })
}

/** The additional fields of an order that is born. */
export function bornAttributes(rows: Rows, insales: Readonly<Record<string, string>>) {
  const attributes: Attribute[] = []
  const unfit: string[] = []
  for (const { field, type, attributeId } of rows) {
    const text = insales[field] ?? ''
    const value = text.trim() === '' ? '' : toAttributeValue(type, text)
    if (value === undefined) unfit.push(field)
    else if (value !== '') attributes.push({ id: attributeId, type, value })
  }
  return { attributes, unfit }
}

/**
 * The base after our own writes. `certain`: the write was answered, so what the side shows now is what it made of it;
 * otherwise the write counts as done where the side shows something else than before.
 */
export function settleFields(
  base: Base,
  pending: readonly PendingField[],
  { rows, insales, moysklad }: Pick<FieldSides, 'rows' | 'insales' | 'moysklad'>,
  certain: boolean,
): Base {
  const settled = { ...base }
  for (const { target, field, ...then } of pending) {
    const row = rows.find((candidate) => candidate.field === field)
    if (!row) continue
    const now = nowOf({ insales, moysklad }, row)
    if (certain || now[target] !== then[target]) settled[field] = { ...then, [target]: now[target] }
  }
  return settled
}

const yes = new Set(['1', 'true', 'yes', 'on', 'да', '+'])
const no = new Set(['0', 'false', 'no', 'off', 'нет', '-', ''])
const longest: Partial<Record<AttributeType, number>> = { string: 255, link: 255, text: 4096 }

/** A text of the shop as a value of the attribute's type; undefined when it is none. */
export function toAttributeValue(type: AttributeType, text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  if (type === 'boolean') return booleanOf(trimmed)
  if (type === 'long' || type === 'double') return numberOf(type, trimmed)
  if (type === 'time') return momentOf(trimmed)
  if (type === 'link' && !/^https?:\/\/\S+$/i.test(trimmed)) return undefined
  return [...trimmed].slice(0, longest[type]).join('')
}

function booleanOf(text: string): string | undefined {
  const word = text.toLowerCase()
  if (yes.has(word)) return 'true'
  return no.has(word) ? 'false' : undefined
}

function numberOf(type: 'long' | 'double', text: string): string | undefined {
  const number = Number(text.replace(/\s/g, '').replace(',', '.'))
  if (!Number.isFinite(number) || (type === 'long' && !Number.isSafeInteger(number))) return undefined
  return String(number)
}

/** Days as people and platforms write them; a day without a time is its beginning in Moscow. */
function momentOf(text: string): string | undefined {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text) ?? []
  const iso = year ? `${year}-${month}-${day}` : text
  const moment = new Date(/^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T00:00:00+03:00` : iso)
  // MoySklad cuts moments to minutes
  return Number.isNaN(moment.getTime())
    ? undefined
    : new Date(Math.floor(moment.getTime() / 60_000) * 60_000).toISOString()
}

/** Two values that differ only in how they are written are the same. */
function plainValue(type: AttributeType, text: string): string {
  const words = text.replace(/\s+/g, ' ').trim()
  return toAttributeValue(type, words) ?? words
}
