import type { OrderSettings } from '@skladbridge/contracts'
import type { Turn } from '@skladbridge/reconciler'
import type { AssortmentRef, InsalesLine, InsalesOrder, MoyskladOrder, Part } from '../domain/types.js'
import { lineKey } from '../domain/types.js'
import type { ReconcileOrdersPorts, RoundView } from './order-batch.js'
import type { OrderLink, OrderLinkOwn } from './ports.js'

interface Relevant {
  link: OrderLink
  order: InsalesOrder
}

type Terms = Pick<RoundView, 'links' | 'found' | 'bundles'>

/** Which goods the lines are: linked ones, those that exactly one fits, and what bundles are made of. */
export async function readTerms(
  ports: ReconcileOrdersPorts,
  relevant: readonly Relevant[],
  moysklad: readonly MoyskladOrder[],
  settings: OrderSettings,
  turn: Turn<OrderLinkOwn>,
): Promise<Terms> {
  const lines = relevant.flatMap(({ order }) => order.lines)
  const variantIds = [...new Set(lines.map((line) => line.variantId))].filter((id) => id !== '')
  const positions = moysklad.flatMap((order) => order.positions)
  const assortmentIds = [...new Set(positions.map((position) => position.assortment.id))]
  const links = await ports.catalog.resolve(turn.connection, { variantIds, assortmentIds }, turn)
  const found = new Map<string, AssortmentRef>(
    relevant.flatMap(({ link }) => (link.found ?? []).map((one) => [one.line, one.assortment])),
  )
  const open = lines.filter((line) => !links.byVariant.has(line.variantId) && !found.has(lineKey(line)))
  for (const [key, goods] of await findGoods(ports, open, turn)) found.set(key, goods)
  const bundles =
    settings.lines.bundles === 'components'
      ? await readBundles(ports, [...links.byVariant.values(), ...found.values()], turn)
      : new Map<string, Part[]>()
  return { links, found, bundles }
}

const mostAtOnce = 100

/** By `lineKey`: exactly one fits, else nobody can say which is meant. */
async function findGoods(
  { goods }: ReconcileOrdersPorts,
  open: readonly InsalesLine[],
  turn: Turn<OrderLinkOwn>,
): Promise<Map<string, AssortmentRef>> {
  const lines = [...new Map(open.map((line) => [lineKey(line), line])).entries()]
  const found = new Map<string, AssortmentRef>()
  for (let at = 0; at < lines.length; at += mostAtOnce) {
    const part = lines.slice(at, at + mostAtOnce)
    const keys = part.map(([, { sku, barcode, variantId }]) => ({
      ...{ sku: sku.trim(), barcode: barcode.trim(), externalCode: variantId },
    }))
    const matches = await goods.find(turn.connection.accountId, keys, turn)
    for (const [index, [key]] of part.entries()) {
      const [only, ...others] = matches[index] ?? []
      if (only && others.length === 0) found.set(key, only)
    }
  }
  return found
}

async function readBundles(
  { goods }: ReconcileOrdersPorts,
  refs: readonly AssortmentRef[],
  turn: Turn<OrderLinkOwn>,
): Promise<Map<string, Part[]>> {
  const ids = [...new Set(refs.filter(({ kind }) => kind === 'bundle').map(({ id }) => id))]
  const bundles = new Map<string, Part[]>()
  for (let at = 0; at < ids.length; at += mostAtOnce) {
    const part = await goods.getBundles(turn.connection.accountId, ids.slice(at, at + mostAtOnce), turn)
    for (const [id, parts] of part) bundles.set(id, parts)
  }
  return bundles
}
