import { toAppError, type AppError } from '@skladbridge/errors'
import { fingerprint } from '../../domain/fingerprint.js'
import type { Good, Pair } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import type { AttributeWrite, JournalNote } from '../ports.js'
import type { Batch, ProductPorts, ProductTurn } from './product-ports.js'

/** «ID товара inSales» of all cards that were linked in this batch, in one request. The error by card where it failed. */
export async function writeAttributes(
  { moysklad, attributeNames }: Pick<ProductPorts, 'moysklad' | 'attributeNames'>,
  turn: ProductTurn,
  { attribute }: Batch,
  writes: AttributeWrite[],
): Promise<Map<string, AppError | undefined>> {
  if (!attribute || writes.length === 0) return new Map()
  try {
    return await moysklad.writeAttribute(turn.connection.accountId, attribute, writes, turn)
  } catch (thrown) {
    const error = toAppError(thrown)
    // the field may have been removed by hand: it is made anew at the next attempt
    if (error.kind === 'invalid' || error.kind === 'missing') await attributeNames.forget(turn.lane)
    return new Map(writes.map(({ goodId }) => [goodId, error]))
  }
}

/** The good as MoySklad will show it after our own write: that is no change of the merchant's. */
export function seenAfter(
  good: Good,
  attribute: { id: string; name: string } | undefined,
  value: string | undefined,
) {
  if (!attribute || value === undefined) return fingerprint(good)
  const own = { id: attribute.id, name: attribute.name, value }
  const others = good.attributes.some(({ id }) => id === attribute.id)
  const attributes = others
    ? good.attributes.map((each) => (each.id === attribute.id ? own : each))
    : [...good.attributes, own]
  return fingerprint({ ...good, attributes })
}

/** Pairs whose SKU another card uses, too: allowed by both sides, but nobody can tell them apart by it. */
export async function notesOfSkus(
  pairs: Pick<ProductPorts, 'pairs'>['pairs'],
  lane: string,
  before: readonly Pair[],
  after: readonly Pair[],
): Promise<JournalNote[]> {
  const known = new Map(before.map((pair) => [pair.assortmentId, pair.sku]))
  const fresh = after.filter(({ sku, assortmentId }) => sku !== '' && known.get(assortmentId) !== sku)
  if (fresh.length === 0) return []
  const same = await pairs.bySkus(lane, [...new Set(fresh.map(({ sku }) => sku))])
  return fresh.flatMap((pair) => {
    const twin = same.find((other) => other.sku === pair.sku && other.cardId !== pair.cardId)
    if (!twin) return []
    const error = catalogErrors.CATALOG_SKU_TWICE({ sku: pair.sku, title: pair.title, other: twin.title })
    return [{ outcome: 'conflict', subjectId: pair.cardId, subjectTitle: pair.title, said: error } as const]
  })
}
