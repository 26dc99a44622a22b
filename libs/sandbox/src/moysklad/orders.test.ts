import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { computeSums } from './entities/documents.js'
import type { Json } from './testing/client.js'
import { openWorld, type World } from './testing/world.js'

let world: World
beforeEach(() => void (world = openWorld()))
afterEach(() => world.sandbox.close())

const create = async (more: Json = {}) =>
  (await world.ask('POST', 'entity/customerorder', world.order(more))).body
const put = async (id: string, body: Json) =>
  (await world.ask('PUT', `entity/customerorder/${id}`, body)).body
const positionsOf = async (id: string) =>
  (await world.ask('GET', `entity/customerorder/${id}/positions`)).body.rows

describe('customer orders', () => {
  it('number themselves, are posted, and show what documents show', async () => {
    expect(await create()).toMatchObject({
      name: '00001',
      applicable: true,
      sum: 0,
      payedSum: 0,
      printed: false,
    })
    expect(await create({ name: '00002' })).toMatchObject({ name: '00002' })
    expect((await create()).name).toBe('00003')
  })

  it('add up in kopecks, with discount and VAT', async () => {
    const positions = [
      world.position('KR-0350', { quantity: 3, price: 59000, discount: 10, vat: 20, reserve: 2 }),
    ]
    expect(await create({ positions })).toMatchObject({ sum: 159300, vatSum: 26550, reservedSum: 106200 })
    expect(await create({ positions, vatIncluded: false })).toMatchObject({ sum: 191160, vatSum: 31860 })
    expect(await create({ positions, vatEnabled: false })).toMatchObject({ sum: 159300, vatSum: 0 })
    const raised = [world.position('KR-0350', { quantity: 1, price: 10000, discount: -25 })]
    expect(await create({ positions: raised })).toMatchObject({ sum: 12500 })
  })

  it('sums are whole kopecks whatever the prices and quantities', () => {
    const position = fc.record({
      price: fc.integer({ min: 0, max: 10_000_000 }),
      quantity: fc.integer({ min: 0, max: 5000 }).map((thousandths) => thousandths / 1000),
      discount: fc.integer({ min: -50, max: 100 }),
      vat: fc.constantFrom(0, 7, 10, 20),
    })
    fc.assert(
      fc.property(fc.array(position), fc.boolean(), (rows, vatIncluded) => {
        const values: Json = { vatEnabled: true, vatIncluded }
        computeSums(
          values,
          rows.map((row, i) => ({ id: String(i), values: row })),
        )
        expect(Number.isInteger(values.sum) && Number.isInteger(values.vatSum)).toBe(true)
        expect(values.vatSum).toBeGreaterThanOrEqual(0)
        expect(values.vatSum).toBeLessThanOrEqual(values.sum)
      }),
    )
  })

  it('positions sent in a PUT are the whole new list; those named by id stay', async () => {
    const order = await create({
      positions: [world.position('KR-0350', { quantity: 2 }), world.position('TR-0270')],
    })
    const [mug, plate] = await positionsOf(order.id)
    const changed = await put(order.id, {
      positions: [{ id: mug.id, quantity: 5 }, world.position('TU-0300')],
    })
    const after = await positionsOf(order.id)
    expect(after).toHaveLength(2)
    expect(after[0]).toMatchObject({ id: mug.id, quantity: 5, price: 10000 })
    expect(after.some(({ id }: Json) => id === plate.id)).toBe(false)
    expect(changed.sum).toBe(60000)
    expect((await put(order.id, { description: 'x' })).positions.meta.size).toBe(2)
    expect((await put(order.id, { positions: [] })).sum).toBe(0)
  })

  it('positions are a resource of their own', async () => {
    const { ask } = world
    const order = await create()
    const path = `entity/customerorder/${order.id}/positions`
    const added = await ask('POST', path, [world.position('KR-0350'), world.position('TR-0270')])
    expect(added.body.map(({ price }: Json) => price)).toEqual([10000, 10000])
    expect((await ask('POST', path, world.position('TU-0300'))).body).toHaveLength(1)
    const [first, second, third] = added.body.concat(await positionsOf(order.id))
    await ask('PUT', `${path}/${first.id}`, { quantity: 4, discount: 50 })
    expect((await ask('GET', `${path}/${first.id}`)).body).toMatchObject({ quantity: 4, discount: 50 })
    expect((await ask('DELETE', `${path}/${second.id}`)).status).toBe(200)
    expect((await ask('GET', `entity/customerorder/${order.id}`)).body.sum).toBe(30000)
    const gone = await ask('POST', `${path}/delete`, [{ meta: third.meta }, { meta: second.meta }])
    expect(gone.body.map((one: Json) => one.errors?.[0].code ?? 'gone')).toEqual(['gone', 1021])
  })

  it('refuse a bad position and stay as they were', async () => {
    const { ask, account, shop } = world
    const order = await create({ positions: [world.position('KR-0350')] })
    const half = { assortment: account.link('bundle', shop.bundle), quantity: 0.5, price: 1 }
    expect((await put(order.id, { positions: [half] })).errors[0].code).toBe(17018)
    expect((await put(order.id, { positions: [{ quantity: 1 }] })).errors[0].parameter).toBe('assortment')
    expect(
      (await put(order.id, { positions: [world.position('KR-0350', { price: -1 })] })).errors[0].code,
    ).toBe(3002)
    const strange = { id: '11111111-1111-4111-8111-111111111111', quantity: 1 }
    expect((await put(order.id, { positions: [strange] })).errors[0].code).toBe(1021)
    expect((await ask('GET', `entity/customerorder/${order.id}`)).body.sum).toBe(10000)
  })

  it('take a state by meta and are found by its name', async () => {
    const state = world.account.stateLink('customerorder', 'Подтверждён')
    const order = await create({ state })
    await create()
    expect(order.state.meta.href).toContain('/entity/customerorder/metadata/states/')
    const found = await world.ask(
      'GET',
      `entity/customerorder?filter=${encodeURIComponent('state.name=Подтверждён')}`,
    )
    expect(found.body.rows.map(({ id }: Json) => id)).toEqual([order.id])
    const shown = await world.ask('GET', `entity/customerorder/${order.id}?expand=state`)
    expect(shown.body.state).toMatchObject({
      name: 'Подтверждён',
      stateType: 'Regular',
      entityType: 'customerorder',
    })
  })

  it('cut moments to minutes', async () => {
    const order = await create({
      moment: '2026-03-05 13:50:24',
      deliveryPlannedMoment: '2026-03-07 10:00:59.123',
    })
    expect(order).toMatchObject({
      moment: '2026-03-05 13:50:00.000',
      deliveryPlannedMoment: '2026-03-07 10:00:00.000',
    })
    expect((await create({ moment: 'вчера' })).errors[0].code).toBe(2016)
  })

  it('of two forms of an address take the detailed one', async () => {
    const full = {
      postalCode: '125009',
      city: 'Москва',
      street: 'ул Тверская',
      house: '1',
      comment: 'вход со двора',
    }
    const order = await create({ shipmentAddress: 'не сюда', shipmentAddressFull: full })
    expect(order.shipmentAddress).toBe('125009, Москва, ул Тверская, 1')
    expect((await put(order.id, { shipmentAddress: 'ул Лесная, 12' })).shipmentAddressFull).toEqual({
      addInfo: 'ул Лесная, 12',
    })
    expect((await put(order.id, { shipmentAddress: '' })).shipmentAddress).toBeUndefined()
    expect((await create({ shipmentAddressFull: { postalCode: '1234567' } })).errors[0].code).toBe(3040)
  })

  it('in the bin are hidden, and shown when asked for', async () => {
    const { ask } = world
    const order = await create()
    expect((await ask('POST', `entity/customerorder/${order.id}/trash`)).status).toBe(200)
    expect((await ask('GET', 'entity/customerorder')).body.meta.size).toBe(0)
    const bin = await ask('GET', 'entity/customerorder?filter=isDeleted=true')
    expect(bin.body.rows).toMatchObject([{ id: order.id, deleted: expect.any(String) }])
  })

  it('with numbers checked, refuse one that is taken', async () => {
    world.account.state.settings.checkUniqueDocumentNumber = true
    await create({ name: 'A-1' })
    expect((await create({ name: 'A-1' })).errors[0]).toMatchObject({ code: 3006, parameter: 'name' })
  })
})

