import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { good, shopProduct, shopVariant } from '../testing/builders.js'
import { outsideError } from '../testing/calls.js'
import { startCatalog } from '../testing/start-catalog.js'

let service: Awaited<ReturnType<typeof startCatalog>>
beforeEach(async () => {
  service = await startCatalog()
  await service.lanes.open(service.connection)
})
afterEach(() => service.close())

const prepare = (over: object = {}) => {
  const { connection } = service
  const rest = { matchBy: [], bundles: false, properties: false, images: false }
  return service.loads.prepare({ connection, direction: 'moysklad-to-insales', ...rest, ...over })
}
const last = () => service.loads.get({ connection: service.connection })
const inState = (state: string) =>
  waitFor(
    async () => {
      const load = await last()
      return load.state === state ? load : undefined
    },
    { what: `the load to be ${state}`, timeoutMs: 60_000 },
  )
const change = async (what: 'start' | 'pause' | 'continue' | 'cancel') => {
  const { connection } = service
  return service.loads[what]({ connection, loadId: (await last()).id })
}
const items = async (over: object = {}) => {
  const { connection } = service
  const query = { action: '', state: '', search: '', cursor: '', limit: 100, ...over }
  return (await service.loads.listItems({ connection, ...query })).items
}

describe('loads over the wire', () => {
  beforeEach(() => {
    service.moysklad.save(good({ id: 'tea', name: 'Чай', article: 'TEA', barcodes: [], externalCode: 'a' }))
    service.moysklad.save(
      good({ id: 'cup', name: 'Кружка', article: 'CUP', barcodes: [], externalCode: 'b' }),
    )
    service.shop.add(shopProduct({ id: '7', title: 'Кружка', variants: [shopVariant({ sku: 'CUP' })] }))
  })

  it('preview, answers, start, progress, end', async () => {
    await prepare()
    expect(await inState('ready')).toMatchObject({ create: { products: 1 }, link: { products: 1 }, total: 0 })
    const [cup] = await items({ search: 'круж' })
    expect(cup).toMatchObject({ action: 'link', reason: 'sku', targetId: '7', state: 'waiting' })
    await change('start')
    const done = await inState('done')
    expect(done).toMatchObject({ done: 2, failed: 0, total: 2, secondsLeft: 0, failureText: '' })
    expect(done.requests).toBe(0)
    expect(
      service.shop
        .all()
        .map(({ title }) => title)
        .sort(),
    ).toEqual(['Кружка', 'Чай'])
  }, 120_000)

  it('one at a time; refuses what does not fit its state, and what it does not know', async () => {
    await prepare()
    await inState('ready')
    await expect(prepare()).rejects.toMatchObject({ kind: 'conflict', code: 'CATALOG_LOAD_RUNS' })
    await expect(change('pause')).rejects.toMatchObject({ code: 'CATALOG_LOAD_STATE_WRONG' })
    await expect(prepare({ direction: 'sideways' })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(items({ limit: 0 })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(
      service.loads.start({ connection: service.connection, loadId: 'other' }),
    ).rejects.toMatchObject({ kind: 'missing' })
    expect((await change('cancel')).state).toBe('cancelled')
    expect((await prepare()).state).toBe('preparing')
  }, 120_000)

  it('what cannot be tried again ends it, says why, and it goes on when asked to', async () => {
    service.shop.calls.refuse(
      'insales.listChanged',
      outsideError('invalid', 'INSALES_REFUSED', 'inSales не отдал список товаров.'),
    )
    await prepare()
    expect(await inState('failed')).toMatchObject({ failureText: 'inSales не отдал список товаров.' })
    expect((await change('continue')).state).toBe('preparing')
    expect(await inState('ready')).toMatchObject({ failureText: '', create: { products: 1 } })
  }, 120_000)

  it('what is tried again is told of meanwhile', async () => {
    service.shop.calls.refuse(
      'insales.listChanged',
      outsideError('unavailable', 'INSALES_DOWN', 'inSales не отвечает.'),
    )
    await prepare()
    await waitFor(async () => (await last()).failureText === 'inSales не отвечает.', { what: 'the reason' })
    expect((await last()).state).toBe('preparing')
    expect(await inState('ready')).toMatchObject({ failureText: '' })
  }, 120_000)
})
