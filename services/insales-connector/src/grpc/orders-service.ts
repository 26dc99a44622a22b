import { insales } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Shops } from '../connections/shops.js'
import { insalesErrors } from '../errors.js'
import { getOrders, listChangedOrders, updateOrder, type ReadOrders } from '../insales/orders/orders.js'
import { isReadable } from '../insales/orders/schema.js'
import { toOrder } from '../insales/orders/to-order.js'
import { amountOf, filled, idOf, idsOf, noLonger, quantityOf } from './arguments.js'
import { inShop } from './in-shop.js'

/** Orders may use the whole budget of requests, whoever asks. */
export function ordersService({ shops }: { shops: Shops }): GrpcBinding {
  return grpcService(insales.OrdersService, {
    getMany: (request, call) => {
      const ids = idsOf(request.ids, 'ids')
      return inShop(shops, request, call, 'orders', async ({ shop }) => {
        const { found, unreadable } = await getOrders(shop, ids)
        const there = new Set([...found, ...unreadable].map(({ id }) => id))
        return {
          orders: found.map(toOrder),
          missingIds: ids.filter((id) => !there.has(id)),
          unreadable: unreadable.map(toUnreadable),
        }
      })
    },
    update: (request, call) => {
      idOf(request.id, 'id')
      request.lines.forEach(checkLine)
      for (const { handle, value } of request.fields) {
        filled(handle, 'fields.handle', 255)
        noLonger(value, 'fields.value', 10_000)
      }
      return inShop(shops, request, call, 'orders', async ({ shop }) =>
        toOrder(await updateOrder(shop, request)),
      )
    },
    listChanged: (request, call) =>
      inShop(shops, request, call, 'orders', async ({ shop }) => {
        const { records, cursor, more } = await listChangedOrders(shop, request)
        const orders = records.filter(isReadable).map(toOrder)
        const unreadableIds = records.filter((record) => !isReadable(record)).map(({ id }) => id)
        return { orders, unreadableIds, cursor, more }
      }),
  })
}

const toUnreadable = ({ id, error }: ReadOrders['unreadable'][number]): insales.UnreadableOrder => ({
  id,
  errorKind: error.kind,
  errorCode: error.code,
  errorMessage: error.message,
  errorText: error.text,
  errorAdvice: error.advice,
})

function checkLine(line: insales.LineChange): void {
  if (line.id !== '') idOf(line.id, 'lines.id')
  else if (line.remove) {
    throw insalesErrors.INSALES_ARGUMENT_WRONG({ field: 'lines.id', rule: 'is needed to remove a line' })
  } else idOf(line.variantId, 'lines.variant_id')
  quantityOf(line.quantity, 'lines.quantity')
  amountOf(line.salePriceMinor, 'lines.sale_price_minor')
}
