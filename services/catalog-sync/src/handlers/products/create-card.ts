import { productMark } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import type { WantedCard } from '../../domain/map-card.js'
import { observeCard, readCard, shownCard } from '../../domain/observe.js'
import type { Card, CardValues, Pair, ShopProduct, VariantValues, WrittenCard } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import type { NewProduct, Pairs, ProductLink } from '../ports.js'
import { announcePairs } from './announce-pairs.js'
import { pairCreated, pairObserved, withSeen } from './pair-up.js'
import type { ProductPorts, ProductTurn, Remember } from './product-ports.js'

export type CreatePorts = Pick<ProductPorts, 'insales' | 'pairs' | 'announce' | 'now'>

const SEARCH_MS = 60_000

export interface Birth {
  card: Card
  wanted: WantedCard
  /** Name, description and variants only: prices and the rest follow when product sync is on. */
  blank: boolean
  /** As a bundle of the shop. */
  bundle: boolean
}

export interface Born {
  shop: ShopProduct
  pairs: Pair[]
  remember: Remember
  /** An earlier attempt had made it, perhaps with older values: look at it once more. */
  found: boolean
}

/**
 * inSales has no key that makes a repeat harmless. So: remember the intent, then create with our mark. An attempt that finds
 * an old intent looks for the mark first, among what changed since then. One request with all variants.
 */
export async function createCard(
  ports: CreatePorts,
  turn: ProductTurn,
  link: ProductLink,
  birth: Birth,
): Promise<Born> {
  const { connection } = turn
  const mark = productMark(connection, link.key)
  const components = birth.bundle ? await findComponents(ports.pairs, turn.lane, birth.card) : []
  const intent = link.intent?.kind === 'create' ? link.intent : undefined
  // only a read: it may outlast the lease, and has many pages to go through after a long wait
  const bounds = { signal: turn.signal, deadline: new Date(Date.now() + SEARCH_MS) }
  const earlier = intent && (await ports.insales.findByMark(connection, mark, intent.at, bounds))
  if (!intent) await turn.remember(link, { intent: { kind: 'create', at: ports.now() } })
  const given = givenOf(birth)
  const wanted = { mark, ...given, bundle: birth.bundle, components }
  const shop = earlier ?? (await create(ports, turn, link, wanted))
  const born = earlier ? found(birth, link, shop) : made(birth, given, link, shop)
  // pairs and ids first: whoever hears the news will ask for them
  await ports.pairs.put(turn.lane, born.pairs)
  await turn.remember(link, born.remember)
  await announcePairs(ports, turn, born.pairs)
  return born
}

/**
 * A creation that surely made nothing (asked to slow down, not even sent) leaves no intent: the next attempt would look for it
 * among all that changed since, for each card of the batch.
 */
async function create(
  { insales }: CreatePorts,
  turn: ProductTurn,
  link: ProductLink,
  product: NewProduct,
): Promise<ShopProduct> {
  try {
    return await insales.create(turn.connection, product, turn)
  } catch (thrown) {
    if (madeNothing(thrown)) await turn.remember(link, { intent: null })
    throw thrown
  }
}

const madeNothing = (thrown: unknown): boolean =>
  thrown instanceof AppError && (thrown.details['effect'] ?? effectOf(thrown)) === 'none'

const effectOf = ({ kind }: AppError) => (kind === 'throttled' ? 'none' : 'unknown')

interface Given {
  values: CardValues
  variants: Partial<VariantValues>[]
}

function givenOf({ wanted, blank }: Birth): Given {
  if (!blank) return { values: wanted.values, variants: wanted.variants.map(({ values }) => priced(values)) }
  const { title = '', description = '' } = wanted.values
  // the shop makes no variant without a price
  const variants = wanted.variants.map(({ values }) => ({ prices: { price: 0 }, options: values.options }))
  return { values: { title, description }, variants }
}

const priced = (values: VariantValues): VariantValues => ({
  ...values,
  prices: { price: 0, ...values.prices },
})

function made(
  { card, wanted }: Birth,
  { values, variants }: Given,
  link: ProductLink,
  shop: ShopProduct,
): Born {
  const shown = shownCard(
    values,
    readCard(
      shop,
      (values.properties ?? []).map(({ name }) => name),
    ),
  )
  const written: WrittenCard = {
    ...values,
    options: wanted.options,
    ...(Object.keys(shown).length > 0 ? { shown } : {}),
  }
  const pairs = withSeen(pairCreated(wanted, variants, link.key, shop), card)
  return { shop, pairs, found: false, remember: rememberLinked(link, shop, written, pairs) }
}

function found({ wanted }: Birth, link: ProductLink, shop: ShopProduct): Born {
  const names = (wanted.values.properties ?? []).map(({ name }) => name)
  const pairs = pairObserved(wanted, [], link.key, shop)
  const remember = rememberLinked(link, shop, observeCard({ options: wanted.options }, shop, names), pairs)
  return { shop, pairs, found: true, remember }
}

/** What a link holds once its card is a product of the shop. */
export function rememberLinked(
  link: ProductLink,
  shop: ShopProduct,
  written: WrittenCard,
  pairs: readonly Pair[],
): Remember {
  return {
    insalesProductId: shop.id,
    intent: null,
    unlinked: false,
    written,
    variants: pairs.length,
    observeDone: link.observeWanted ?? 0,
  }
}

async function findComponents(pairs: Pick<Pairs, 'byAssortments'>, lane: string, { good }: Card) {
  const ids = good.components.map(({ id }) => id)
  const known = new Map((await pairs.byAssortments(lane, ids)).map((pair) => [pair.assortmentId, pair]))
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) {
    throw catalogErrors.CATALOG_COMPONENT_NOT_LINKED({
      product: good.id,
      component: missing,
      title: good.name,
    })
  }
  return good.components.map(({ id, quantity }) => {
    const pair = known.get(id)!
    return { productId: pair.insalesProductId, variantId: pair.insalesVariantId, quantity }
  })
}
