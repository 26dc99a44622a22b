import { describe, expect, it } from '@jest/globals'
import type { insales } from '@skladbridge/proto'
import { readFixture } from '@skladbridge/testing'
import { toOrderBody } from './to-order-body.js'

const request = (more: Partial<insales.UpdateOrderRequest>): insales.UpdateOrderRequest => ({
  connection: undefined,
  id: '7',
  lines: [],
  fields: [],
  ...more,
})
const line = (more: Partial<insales.LineChange>): insales.LineChange => ({
  id: '',
  variantId: '',
  remove: false,
  ...more,
})

describe('toOrderBody', () => {
  it('writes the system status where a shop has no custom ones, and fields by their handle', () => {
    const fields = [{ handle: 'track', value: 'RB1' }]
    expect(toOrderBody(request({ fulfillmentStatus: 'approved', fields }))).toEqual({
      order: { fulfillment_status: 'approved', fields_values_attributes: fields },
    })
  })

  it.each<[string, Partial<insales.UpdateOrderRequest>, unknown]>([
    [
      'order.update.status',
      { customStatusPermalink: 'soglasovan' },
      { custom_status_permalink: 'soglasovan' },
    ],
    ['order.update.paid', { financialStatus: 'paid' }, { financial_status: 'paid' }],
    [
      'order.update.lines_add',
      { lines: [line({ variantId: '546677900', quantity: 2 })] },
      { order_lines_attributes: [{ variant_id: 546677900, quantity: 2 }] },
    ],
    [
      'order.update.lines_remove',
      { lines: [line({ id: '1167754889', remove: true })] },
      { order_lines_attributes: [{ id: 1167754889, _destroy: true }] },
    ],
  ])('is what others were seen to send: %s', (name, given, order) => {
    expect(toOrderBody(request(given))).toEqual({ order })
    const recorded = readFixture('insales', `${name}.request`)
    if (recorded !== undefined) expect(toOrderBody(request(given))).toEqual(recorded)
  })

  it('changes a line by its id, never by its variant', () => {
    const change = line({ id: '5', variantId: '9', quantity: 4, salePriceMinor: 1999 })
    expect(toOrderBody(request({ lines: [change] }))).toEqual({
      order: { order_lines_attributes: [{ id: 5, quantity: 4, sale_price: 19.99 }] },
    })
  })

  it('is nothing where nothing changes, so that no PUT is spent', () => {
    expect(toOrderBody(request({}))).toBeUndefined()
  })
})
