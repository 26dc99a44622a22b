import { connectionId, type ConnectionKey } from '@skladbridge/contracts'
import { merchantText } from '@skladbridge/errors'
import { orders } from '@skladbridge/proto'
import { grpcService } from '@skladbridge/runtime'
import { orderErrors } from '../errors.js'
import type { OrderLink, OrderLinks } from '../handlers/ports.js'

export interface OrderLinkPorts {
  links: OrderLinks
  /** Look at it again now, whatever its state. */
  touch(connection: ConnectionKey, insalesOrderId: string): Promise<void>
}

/** Where orders stand, for the page. */
export const orderLinksService = (ports: OrderLinkPorts) =>
  grpcService(orders.OrderLinksService, {
    get: async ({ connection, insalesOrderId, number }) =>
      toReply(await find(ports, connection!, insalesOrderId, number)),
    async retry({ connection, insalesOrderId }) {
      await find(ports, connection!, insalesOrderId)
      await ports.touch(connection!, insalesOrderId)
      return toReply(await find(ports, connection!, insalesOrderId))
    },
    async resend({ connection, insalesOrderId }) {
      const link = await find(ports, connection!, insalesOrderId)
      const wanted = await ports.links.wantResent(link.lane, insalesOrderId)
      if (!wanted && link.moyskladOrderId) {
        throw orderErrors.ORDERS_RESEND_NEEDLESS({ order: link.insalesNumber ?? insalesOrderId })
      }
      await ports.touch(connection!, insalesOrderId)
      return toReply(await find(ports, connection!, insalesOrderId))
    },
    async listWaiting({ connection, cursor, limit }) {
      const size = Math.min(Math.max(limit, 1), 200)
      const rows = await ports.links.listWaiting(connectionId(connection!), cursor, size)
      return { orders: rows.map(toReply), cursor: rows.length < size ? '' : rows.at(-1)!._id }
    },
  })

async function find(
  { links }: OrderLinkPorts,
  connection: ConnectionKey,
  id: string,
  number = '',
): Promise<OrderLink> {
  const lane = connectionId(connection)
  const link = id
    ? (await links.find(lane, [id]))[0]
    : number
      ? await links.findByNumber(lane, number)
      : undefined
  if (!link) throw orderErrors.ORDERS_LINK_UNKNOWN({ order: id || number })
  return link
}

const stateOf = (link: OrderLink): string => {
  if (link.parked) return 'parked'
  if (link.dirty) return 'waiting'
  return link.idle ? 'left' : 'synced'
}

const leftTexts: Record<NonNullable<OrderLink['idle']>, string> = {
  'too-old':
    'Заказ оформлен раньше даты начала передачи. Чтобы он перешёл, выберите более раннюю дату в настройках.',
  'not-chosen':
    'Заказ ещё не в том статусе или не оплачен, как требуют настройки. Перейдёт сам, когда это изменится.',
  'gone-insales': 'Заказ удалён в inSales. Заказ покупателя в МоемСкладе сохранён.',
  'gone-moysklad': 'Заказ удалён в МоемСкладе. Чтобы создать его снова, нажмите «Отправить заново».',
}

const toReply = (link: OrderLink): orders.OrderLink => ({
  insalesOrderId: link.key,
  insalesNumber: link.insalesNumber ?? '',
  moyskladOrderId: link.moyskladOrderId ?? '',
  moyskladName: link.moyskladName ?? '',
  state: stateOf(link),
  failureCode: link.failure?.code ?? '',
  failureText: link.failure ? merchantText(link.failure) : '',
  nextAttemptAt: link.dirty && !link.parked ? link.dueAt.toISOString() : '',
  left: stateOf(link) === 'left' ? link.idle! : '',
  advice: stateOf(link) === 'left' ? leftTexts[link.idle!] : '',
})
