import { afterEach, describe, expect, it } from '@jest/globals'
import type { stock } from '@skladbridge/proto'
import { currentContext, withContext, type WorkContext } from '../index.js'
import { closePairs, nothing, pair } from '../testing/grpc-pair.js'
import type { CallContext } from './call.js'

afterEach(closePairs)

const run: stock.Run = {
  id: 'полный-1',
  kind: 'full',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '',
  rowsRead: 200_000,
  changed: 1,
  written: 1,
  failed: 0,
  requests: 5,
  state: 'done',
  failureCode: '',
  failureText: '',
}

describe('a unary call', () => {
  it('carries request and answer whole', async () => {
    let asked: stock.ListRunsRequest | undefined
    const { runs } = await pair({
      runs: {
        list: async (request) => {
          asked = request
          return { runs: [run] }
        },
      },
    })
    const request = { connection: { accountId: 'счёт', shopId: '42' }, limit: 7 }
    expect(await runs.list(request)).toEqual({ runs: [run] })
    expect(asked).toEqual(request)
    expect(runs.isConnected()).toBe(true)
  })

  it('hands the WorkContext on: same correlation and trace, new span, ids in any script', async () => {
    let seen: WorkContext | undefined
    const { runs } = await pair({
      runs: {
        list: async () => {
          seen = currentContext()
          return { runs: [] }
        },
      },
    })
    const own = { correlationId: 'c-1', accountId: 'a-1', shopId: 'магазин.рф', causationId: 'e-1' }
    const outer = await withContext(own, async () => {
      await runs.list(nothing)
      return currentContext()!
    })
    expect(seen).toMatchObject(own)
    expect(seen!.traceparent.slice(0, 35)).toBe(outer.traceparent.slice(0, 35))
    expect(seen!.traceparent).not.toBe(outer.traceparent)
  })

  it('starts a correlation where there is none', async () => {
    let seen: WorkContext | undefined
    const { runs } = await pair({
      runs: {
        list: async () => {
          seen = currentContext()
          return { runs: [] }
        },
      },
    })
    await runs.list(nothing)
    expect(seen!.correlationId).toMatch(/^[0-9a-f-]{36}$/)
    expect(seen!.accountId).toBeUndefined()
  })

  it('tells the handler the deadline, the smaller of default and given, and the priority', async () => {
    const seen: CallContext[] = []
    const list = async (_: unknown, call: CallContext) => {
      seen.push(call)
      return { runs: [] }
    }
    const { runs } = await pair({ runs: { list }, client: { deadlineMs: 20_000 } })
    const now = Date.now()
    await runs.list(nothing)
    await runs.list(nothing, { deadline: new Date(now + 10_000), priority: 'orders' })
    await runs.list(nothing, { deadline: new Date(now + 60_000) })
    const left = seen.map((call) => call.deadline.getTime() - now)
    expect(left[0]).toBeGreaterThan(15_000)
    expect(left[0]).toBeLessThan(25_000)
    expect(left[1]).toBeGreaterThan(5_000)
    expect(left[1]).toBeLessThan(15_000)
    expect(left[2]).toBeLessThan(25_000)
    expect(seen.map((call) => call.priority)).toEqual(['background', 'orders', 'background'])
  })

  it('runs beside others on one connection', async () => {
    const { runs } = await pair({
      runs: { list: async ({ limit }) => ({ runs: [{ ...run, requests: limit }] }) },
    })
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, limit) => runs.list({ ...nothing, limit })),
    )
    expect(answers.map((answer) => answer.runs[0]!.requests)).toEqual(
      Array.from({ length: 200 }, (_, i) => i),
    )
  })
})
