import { eachLink } from './each-link.js'
import { decideScope, type Scope } from '../domain/decide-scope.js'
import { kinds, type CatalogSettingsStore, type LinkQuery, type ProductLinks } from './ports.js'
import type { ProductOutcome, ProductTurn } from './products/product-ports.js'
import { touchCard } from './touch-cards.js'

/** So many cards are touched in a turn; a catalogue of any size is never in memory. */
const PAGE = 1_000

export interface WalkPorts {
  links: Pick<ProductLinks, 'page' | 'askToObserve'>
  settings: CatalogSettingsStore
}

/**
 * Settings changed: cards that the change touches are looked at again, a page a turn. What the settings were when all was
 * seen to is kept on the link, so a change during the walk makes another one. Dies anywhere: touched twice, harmlessly.
 */
export function followSettings(ports: WalkPorts) {
  return eachLink(async (link, turn): Promise<ProductOutcome> => {
    const { settings } = await ports.settings.get(turn.connection)
    const scope = decideScope(link.applied ?? undefined, settings)
    const [query, isLast] = queryOf(scope, link.phase ?? '')
    const after = await walkOn(ports, turn, query, link.cursor ?? '', false)
    if (after !== undefined) return { kind: 'again', afterMs: 0, remember: { cursor: after } }
    if (!isLast) return { kind: 'again', afterMs: 0, remember: { cursor: '', phase: 'skipped' } }
    const { connection } = turn
    if (scope.folders) await turn.touch([{ connection, kind: kinds.folders, key: 'all' }])
    return { kind: 'done', remember: { applied: settings, cursor: '', phase: null } }
  })
}

/** First those in the shop, then those passed over. */
function queryOf({ linked, skipped }: Scope, phase: string): [query: LinkQuery | undefined, isLast: boolean] {
  if (phase === 'skipped') return [skipped.length > 0 ? { skipped } : undefined, true]
  return [linked ? { linked: true } : undefined, skipped.length === 0]
}

/** «Ручная синхронизация»: all cards of the shop, compared with how they stand there. */
export function syncAll(ports: WalkPorts) {
  return eachLink(async (link, turn): Promise<ProductOutcome> => {
    const { settings } = await ports.settings.get(turn.connection)
    if (!settings.syncProducts) return { kind: 'done', remember: { cursor: '' } }
    const after = await walkOn(ports, turn, { linked: true }, link.cursor ?? '', true)
    return after === undefined
      ? { kind: 'done', remember: { cursor: '' } }
      : { kind: 'again', afterMs: 0, remember: { cursor: after } }
  })
}

/** Touches a page; says where to go on, undefined at the end. */
async function walkOn(
  { links }: WalkPorts,
  turn: ProductTurn,
  query: LinkQuery | undefined,
  after: string,
  observe: boolean,
): Promise<string | undefined> {
  if (!query) return undefined
  const page = await links.page(turn.lane, query, after, PAGE)
  const keys = page.map(({ key }) => key)
  if (observe) await links.askToObserve(turn.lane, 'product', keys)
  await turn.touch(page.map(({ key, assortmentKind }) => touchCard(turn.connection, key, assortmentKind)))
  return page.length < PAGE ? undefined : keys.at(-1)
}
