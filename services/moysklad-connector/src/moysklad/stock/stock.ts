import { toAppError } from '@skladbridge/errors'
import type { moysklad } from '@skladbridge/proto'
import { formatMoment } from '../../domain/moment.js'
import { moyskladErrors, side } from '../../errors.js'
import { toFilter, type Ask, type Condition, type MoyskladApi } from '../api.js'
import { Channel } from './channel.js'
import { RowStream } from './row-stream.js'
import { stockRowSchema, type StockType } from './schema.js'

export interface StockQuestion {
  stockType: StockType
  byStore: boolean
  storeIds: string[]
  assortmentIds: string[]
  changedSince: Date | undefined
}

/** An address may have 8 KB with all headers; an id takes 37 characters. */
const idsAtOnce = 150
const rowsInChunk = 1_000

/**
 * The current-stock report, chunk by chunk as it comes in, so that 200 000 rows need the memory of a few thousand. A
 * failure may come after some chunks: then they are to be forgotten. Rows are in no order.
 */
export async function* currentStock(
  open: (signal: AbortSignal) => MoyskladApi,
  question: StockQuestion,
): AsyncGenerator<moysklad.StockRow[]> {
  const { assortmentIds } = question
  const pieces = Math.max(1, Math.ceil(assortmentIds.length / idsAtOnce))
  for (let piece = 0; piece < pieces; piece += 1) {
    const ids = assortmentIds.slice(piece * idsAtOnce, (piece + 1) * idsAtOnce)
    yield* oneReport(open, { ...question, assortmentIds: ids })
  }
}

async function* oneReport(
  open: (signal: AbortSignal) => MoyskladApi,
  question: StockQuestion,
): AsyncGenerator<moysklad.StockRow[]> {
  const chunks = new Channel<unknown[]>(2)
  const stop = new AbortController()
  const reading = read(open(stop.signal), askFor(question), chunks)
  try {
    for await (const rows of chunks) yield rows.map((row) => toRow(row, question.stockType))
  } finally {
    // the reader may have left early: nothing more is read then
    stop.abort()
    await reading
  }
}

/** Fills the channel; never rejects: what goes wrong is thrown to the channel's reader. */
async function read(api: MoyskladApi, ask: Ask, chunks: Channel<unknown[]>): Promise<void> {
  const rows = new RowStream(rowsInChunk)
  const hand = async (ready: unknown[][]) => {
    for (const chunk of ready) await chunks.put(chunk)
  }
  const unreadable = (cause: unknown) =>
    moyskladErrors.MOYSKLAD_ANSWER_UNEXPECTED(
      { side, operation: ask.operation, reason: 'not a JSON array', effect: 'none' },
      { cause },
    )
  let broken: Error | undefined
  const sink = (piece: Buffer) => {
    try {
      return hand(rows.write(piece))
    } catch (cause) {
      broken = unreadable(cause)
      throw broken
    }
  }
  try {
    await api.send({ ...ask, sink })
    await hand(endOf(rows, unreadable))
    chunks.end()
  } catch (thrown) {
    chunks.end(broken ?? toAppError(thrown))
  }
}

function endOf(rows: RowStream, unreadable: (cause: unknown) => Error): unknown[][] {
  try {
    return rows.end()
  } catch (cause) {
    throw unreadable(cause)
  }
}

function askFor({ stockType, byStore, storeIds, assortmentIds, changedSince }: StockQuestion): Ask {
  const filter: Condition[] = []
  if (assortmentIds.length > 0) filter.push(['assortmentId', '=', assortmentIds.join(',')])
  if (byStore && storeIds.length > 0) filter.push(['storeId', '=', storeIds.join(',')])
  return {
    operation: byStore ? 'stock.by-store' : 'stock.all',
    path: `report/stock/${byStore ? 'bystore' : 'all'}/current`,
    query: {
      stockType,
      filter: toFilter(filter),
      // MoySklad takes whole seconds here: one second more rather than one less
      changedSince: changedSince && formatMoment(changedSince).slice(0, 19),
      withRecalculate: byStore ? 'true' : undefined,
    },
  }
}

/** A row that MoySklad is recalculating has `null` for its amount. */
function toRow(raw: unknown, stockType: StockType): moysklad.StockRow {
  const parsed = stockRowSchema.safeParse(raw)
  if (!parsed.success) {
    const reason = `row: ${parsed.error.issues[0]?.path.join('.') ?? ''}`
    throw moyskladErrors.MOYSKLAD_ANSWER_UNEXPECTED({ side, operation: 'stock.row', reason, effect: 'none' })
  }
  const row = parsed.data
  const amount = row[stockType] ?? row.stock ?? row.quantity
  return {
    assortmentId: row.assortmentId,
    storeId: row.storeId ?? '',
    quantity: amount ?? 0,
    unknown: amount === undefined || amount === null,
  }
}
