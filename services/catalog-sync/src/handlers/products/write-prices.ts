import { toAppError, type AppError } from '@skladbridge/errors'
import type { Pair, Prices } from '../../domain/types.js'
import type { ProductPorts, ProductTurn } from './product-ports.js'

/** So many variants the shop takes in one request. */
const GROUP = 100

/**
 * All prices of a batch together, a hundred variants in one request. Answers the pairs as they are now written, and the
 * error by card where the shop did not take them. Written without waiting for the shop's own queue: what it drops there
 * the daily comparison finds.
 */
export async function writePrices(
  { insales }: Pick<ProductPorts, 'insales'>,
  turn: ProductTurn,
  changes: { pair: Pair; prices: Prices }[],
): Promise<{ pairs: Pair[]; failed: Map<string, AppError> }> {
  const pairs: Pair[] = []
  const failed = new Map<string, AppError>()
  for (let from = 0; from < changes.length; from += GROUP) {
    const some = changes.slice(from, from + GROUP)
    try {
      const group = some.map(({ pair, prices }) => ({ id: pair.insalesVariantId, prices }))
      await insales.updatePrices(turn.connection, group, turn)
      pairs.push(...some.map(({ pair, prices }) => priced(pair, prices)))
    } catch (thrown) {
      const error = toAppError(thrown)
      for (const { pair } of some) failed.set(pair.cardId, error)
    }
  }
  return { pairs, failed }
}

const priced = (pair: Pair, prices: Prices): Pair => ({
  ...pair,
  written: { ...pair.written, prices: { ...pair.written.prices, ...prices } },
})
