import { afterEach, describe, expect, it } from '@jest/globals'
import type { moysklad } from '@skladbridge/proto'
import { waitFor } from '@skladbridge/testing'
import { currentContext, withContext } from '../index.js'
import { anyStock, closePairs, cuttable, clients, gate, nothing, pair } from '../testing/grpc-pair.js'
import type { CallContext } from './call.js'

afterEach(closePairs)

const chunk = (id: number, rows = 300): moysklad.CurrentStockChunk => ({
  rows: Array.from({ length: rows }, () => ({
    assortmentId: `${id}`.padEnd(36, 'x'),
    storeId: 'y'.repeat(36),
    quantity: id,
    unknown: false,
  })),
})

describe('a server stream', () => {
  it('comes whole, in order, in the WorkContext', async () => {
    const correlations = new Set<string | undefined>()
    const { current } = await pair({
      stock: {
        current: async function* () {
          for (let id = 0; id < 20; id += 1) {
            correlations.add(currentContext()?.correlationId)
            yield chunk(id)
          }
        },
      },
    })
    const seen: number[] = []
    await withContext({ correlationId: 'c-1' }, async () => {
      for await (const { rows } of current.current(anyStock)) seen.push(rows[0]!.quantity)
    })
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect([...correlations]).toEqual(['c-1'])
  })

  it('waits for a slow reader instead of filling memory', async () => {
    let made = 0
    const total = 200
    const { current, runs } = await pair({
      stock: {
        current: async function* () {
          while (made < total) yield chunk(made++)
        },
      },
    })
    const reader = current.current(anyStock, {})[Symbol.asyncIterator]()
    await reader.next()
    // enough turns of both event loops for a server that does not wait to make them all (5 MB)
    for (let turn = 0; turn < 50; turn += 1) await runs.list(nothing)
    expect(made).toBeLessThan(60)
    let read = 1
    while (!(await reader.next()).done) read += 1
    expect(read).toBe(total)
  })

  it('stops the handler when the reader stops early', async () => {
    let stopped = false
    let call: CallContext | undefined
    const { current } = await pair({
      stock: {
        current: async function* (_, context) {
          call = context
          try {
            for (let id = 0; ; id += 1) yield chunk(id)
          } finally {
            stopped = true
          }
        },
      },
    })
    for await (const _ of current.current(anyStock)) break
    await waitFor(() => stopped, { what: 'the end of the handler' })
    expect(call!.signal.aborted).toBe(true)
  })

  it('ends with GRPC_CANCELLED when its signal is aborted', async () => {
    const stop = new AbortController()
    const { current } = await pair({
      stock: {
        current: async function* () {
          for (let id = 0; ; id += 1) yield chunk(id)
        },
      },
    })
    const reading = (async () => {
      for await (const _ of current.current(anyStock, { signal: stop.signal })) stop.abort()
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'unavailable', code: 'GRPC_CANCELLED' })
  })

  it('ends with GRPC_DEADLINE in the middle', async () => {
    const { opened, open } = gate()
    const { current } = await pair({
      stock: {
        current: async function* ({ storeIds }) {
          yield chunk(1)
          if (storeIds.length > 0) await opened
        },
      },
    })
    const read = async (storeIds: string[], deadline?: Date) => {
      for await (const _ of current.current({ ...anyStock, storeIds }, { deadline })) void _
    }
    await read([])
    const reading = read(['s'], new Date(Date.now() + 200))
    await expect(reading).rejects.toMatchObject({ kind: 'unavailable', code: 'GRPC_DEADLINE' })
    open()
  })

  it('is never taken for whole when the connection is lost in the middle', async () => {
    const { opened, open } = gate()
    const { server } = await pair({
      stock: {
        current: async function* () {
          yield chunk(1)
          await opened
        },
      },
    })
    const way = await cuttable(server.port)
    const reading = (async () => {
      for await (const _ of clients(way.address).current.current(anyStock)) way.cut()
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'unavailable' })
    open()
  })
})
