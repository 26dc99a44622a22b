import { decideFound, type Found } from '../domain/decide-read-back.js'
import { stockErrors } from '../errors.js'
import { all, type Outcomes } from './outcomes.js'
import {
  kinds,
  THE_ONE,
  type Run,
  type SentRow,
  type ShopVariant,
  type StockLink,
  type StockPorts,
  type StockTurn,
} from './ports.js'

/** One `GetMany` of the shop's. */
const PRODUCTS_AT_ONCE = 100
/** From here on reading the whole shop, 250 products a request, costs less. */
const MANY = 2_000
/** Sent so often and never there: something about this variant is wrong, and the merchant is told. */
const MOST_LOST = 3

const AGAIN_MS = 30_000

/**
 * The platform queues what we write and never says what became of it (api/insales.md §2.4). What was written is read back once;
 * what did not arrive is sent again, what is gone is forgotten, what somebody changed since is the daily reading's affair.
 */
export const reconcileVerify =
  (ports: StockPorts) =>
  async (links: StockLink[], turn: StockTurn): Promise<Outcomes> => {
    const rows = await ports.sent.unverified(turn.lane, MANY)
    if (rows.length === 0) return all(links, { kind: 'done' })
    if (rows.length === MANY) {
      await turn.touch([
        { connection: turn.connection, kind: kinds.readBack, key: THE_ONE, dueAt: ports.now() },
      ])
      return all(links, { kind: 'done' })
    }
    const products = [...new Set(rows.map((row) => row.insalesProductId))].slice(0, PRODUCTS_AT_ONCE)
    const read = await ports.insales.readProducts(turn.connection, products, turn)
    const shown = new Map(read.map((variant) => [variant.insalesVariantId, variant]))
    const asked = new Set(products)
    const looked = rows.filter((row) => asked.has(row.insalesProductId))
    const { again } = await settle(ports, turn, looked, shown, (found) => found === 'lost')
    const isOver = again === 0 && looked.length === rows.length
    return all(links, isOver ? { kind: 'done' } : { kind: 'again', afterMs: again > 0 ? AGAIN_MS : 0 })
  }

/** Acts on what was found, and says how much was sent again. */
export async function settle(
  ports: StockPorts,
  turn: StockTurn,
  rows: readonly SentRow[],
  shown: ReadonlyMap<string, ShopVariant>,
  isAgain: (found: Found, row: SentRow) => boolean,
): Promise<Pick<Run, 'written' | 'failed' | 'requests'> & { again: number }> {
  const found = rows.map((row) => ({ row, found: decideFound(row, shown.get(row.insalesVariantId)) }))
  const gone = found.filter((each) => each.found === 'gone').map(({ row }) => row)
  const wrong = found.filter((each) => isAgain(each.found, each.row)).map(({ row }) => row)
  const hopeless = wrong.filter((row) => row.lost >= MOST_LOST)
  const again = wrong.filter((row) => row.lost < MOST_LOST)
  const left = new Set([...gone, ...again])
  const ids = (these: readonly SentRow[]) => these.map((row) => row.insalesVariantId)
  const requests = again.length > 0 ? await ports.insales.updateQuantities(turn.connection, again, turn) : 0
  await ports.sent.sentAgain(turn.lane, ids(again))
  await ports.sent.verified(turn.lane, ids(rows.filter((row) => !left.has(row))))
  await tell(ports, turn, gone, hopeless)
  // last: dies before it, and they are found gone once more
  await ports.sent.forget(turn.lane, ids(gone))
  return { again: again.length, written: again.length, failed: gone.length + hopeless.length, requests }
}

async function tell(
  { journal }: StockPorts,
  { connection }: StockTurn,
  gone: readonly SentRow[],
  hopeless: readonly SentRow[],
): Promise<void> {
  const entry = ({ insalesVariantId: variant, assortmentId, sentAt }: SentRow, isGone: boolean) => {
    const { code, text, advice } = isGone
      ? stockErrors.STOCK_VARIANT_GONE({ variant })
      : stockErrors.STOCK_WRITE_LOST({ variant })
    const key = `${code}/${variant}/${sentAt.getTime()}`
    return {
      connection,
      key,
      outcome: 'failed' as const,
      subject: 'stock' as const,
      subjectId: assortmentId,
      title: '',
      code,
      text,
      advice,
    }
  }
  const entries = [...gone.map((row) => entry(row, true)), ...hopeless.map((row) => entry(row, false))]
  if (entries.length > 0) await journal.write(entries)
}
