import { toAppError, type AppError } from '@skladbridge/errors'
import { isLeaseLost } from '@skladbridge/reconciler'
import { distinct } from '../../domain/map-card.js'
import { kinds, type JournalNote, type ProductLink } from '../ports.js'
import { aboutOf, actOnCard, type Acted } from './act-on-card.js'
import { notesOfSkus, seenAfter, writeAttributes } from './finish-batch.js'
import { needsShopFor, readShop } from './read-shop.js'
import { prepareCard, type Prepared } from './prepare-card.js'
import type { Batch, CardCase, ProductOutcome, ProductPorts, ProductTurn, Remember } from './product-ports.js'
import { readBatch, readCards } from './read-batch.js'
import { writePrices } from './write-prices.js'

/** So many cards are written at a time: the shop answers each in its own time, its budget is kept by the connector. */
const AT_ONCE = 4

type Outcomes = Map<string, ProductOutcome>
interface Work {
  each: CardCase
  prepared: Prepared
  acted: Acted
}

/**
 * Up to 100 cards: reads them with their modifications in two requests, compares each with what was last written, writes
 * cards one by one, all prices of the batch together, and «ID товара inSales» of all that were linked in one request.
 */
export function reconcileProducts(ports: ProductPorts) {
  return async (links: ProductLink[], turn: ProductTurn): Promise<Outcomes> => {
    const { settings } = await ports.settings.get(turn.connection)
    // switched off: nothing is written; the sweep that starts when it is switched on finds what was touched meanwhile
    const wanted = settings.syncProducts ? links : links.filter(isBlankToMake)
    const outcomes: Outcomes = new Map(links.map((link) => [link._id, { kind: 'done' }]))
    if (wanted.length === 0) return outcomes
    const found = await readCards(ports, settings, wanted, turn)
    const batch = await readBatch(ports, settings, [...found.values()], turn)
    const pairs = await ports.pairs.ofCards(
      turn.lane,
      wanted.map(({ key }) => key),
    )
    const cases = wanted.map((link): CardCase => ({
      link,
      card: found.get(link.key),
      pairs: pairs.get(link.key) ?? [],
      shop: undefined,
      missingInShop: false,
    }))
    const looked = await readShop(ports, turn, cases, batch)
    const prepared = looked.map((each) => ({ each, prepared: prepareCard(each, batch) }))
    const complete = await needsShopFor(ports, turn, prepared)
    const work = await actOnAll(ports, turn, complete, batch)
    await finish(ports, turn, work, batch)
    for (const { each, acted } of work) outcomes.set(each.link._id, acted.outcome)
    return outcomes
  }
}

/** Until all is done that belongs to it: the id in MoySklad's card is written after the product is made. */
const isBlankToMake = (link: ProductLink): boolean => link.birth === 'load'

