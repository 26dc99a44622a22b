import { moysklad, stock } from '@skladbridge/proto'
import { cuttableWay, silentLogger } from '@skladbridge/testing'
import {
  connectGrpc,
  grpcService,
  startGrpc,
  type GrpcClientOptions,
  type GrpcImplementation,
  type GrpcServerOptions,
  type Logger,
} from '../index.js'

export type Runs = GrpcImplementation<typeof stock.StockRunsService>
export type Stock = GrpcImplementation<typeof moysklad.StockService>

export interface PairOptions {
  runs?: Partial<Runs>
  stock?: Stock
  log?: Logger
  server?: Partial<GrpcServerOptions>
  client?: GrpcClientOptions
}

export const nothing = { connection: undefined, limit: 1 }
export const anyStock: moysklad.CurrentStockRequest = {
  accountId: 'a',
  stockType: 'stock',
  storeIds: [],
  assortmentIds: [],
  changedSince: '',
  byStore: false,
}

const closing: (() => Promise<void> | void)[] = []

/** For afterEach: closes what `pair` and `cuttable` made, last first. */
export async function closePairs(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close()
}

/** A server and clients of two contracts on loopback. */
export async function pair(options: PairOptions) {
  const server = await startGrpc({
    port: 0,
    host: '127.0.0.1',
    services: [
      grpcService(stock.StockRunsService, {
        list: async () => ({ runs: [] }),
        runNow: async () => ({}),
        ...options.runs,
      }),
      grpcService(moysklad.StockService, options.stock ?? { current: async function* () {} }),
    ],
    log: options.log ?? silentLogger(),
    closeWithinMs: 500,
    ...options.server,
  })
  closing.push(() => server.close())
  return { server, ...clients(`127.0.0.1:${server.port}`, options.client) }
}

export function clients(address: string, options: GrpcClientOptions = {}) {
  // far away, so that a busy machine makes no test fail that is not about deadlines
  const patient = { deadlineMs: 25_000, ...options }
  const runs = connectGrpc(stock.StockRunsService, address, patient)
  const current = connectGrpc(moysklad.StockService, address, patient)
  closing.push(
    () => runs.close(),
    () => current.close(),
  )
  return { runs, current }
}

/** A way to `port` that can be cut as a crash or a pulled cable cuts it. */
export async function cuttable(port: number) {
  const way = await cuttableWay(`tcp://127.0.0.1:${port}`)
  closing.push(() => way.close())
  return { ...way, address: `127.0.0.1:${way.port}` }
}

/** A promise and its ends, to hold a handler where a test wants it. */
export function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}
