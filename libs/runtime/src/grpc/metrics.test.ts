import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { waitFor } from '@skladbridge/testing'
import { register } from 'prom-client'
import { anyStock, closePairs, nothing, pair } from '../testing/grpc-pair.js'

beforeEach(() => register.resetMetrics())
afterEach(closePairs)

const counted = async (side: 'server' | 'client', code: string) => {
  const text = await register.getSingleMetricAsString(`skladbridge_grpc_${side}_call_seconds`)
  const line = text.split('\n').find((one) => one.includes('_count{') && one.includes(`code="${code}"`))
  return line?.replace(/^.*_count/, '')
}
const labels = (method: string, code: string, service = 'skladbridge.stock.v1.StockRuns') =>
  `{service="${service}",method="${method}",code="${code}"} 1`

describe('metrics of gRPC', () => {
  it('count a call on both sides by its status, not by its error code', async () => {
    const { runs } = await pair({
      runs: {
        list: async () => {
          throw new AppError({ kind: 'denied', code: 'X_DENIED', message: 'no' })
        },
      },
    })
    await runs.runNow(nothing)
    await runs.list(nothing).catch(() => undefined)
    for (const side of ['server', 'client'] as const) {
      expect(await counted(side, 'OK')).toBe(labels('runNow', 'OK'))
      expect(await counted(side, 'PERMISSION_DENIED')).toBe(labels('list', 'PERMISSION_DENIED'))
    }
  })

  it('count what nobody waited for any more', async () => {
    const { runs } = await pair({
      runs: {
        list: (_, call) => new Promise((_resolve, reject) => call.signal.addEventListener('abort', reject)),
      },
    })
    await runs.runNow(nothing)
    await runs.list(nothing, { deadline: new Date(Date.now() + 300) }).catch(() => undefined)
    expect(await counted('client', 'DEADLINE_EXCEEDED')).toBe(labels('list', 'DEADLINE_EXCEEDED'))
    const served = await waitFor(() => counted('server', 'DEADLINE_EXCEEDED'), {
      what: 'the count of the server',
    })
    expect(served).toBe(labels('list', 'DEADLINE_EXCEEDED'))
  })

  it('count a stream once, when it is over', async () => {
    const { current } = await pair({
      stock: {
        current: async function* () {
          yield { rows: [] }
          yield { rows: [] }
        },
      },
    })
    for await (const _ of current.current(anyStock)) void _
    expect(await counted('client', 'OK')).toBe(labels('current', 'OK', 'skladbridge.moysklad.v1.Stock'))
    expect(await counted('server', 'OK')).toBe(labels('current', 'OK', 'skladbridge.moysklad.v1.Stock'))
  })
})
