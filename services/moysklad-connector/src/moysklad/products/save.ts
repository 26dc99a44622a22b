import type { AppError } from '@skladbridge/errors'
import { toAppError } from '@skladbridge/errors'
import type { moysklad } from '@skladbridge/proto'
import { parseMoment } from '../../domain/moment.js'
import type { MoyskladApi } from '../api.js'
import { saveMany, wasThere, type BulkResult } from '../bulk.js'
import type { Characteristics, Ensured } from '../characteristics/characteristics.js'
import { adoptTwins } from './adopt-twins.js'
import { savedSchema, type Saved, type SaveResult } from './saved.js'
import { toChangeBody, type SavedKind } from './to-change-body.js'

const operation = 'products.save'

/**
 * Writes goods of one kind; outcomes in the order of `changes`. Done twice it makes nothing twice: a product or bundle
 * made under the same syncId is answered as it stands, a modification with the same characteristics (15000) is looked up.
 */
export async function saveProducts(
  api: MoyskladApi,
  kind: SavedKind,
  changes: moysklad.ProductChange[],
  characteristics: Characteristics,
): Promise<moysklad.SaveOutcome[]> {
  const ensured = await ensure(api, changes, characteristics)
  let results = await write(api, kind, changes, ensured)
  if (kind === 'variant') {
    results = await again(api, changes, results, characteristics)
    results = await adoptTwins(api, changes, results)
  }
  return results.map((result, at) => toOutcome(changes[at]!, result))
}

const noCharacteristics: Ensured = { ids: new Map(), refusals: new Map() }

async function ensure(
  api: MoyskladApi,
  changes: moysklad.ProductChange[],
  characteristics: Characteristics,
): Promise<Ensured> {
  const names = changes.flatMap((change) => change.characteristics.map(({ name }) => name))
  return names.length === 0 ? noCharacteristics : characteristics.ensure(api, names)
}

async function write(
  api: MoyskladApi,
  kind: SavedKind,
  changes: moysklad.ProductChange[],
  ensured: Ensured,
): Promise<SaveResult[]> {
  const bodies = changes.map((change) => bodyOf(api.baseUrl, kind, change, ensured))
  const elements = bodies.flatMap((body, at) =>
    'refusal' in body ? [] : [{ body: body.body, about: aboutOf(kind, changes[at]!) }],
  )
  const ask = { operation, path: `entity/${kind}`, row: savedSchema }
  const results: BulkResult<Saved['row']>[] = elements.length === 0 ? [] : await saveMany(api, ask, elements)
  return bodies.map((body) => ('refusal' in body ? body : results.shift()!))
}

function bodyOf(
  baseUrl: string,
  kind: SavedKind,
  change: moysklad.ProductChange,
  { ids, refusals }: Ensured,
): { body: Record<string, unknown> } | { refusal: AppError } {
  const refused = change.characteristics.find(({ name }) => refusals.has(name))
  if (refused) return { refusal: refusals.get(refused.name)! }
  try {
    return { body: toChangeBody(baseUrl, kind, change, ids) }
  } catch (thrown) {
    return { refusal: toAppError(thrown) }
  }
}

/** A characteristic that we remember may have been deleted: those are read anew, and what failed by it is written again. */
async function again(
  api: MoyskladApi,
  changes: moysklad.ProductChange[],
  results: SaveResult[],
  characteristics: Characteristics,
): Promise<SaveResult[]> {
  const codes = ['MOYSKLAD_CHARACTERISTIC_WRONG', 'MOYSKLAD_NOT_FOUND']
  const lost = changes.filter((change, at) => {
    const result = results[at]!
    return change.characteristics.length > 0 && 'refusal' in result && codes.includes(result.refusal.code)
  })
  if (lost.length === 0) return results
  characteristics.forget(api)
  const ensured = await ensure(api, lost, characteristics)
  const anew = await write(api, 'variant', lost, ensured)
  return results.map((result, at) => anew[lost.indexOf(changes[at]!)] ?? result)
}

const titles: Record<SavedKind, string> = { product: 'Товар', variant: 'Модификация', bundle: 'Комплект' }

function aboutOf(kind: SavedKind, { name, article, characteristics, id }: moysklad.ProductChange): string {
  const values = characteristics.map(({ value }) => value).join(', ')
  return `${titles[kind]} «${name || values || article || id}»`
}

function toOutcome(change: moysklad.ProductChange, result: SaveResult): moysklad.SaveOutcome {
  if ('refusal' in result) {
    const { kind, code, text, details } = result.refusal
    return {
      id: '',
      adopted: false,
      errorKind: kind,
      errorCode: code,
      errorText: text,
      errorField: details['field'] ?? '',
    }
  }
  const adopted = result.adopted ?? (change.id === '' && isOlder(change, result))
  return { id: result.row.id, adopted, errorKind: '', errorCode: '', errorText: '', errorField: '' }
}

const compared = ['name', 'description', 'article', 'code', 'externalCode'] as const

/** Answered under a known syncId: changed before this request began, or not what this request said. */
function isOlder(change: moysklad.ProductChange, { row, began }: Saved): boolean {
  if (change.syncId === '') return false
  const differs = compared.some(
    (field) => change[field] !== undefined && change[field] !== (row[field] ?? ''),
  )
  return differs || wasThere(parseMoment(row.updated)?.getTime(), began)
}
