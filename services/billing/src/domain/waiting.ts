import type { WaitingKind } from '@skladbridge/contracts'
import { inDays } from './describe-subscription.js'
import type { Access } from './types.js'

export type ParkedSource = 'catalog' | 'orders' | 'stock'

/** Something that waits for the merchant. */
export interface Waiting {
  what: WaitingKind
  /** Empty = of the account. */
  shopId: string
  /** Which service's parked work; empty for the rest. */
  source: ParkedSource | ''
  count: number
  since: Date
}

export const waitingKey = ({ what, shopId, source }: Pick<Waiting, 'what' | 'shopId' | 'source'>): string =>
  `${what}/${shopId}/${source}`

const parkedNames: Record<ParkedSource, string> = {
  catalog: 'Товары ждут решения',
  orders: 'Заказы ждут решения',
  stock: 'Остатки ждут решения',
}

const shop = (shopId: string): string => (shopId === '' ? '' : ` Магазин № ${shopId}.`)

/** One Russian sentence or two. */
export function describeWaiting({ what, shopId, source, count }: Omit<Waiting, 'since'>): string {
  switch (what) {
    case 'moysklad-paused':
      return 'МойСклад не пускает приложение, синхронизация остановлена. Откройте раздел «Доступы».'
    case 'insales-paused':
      return `Магазин inSales не пускает приложение, синхронизация остановлена.${shop(shopId)} Откройте раздел «Доступы».`
    case 'parked':
      return `${parkedNames[source === '' ? 'catalog' : source]}: ${count}.${shop(shopId)} Откройте раздел «Журнал».`
    case 'stock-held':
      return `Передача остатков остановлена: слишком многое обнулилось бы.${shop(shopId)} Откройте раздел «Остатки».`
    case 'trial-ending':
      return `Пробный период заканчивается: ${count > 0 ? `осталось ${inDays(count)}` : 'последний день'}. Оплатите подписку в МоемСкладе.`
    case 'trial-ended':
      return 'Пробный период закончился, синхронизация остановлена. Оплатите подписку в МоемСкладе.'
    case 'suspended':
      return 'МойСклад приостановил приложение: подписка не оплачена.'
  }
}

/** What an account's access makes wait: exactly these, and no others of their kinds. */
export const accessKinds = ['trial-ending', 'trial-ended', 'suspended'] as const

const ENDING_DAYS = 2
const DAY_MS = 24 * 60 * 60 * 1000

/** From when on the end of a trial is told of. */
export const endingFrom = (now: Date): Date => new Date(now.getTime() + ENDING_DAYS * DAY_MS)

export function waitingOf(
  { reason, until }: Access,
  now: Date,
): Record<(typeof accessKinds)[number], number> {
  const isEnding = reason === 'trial' && until !== null && until <= endingFrom(now)
  return {
    'trial-ending': isEnding ? Math.max(1, Math.ceil((until.getTime() - now.getTime()) / DAY_MS)) : 0,
    'trial-ended': reason === 'trial-ended' ? 1 : 0,
    suspended: reason === 'suspended' ? 1 : 0,
  }
}
