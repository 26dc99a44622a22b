import type { ShopProduct } from '../../domain/types.js'
import { attributeSays, type Prepared } from './prepare-card.js'
import type { Batch, CardCase, ProductPorts, ProductTurn } from './product-ports.js'

/** The shop is asked for so many products at once. */
const BY_IDS = 100

/**
 * Looks at those cards in the shop that may stand there otherwise than we wrote them: somebody changed them by hand, an
 * attempt died in the middle, the merchant names another product. One request for a hundred.
 */
export async function readShop(
  ports: Pick<ProductPorts, 'insales'>,
  turn: ProductTurn,
  cases: CardCase[],
  batch: Batch,
): Promise<CardCase[]> {
  if (!batch.settings.syncProducts) return cases
  const lookedFor = new Map(cases.map((each) => [each, idToLookAt(each, batch)]))
  const shops = await getMany(ports, turn, [...lookedFor.values()])
  return cases.map((each) => {
    const id = lookedFor.get(each)
    if (id === undefined) return each
    const shop = shops.get(id)
    return { ...each, shop, missingInShop: !shop && id === each.link.insalesProductId }
  })
}

function idToLookAt(each: CardCase, batch: Batch): string | undefined {
  const { link } = each
  const says = attributeSays(each, batch)
  if (says.kind === 'relink') return says.insalesProductId
  if (!link.insalesProductId) return undefined
  const isAsked = (link.observeWanted ?? 0) > (link.observeDone ?? 0)
  return isAsked || link.intent?.kind === 'update' ? link.insalesProductId : undefined
}

async function getMany(
  { insales }: Pick<ProductPorts, 'insales'>,
  turn: ProductTurn,
  ids: (string | undefined)[],
): Promise<Map<string, ShopProduct>> {
  const wanted = [...new Set(ids.filter((id) => id !== undefined))]
  const found = new Map<string, ShopProduct>()
  for (let from = 0; from < wanted.length; from += BY_IDS) {
    const some = await insales.getMany(turn.connection, wanted.slice(from, from + BY_IDS), turn)
    for (const [id, shop] of some) found.set(id, shop)
  }
  return found
}

/** Properties are written as a complete set: what else stands there has to be known, again a hundred in one request. */
export async function needsShopFor(
  ports: Pick<ProductPorts, 'insales'>,
  turn: ProductTurn,
  all: { each: CardCase; prepared: Prepared }[],
): Promise<{ each: CardCase; prepared: Prepared }[]> {
  const open = (prepared: Prepared) =>
    prepared.kind === 'update' && prepared.plan.card.properties !== undefined && !prepared.each.shop
  const ids = all.filter(({ prepared }) => open(prepared)).map(({ each }) => each.link.insalesProductId!)
  const shops = await getMany(ports, turn, ids)
  return all.map(({ each, prepared }) => {
    const shop = open(prepared) ? shops.get(each.link.insalesProductId ?? '') : undefined
    if (!shop || prepared.kind !== 'update') return { each, prepared }
    const seen = { ...each, shop }
    return { each: seen, prepared: { ...prepared, each: seen } }
  })
}
