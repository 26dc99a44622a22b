import { Refusal, invalid } from '../answers.js'
import { has, id, records, type Input } from '../input.js'
import type { Shop } from '../shop/types.js'
import { editProduct } from './edit.js'
import { changeVariant } from './variants.js'

const MOST_VARIANTS = 100

/**
 * Queued: the answer says nothing about what comes of it. Each update waits for its own time, so two updates of
 * one variant may overtake each other, and an item that fails does so without a word.
 */
export function groupUpdate(shop: Shop, body: Input): unknown[] {
  const items = records(body['variants'])
  if (items.length > MOST_VARIANTS) throw invalid('variants', `не более ${MOST_VARIANTS} вариантов за запрос`)
  if (items.some((item) => !has(item, 'id'))) throw invalid('variants', 'не указан id')
  const { groupUpdateDelayMs, groupUpdateAnswer } = shop.behaviour
  const wait = groupUpdateDelayMs * (0.5 + shop.kit.random())
  shop.later(shop.kit.clock.sleep(wait).then(() => items.forEach((item) => apply(shop, item))))
  return groupUpdateAnswer === 'queued' ? [] : items.map((item) => ({ id: id(item['id']), status: 'ok' }))
}

function apply(shop: Shop, item: Input): void {
  const variant = shop.tables.variants.get(id(item['id']))
  const product = variant && shop.tables.products.get(variant.product_id)
  if (!variant || !product) return
  if (shop.kit.random() < shop.behaviour.groupUpdateFailed) return
  try {
    editProduct(shop, product, () => changeVariant(shop, product, variant, item))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    shop.kit.log(
      `inSales ${shop.host}: group update of variant ${variant.id} had no effect: ${error.message}`,
    )
  }
}
