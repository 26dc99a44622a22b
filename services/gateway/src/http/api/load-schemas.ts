import { matchKeys } from '@skladbridge/contracts'
import { z } from 'zod'
import { shopParams } from './schemas.js'

const action = z.enum(['create', 'link', 'conflict', 'skip'])
const itemState = z.enum(['waiting', 'done', 'failed'])
/** Номер строки загрузки, как его назвал список. */
const itemId = z.string().min(1).max(200)

export const loadParams = shopParams.extend({ loadId: z.uuid() })

export const prepareBody = z.object({
  /** Откуда куда. */
  direction: z.enum(['moysklad-to-insales', 'insales-to-moysklad']),
  /** По чему и в каком порядке искать товар на другой стороне; пусто = по всему, кроме названия. */
  matchBy: z.array(z.enum(matchKeys)).max(matchKeys.length).default([]),
  /** Загружать комплекты. */
  bundles: z.boolean().default(false),
  /** Из inSales: параметры товаров станут дополнительными полями. */
  properties: z.boolean().default(false),
  /** Загружать изображения. */
  images: z.boolean().default(false),
})

const counts = z.object({ products: z.int(), variants: z.int(), groups: z.int(), images: z.int() }).optional()

export const loadReply = z.object({
  id: z.string(),
  direction: z.string(),
  /** preparing, ready, running, paused, done, cancelled или failed. */
  state: z.string(),
  create: counts,
  link: counts,
  conflict: counts,
  skip: counts,
  done: z.int(),
  failed: z.int(),
  total: z.int(),
  /** Сколько запросов к обеим системам уже потрачено. */
  requests: z.int(),
  /** Сколько секунд осталось; -1 = пока неизвестно. */
  secondsLeft: z.int(),
  preparedAt: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  failureText: z.string(),
})

export const itemFilter = z.object({
  action: action.optional(),
  state: itemState.optional(),
  /** Часть названия или артикула. */
  search: z.string().max(100).default(''),
})
export const itemQuery = itemFilter.extend({
  cursor: z.string().max(300).default(''),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

export const itemsReply = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      sourceId: z.string(),
      title: z.string(),
      sku: z.string(),
      variants: z.int(),
      images: z.int(),
      action: z.string(),
      reason: z.string(),
      reasonText: z.string(),
      candidates: z.array(z.object({ id: z.string(), title: z.string(), sku: z.string() })),
      targetId: z.string(),
      state: z.string(),
      failureCode: z.string(),
      failureText: z.string(),
    }),
  ),
  cursor: z.string(),
})

export const resolveBody = z
  .object({
    /** Одна строка; без неё — все конфликты сразу. */
    itemId: itemId.optional(),
    rule: z.enum(['create', 'skip', 'first', 'link']),
    /** Для link: товар другой стороны. */
    targetId: z.string().min(1).max(64).optional(),
  })
  .refine(({ rule, itemId: one, targetId }) => rule !== 'link' || (one && targetId), {
    message: 'для link нужны itemId и targetId',
  })

export const retryItemsBody = z.object({ itemId: itemId.optional() })
