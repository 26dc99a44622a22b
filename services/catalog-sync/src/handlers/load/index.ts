import { countRequests } from '@skladbridge/runtime'
import { toAppError } from '@skladbridge/errors'
import { isLeaseLost, isParkedBy, isPassing, type KindOptions } from '@skladbridge/reconciler'
import { isStale, loadsOver, type Load } from '../../domain/load-types.js'
import { catalogErrors } from '../../errors.js'
import { kinds, type ProductLink, type ProductLinkOwn } from '../ports.js'
import type { ProductOutcome, ProductTurn } from '../products/product-ports.js'
import { loadToMoysklad } from './load-to-moysklad.js'
import { loadToShop } from './load-to-shop.js'
import type { LoadPorts, Loads } from './load-ports.js'
import { refreshLoad } from './refresh-load.js'
import { prepareLoad } from './prepare-load.js'

/** With the load's own kind, and with what cards of a load cost noted on the load. */
export const withLoads = (
  options: Record<string, KindOptions<ProductLinkOwn>>,
  ports: LoadPorts,
): Record<string, KindOptions<ProductLinkOwn>> => ({
  ...options,
  // before products: it hands out the next ones while the last are worked on
  [kinds.load]: { batch: 1, priority: 29, reconcile: runLoads(ports) },
  [kinds.product]: countedFor(ports.loads, options[kinds.product]!),
})

/** A link of this kind is one load, by its id; which load there is and how far it has come, the load itself knows. */
function runLoads(ports: LoadPorts) {
  const toMoysklad = loadToMoysklad(ports)
  const work = (turn: ProductTurn, link: ProductLink, load: Load) => {
    if (load.state === 'preparing') return prepareLoad(ports, turn, link, load)
    if (!link.phase && isStale(load, ports.now())) return refreshLoad(ports, turn, load)
    return load.direction === 'moysklad-to-insales'
      ? loadToShop(ports, turn, link, load)
      : toMoysklad(turn, link, load)
  }
  return async (links: ProductLink[], turn: ProductTurn): Promise<Map<string, ProductOutcome>> => {
    const outcomes = new Map<string, ProductOutcome>()
    for (const link of links) outcomes.set(link._id, await runLoad(ports, turn, link, work))
    return outcomes
  }
}

async function runLoad(
  ports: LoadPorts,
  turn: ProductTurn,
  link: ProductLink,
  work: (turn: ProductTurn, link: ProductLink, load: Load) => Promise<ProductOutcome>,
): Promise<ProductOutcome> {
  const load = await ports.loads.get(turn.lane)
  if (!load || load.id !== link.key || loadsOver.includes(load.state)) {
    if (load?.id !== link.key || load.state === 'cancelled') await ports.staging.erase(link.key)
    return { kind: 'done' }
  }
  if (load.state !== 'preparing' && load.state !== 'running') return { kind: 'done' }
  const state = load.state
  return toldOn(ports, turn, link, load, () =>
    countedIn(ports.loads, turn.lane, state === 'preparing', () => work(turn, link, load)),
  )
}

/** What holds the load up is on it for the merchant to see; what will not be tried again ends it as `failed`. */
async function toldOn(
  { loads, now }: LoadPorts,
  { lane, signal }: ProductTurn,
  link: ProductLink,
  { id, failure: before }: Load,
  work: () => Promise<ProductOutcome>,
): Promise<ProductOutcome> {
  try {
    const outcome = await work()
    if (before) await loads.set(lane, id, { failure: null })
    return outcome
  } catch (thrown) {
    if (isLeaseLost(thrown) || signal.aborted) throw thrown
    const error = toAppError(thrown)
    const { kind, code } = error
    const failure = { code, text: error.text || catalogErrors.CATALOG_LOAD_FAILED({ code }).text }
    if (isParkedBy(kind, link.attempts)) {
      await loads.move(lane, id, ['preparing', 'running'], 'failed', { failure, finishedAt: now() })
      return { kind: 'failed', error }
    }
    if (!isPassing(kind, link.attempts)) await loads.set(lane, id, { failure })
    throw thrown
  }
}

/** Whether it went well or not, what it cost is on the load. */
async function countedIn<T>(
  loads: Loads,
  lane: string,
  preparing: boolean,
  work: () => Promise<T>,
): Promise<T> {
  let spent = 0
  try {
    return (await countRequests(work, (requests) => (spent = requests))).result
  } finally {
    await loads.addRequests(lane, spent, preparing)
  }
}

function countedFor(loads: Loads, options: KindOptions<ProductLinkOwn>): KindOptions<ProductLinkOwn> {
  const isOfLoad = (link: ProductLink) => link.birth === 'load'
  return {
    ...options,
    async reconcile(links, turn) {
      if (!links.some(isOfLoad)) return options.reconcile(links, turn)
      return countedIn(loads, turn.lane, false, () => options.reconcile(links, turn))
    },
  }
}