/** What one card meets is its own affair; what the whole lane has to wait for ends the batch. */
async function actOnAll(
  ports: ProductPorts,
  turn: ProductTurn,
  all: { each: CardCase; prepared: Prepared }[],
  batch: Batch,
): Promise<Work[]> {
  const work: Work[] = []
  const queue = all.values()
  let stopped: AppError | undefined
  const worker = async () => {
    for (const { each, prepared } of queue) {
      const acted = stopped
        ? failed(stopped)
        : await actOnCard(ports, turn, each, prepared, batch).catch((thrown: unknown) => {
            if (isLeaseLost(thrown) || turn.signal.aborted) throw thrown
            const error = toAppError(thrown)
            if (error.kind === 'throttled' || error.kind === 'denied') stopped = error
            return failed(error, { ...aboutOf(each.card), ...lookAgain(each, error) })
          })
      work.push({ each, prepared, acted })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return work
}

const failed = (error: AppError, remember = {}): Acted => ({
  outcome: { kind: 'failed', error, remember },
  pairs: [],
  dropped: [],
  prices: [],
  attribute: undefined,
  notes: [],
})

/**
 * Refused for something that is not as we think: the next attempt looks at the shop first. A bundle whose part is not in
 * the shop is touched when that comes.
 */
function lookAgain({ link, shop }: CardCase, { kind, details }: AppError): Remember {
  if (details['component']) return { waitsFor: [`good:${details['component']}`] }
  const isRefused = kind === 'missing' || kind === 'invalid' || kind === 'conflict'
  return !shop && link.insalesProductId && isRefused ? { observeWanted: (link.observeWanted ?? 0) + 1 } : {}
}

/** Everything that the cards of a batch share: one request for many. */
async function finish(ports: ProductPorts, turn: ProductTurn, work: Work[], batch: Batch): Promise<void> {
  const prices = await writePrices(
    ports,
    turn,
    work.flatMap(({ acted }) => acted.prices),
  )
  await ports.pairs.put(turn.lane, prices.pairs)
  const attributes = await writeAttributes(ports, turn, batch, work.flatMap(attributeWrites))
  for (const one of work) one.acted.outcome = outcomeOf(one, prices.failed, attributes, batch)
  await tell(ports, turn, work)
  await touchOthers(ports, turn, work)
}

const attributeWrites = ({ each, acted }: Work) => {
  const kind = each.card?.good.kind
  return acted.attribute !== undefined && (kind === 'product' || kind === 'bundle')
    ? [{ goodId: each.link.key, kind, value: acted.attribute }]
    : []
}

function outcomeOf(
  { each, acted }: Work,
  unpriced: ReadonlyMap<string, AppError>,
  attributes: ReadonlyMap<string, AppError | undefined>,
  { attribute }: Batch,
): ProductOutcome {
  const { outcome } = acted
  if (outcome.kind !== 'done') return outcome
  const error = unpriced.get(each.link.key) ?? attributes.get(each.link.key)
  const value = acted.attribute !== undefined && !attributes.get(each.link.key) ? acted.attribute : undefined
  const remember: Remember = { ...outcome.remember, ...(value === undefined ? {} : { attribute: value }) }
  if (error) return { kind: 'failed', error, remember }
  if (each.link.birth === 'load' && (each.link.insalesProductId || acted.pairs.length > 0))
    remember.birth = null
  const good = each.card?.good
  const seen = good && { seenUpdated: good.updated, seen: seenAfter(good, attribute, value) }
  return { kind: 'done', remember: { ...remember, ...(Object.keys(remember).length > 0 ? seen : {}) } }
}

async function tell(ports: ProductPorts, turn: ProductTurn, work: Work[]): Promise<void> {
  const before = work.flatMap(({ each }) => each.pairs)
  const after = work.flatMap(({ acted }) => acted.pairs)
  const skus = await notesOfSkus(ports.pairs, turn.lane, before, after)
  const notes: JournalNote[] = [...work.flatMap(({ acted }) => acted.notes), ...skus]
  // a price type that is gone is one thing, however many products it is missing from
  const told = distinct(
    notes,
    ({ said, subjectId }) =>
      `${said.code} ${JSON.stringify(said.details)} ${said.code.startsWith('CATALOG_PRICE') ? '' : subjectId}`,
  )
  if (told.length > 0) await ports.journal(turn.connection, told)
}

/** Pictures, folders, and cards that waited for something of this batch. */
async function touchOthers(ports: ProductPorts, turn: ProductTurn, work: Work[]): Promise<void> {
  const { connection } = turn
  const remembered = work.flatMap(({ each, acted }) =>
    acted.outcome.remember ? [{ key: each.link.key, remember: acted.outcome.remember }] : [],
  )
  const pictured = remembered.filter(({ remember }) => remember.wantedImages)
  const waitsForFolder = remembered.some(({ remember }) =>
    remember.waitsFor?.some((what) => what.startsWith('folder:')),
  )
  const created = work.filter(
    ({ prepared, acted }) => prepared.kind === 'create' && acted.outcome.kind === 'done',
  )
  const ids = [
    ...created.map(({ each }) => each.link.key),
    ...work.flatMap(({ acted }) => acted.pairs.map((pair) => pair.assortmentId)),
  ]
  const waiting = await ports.links.waitingFor(
    turn.lane,
    ids.map((id) => `good:${id}`),
  )
  await turn.touch([
    ...pictured.map(({ key }) => ({ connection, kind: kinds.images, key })),
    ...(waitsForFolder ? [{ connection, kind: kinds.folders, key: 'all' }] : []),
    ...waiting.map(({ key }) => ({ connection, kind: kinds.product, key })),
  ])
}
