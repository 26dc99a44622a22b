import { productMark } from '@skladbridge/contracts'
import { toAppError } from '@skladbridge/errors'
import type { Outcome, Turn } from '@skladbridge/reconciler'
import { decideProduct, type ProductDecision, type VariantChange } from '../domain/decide-product.js'
import type { InsalesProductRef, MoyskladProduct, Written } from '../domain/types.js'
import type {
  AnnounceLinked,
  CatalogSettingsStore,
  InsalesProducts,
  MoyskladProducts,
  ProductLink,
  ProductLinkOwn,
} from './ports.js'

export interface ReconcileProductsPorts {
  moysklad: MoyskladProducts
  insales: InsalesProducts
  settings: CatalogSettingsStore
  announce: AnnounceLinked
  now(): Date
}

type Outcomes = Map<string, Outcome<ProductLinkOwn>>
type ProductTurn = Turn<ProductLinkOwn>
interface Priced {
  link: ProductLink
  change: { id: string } & VariantChange
  remember: Partial<ProductLinkOwn>
}

/**
 * Reads up to 100 products in one request, compares each with what was last written, writes cards one by one and all prices
 * of the batch together.
 */
export function reconcileProducts(ports: ReconcileProductsPorts) {
  return async (links: ProductLink[], turn: ProductTurn): Promise<Outcomes> => {
    const { settings } = await ports.settings.get(turn.connection)
    // switched off: nothing is written; the sweep that starts when it is switched on finds what was touched meanwhile
    if (!settings.syncProducts) return new Map(links.map((link) => [link._id, { kind: 'done' }]))
    const refs = links.map((link) => ({ kind: kindOf(link), id: link.key }))
    const products = await ports.moysklad.getMany(turn.connection.accountId, refs, turn)
    const outcomes: Outcomes = new Map()
    const priced: Priced[] = []
    for (const link of links) {
      const product = products.get(link.key)
      if (!product) {
        outcomes.set(link._id, { kind: 'done', remember: { skipped: 'gone' } })
        continue
      }
      try {
        const decision = decideProduct({
          product,
          settings,
          linked: linkedTo(link),
          written: link.written ?? null,
        })
        const step = await act(ports, turn, link, product, decision)
        if ('change' in step) priced.push(step)
        else outcomes.set(link._id, step)
      } catch (thrown) {
        outcomes.set(link._id, { kind: 'failed', error: toAppError(thrown) })
      }
    }
    await writePrices(ports, turn, priced, outcomes)
    return outcomes
  }
}

const kindOf = (link: ProductLink): string => link.assortmentKind ?? 'product'

const linkedTo = ({ insalesProductId, insalesVariantId }: ProductLink): InsalesProductRef | undefined =>
  insalesProductId && insalesVariantId ? { insalesProductId, insalesVariantId } : undefined

async function act(
  ports: ReconcileProductsPorts,
  turn: ProductTurn,
  link: ProductLink,
  product: MoyskladProduct,
  decision: ProductDecision,
): Promise<Outcome<ProductLinkOwn> | Priced> {
  const seen: Partial<ProductLinkOwn> = { seenUpdated: product.updated, skipped: null }
  const linked = linkedTo(link)
  if (linked && link.intentAt) {
    // made, but the attempt that made it did not get so far as to tell
    await announceLinked(ports, turn, link, linked)
    seen.intentAt = null
  }
  switch (decision.kind) {
    case 'skip':
      return { kind: 'done', remember: { ...seen, skipped: decision.reason } }
    case 'same':
      return { kind: 'done', remember: seen }
    case 'create':
      return create(ports, turn, link, decision.wanted, seen)
    case 'update': {
      if (decision.card) {
        await ports.insales.updateCard(turn.connection, link.insalesProductId!, decision.card, turn)
      }
      const remember = { ...seen, written: decision.wanted }
      return decision.variant
        ? { link, change: { id: link.insalesVariantId!, ...decision.variant }, remember }
        : { kind: 'done', remember }
    }
  }
}

/**
 * inSales has no key that makes a repeat harmless. So: remember the intent, then create with our mark, then tell. An attempt
 * that finds an old intent looks for the mark first, among what changed since then.
 */
async function create(
  ports: ReconcileProductsPorts,
  turn: ProductTurn,
  link: ProductLink,
  wanted: Written,
  seen: Partial<ProductLinkOwn>,
): Promise<Outcome<ProductLinkOwn>> {
  const mark = productMark(turn.connection, link.key)
  const earlier =
    link.intentAt && (await ports.insales.findByMark(turn.connection, mark, link.intentAt, turn))
  if (!earlier && !link.intentAt) await turn.remember(link, { intentAt: ports.now() })
  const made = earlier ?? (await ports.insales.create(turn.connection, mark, wanted, turn))
  // the ids first: whoever hears the news will ask for the link. The intent stands until the news is out: nothing else
  // would tell of this product again
  await turn.remember(link, { ...made, ...(earlier ? {} : { written: wanted }) })
  await announceLinked(ports, turn, link, made)
  const told = { intentAt: null }
  // one that an earlier attempt made may hold older values: the next look compares with nothing known
  return earlier
    ? { kind: 'again', afterMs: 0, remember: told }
    : { kind: 'done', remember: { ...seen, ...told } }
}

const announceLinked = (
  ports: ReconcileProductsPorts,
  turn: ProductTurn,
  link: ProductLink,
  { insalesProductId, insalesVariantId }: InsalesProductRef,
): Promise<void> =>
  ports.announce(turn.connection, {
    assortmentId: link.key,
    assortmentKind: kindOf(link),
    insalesProductId,
    insalesVariantId,
  })

async function writePrices(
  ports: ReconcileProductsPorts,
  turn: ProductTurn,
  priced: Priced[],
  outcomes: Outcomes,
): Promise<void> {
  if (priced.length === 0) return
  try {
    await ports.insales.updateVariants(
      turn.connection,
      priced.map(({ change }) => change),
      turn,
    )
    for (const { link, remember } of priced) outcomes.set(link._id, { kind: 'done', remember })
  } catch (thrown) {
    const error = toAppError(thrown)
    for (const { link } of priced) outcomes.set(link._id, { kind: 'failed', error })
  }
}
