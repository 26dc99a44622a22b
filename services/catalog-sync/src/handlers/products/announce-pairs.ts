import type { Pair } from '../../domain/types.js'
import type { ProductPorts, ProductTurn } from './product-ports.js'

/**
 * Tells the others of pairs they have not been told of. Dies before it is remembered: they are told again, which costs
 * them a look and nothing more.
 */
export async function announcePairs(
  { announce, pairs }: Pick<ProductPorts, 'announce' | 'pairs'>,
  turn: ProductTurn,
  all: readonly Pair[],
): Promise<void> {
  const news = all.filter(({ announced }) => !announced)
  if (news.length === 0) return
  await announce(turn.connection, news)
  await pairs.announced(
    turn.lane,
    news.map(({ assortmentId }) => assortmentId),
  )
}