describe('what hangs on an order', () => {
  it('payments follow into payedSum, and are taken back when deleted', async () => {
    const { ask, order: body } = world
    const order = await create({ positions: [world.position('KR-0350')] })
    const operations = [{ meta: order.meta, linkedSum: 4000 }]
    const payment = await ask('POST', 'entity/paymentin', body({ sum: 10000, operations }))
    expect(payment.body).toMatchObject({ sum: 10000, operations: [{ linkedSum: 4000 }] })
    const paid = async () => (await ask('GET', `entity/customerorder/${order.id}`)).body.payedSum
    expect(await paid()).toBe(4000)
    await ask('PUT', `entity/paymentin/${payment.body.id}`, { operations: [{ meta: order.meta }] })
    expect(await paid()).toBe(10000)
    await ask('DELETE', `entity/paymentin/${payment.body.id}`)
    expect(await paid()).toBe(0)
    const tooMuch = await ask('POST', 'entity/cashin', body({ sum: 1, operations }))
    expect(tooMuch.body.errors[0].code).toBe(22000)
  })

  it('a demand made from its template ships the goods and the order knows', async () => {
    const { ask, account, shop } = world
    const positions = [world.position('KR-0350', { quantity: 2, reserve: 2 })]
    const order = await create({ positions, store: account.link('store', shop.stores.main) })
    const template = (await ask('PUT', 'entity/demand/new', { customerOrder: { meta: order.meta } })).body
    expect(template.organization ?? template.store ?? template.owner).toBeUndefined()
    expect(template.positions.rows).toMatchObject([{ quantity: 2, price: 10000, overhead: 0 }])
    expect((await ask('GET', 'entity/demand')).body.meta.size).toBe(0)
    const organization = account.link('organization', shop.organization)
    const unplaced = await ask('POST', 'entity/demand', { ...template, organization })
    expect(unplaced.body.errors[0]).toMatchObject({ code: 3000, parameter: 'store' })
    const store = account.link('store', shop.stores.main)
    const demand = await ask('POST', 'entity/demand', { ...template, organization, store })
    expect(demand.body).toMatchObject({ sum: 20000, customerOrder: { meta: { href: order.meta.href } } })
    const after = (await ask('GET', `entity/customerorder/${order.id}?expand=positions`)).body
    expect(after).toMatchObject({ shippedSum: 20000, positions: { rows: [{ shipped: 2 }] } })
    const [row] = account.state.ledger
      .of(shop.products['KR-0350']!)
      .filter(({ storeId }) => storeId === shop.stores.main)
    expect(row).toMatchObject({ stock: 46, reserve: 0 })
    await ask('DELETE', `entity/demand/${demand.body.id}`)
    expect(account.state.ledger.of(shop.products['KR-0350']!)[0]).toMatchObject({ stock: 48, reserve: 2 })
  })
})
