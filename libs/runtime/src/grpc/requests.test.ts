import { AppError } from '@skladbridge/errors'
import type { moysklad } from '@skladbridge/proto'
import { afterEach, describe, expect, it } from '@jest/globals'
import { countRequests, noteRequests } from '../index.js'
import { anyStock, closePairs, nothing, pair } from '../testing/grpc-pair.js'

afterEach(closePairs)

const chunk: moysklad.CurrentStockChunk = { rows: [] }
const tick = () => new Promise((resolve) => setImmediate(resolve))
const read = async (chunks: AsyncIterable<unknown>) => {
  let seen = 0
  for await (const one of chunks) if (one) seen += 1
  return seen
}

describe('countRequests over the wire', () => {
  it('counts what the other side asked of the outside, with our own', async () => {
    const { runs } = await pair({
      runs: {
        list: async () => {
          noteRequests(1)
          await tick()
          noteRequests(2)
          return { runs: [] }
        },
      },
    })
    const { requests, result } = await countRequests(async () => {
      noteRequests(1)
      await Promise.all([runs.list(nothing), runs.list(nothing)])
      return 'done'
    })
    expect({ requests, result }).toEqual({ requests: 7, result: 'done' })
  })

  it('comes through a service that asks another one', async () => {
    const far = await pair({ runs: { list: async () => (noteRequests(4), { runs: [] }) } })
    const near = await pair({
      runs: { list: async () => (noteRequests(1), await far.runs.list(nothing)) },
    })
    expect((await countRequests(() => near.runs.list(nothing))).requests).toBe(5)
  })

  it('counts a stream when it ends', async () => {
    const { current } = await pair({
      stock: {
        current: async function* () {
          for (let page = 0; page < 3; page += 1) {
            noteRequests(1)
            await tick()
            yield chunk
          }
        },
      },
    })
    expect(await countRequests(() => read(current.current(anyStock)))).toEqual({ result: 3, requests: 3 })
  })

  it('counts calls that fail, and tells the number although the work throws', async () => {
    const refuse = () => {
      noteRequests(2)
      throw new AppError({ kind: 'throttled', code: 'X_BUSY', message: 'busy', retryAfterMs: 5 })
    }
    const { runs, current } = await pair({
      runs: { list: async () => refuse() },
      stock: {
        current: async function* () {
          refuse()
        },
      },
    })
    let told = 0
    const failing = countRequests(
      async () => {
        await runs.list(nothing).catch(() => undefined)
        await read(current.current(anyStock))
      },
      (requests) => (told = requests),
    )
    await expect(failing).rejects.toMatchObject({ kind: 'throttled', code: 'X_BUSY', retryAfterMs: 5 })
    expect(told).toBe(4)
  })

  it('keeps the counts of two askers apart, and adds an inner one to the one around it', async () => {
    const { runs } = await pair({ runs: { list: async () => (noteRequests(1), { runs: [] }) } })
    const ask = (times: number) =>
      countRequests(() => Promise.all(Array.from({ length: times }, () => runs.list(nothing))))
    const all = await countRequests(async () => Promise.all([ask(2), ask(3)]))
    expect(all.result.map(({ requests }) => requests)).toEqual([2, 3])
    expect(all.requests).toBe(5)
  })

  it('says nothing where nothing was asked, and needs no counter', async () => {
    const { runs } = await pair({ runs: { list: async () => ({ runs: [] }) } })
    expect((await countRequests(() => runs.list(nothing))).requests).toBe(0)
    const counted = await pair({ runs: { list: async () => (noteRequests(9), { runs: [] }) } })
    expect(await counted.runs.list(nothing)).toEqual({ runs: [] })
  })
})
