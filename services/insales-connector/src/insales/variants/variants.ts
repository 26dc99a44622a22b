import type { insales } from '@skladbridge/proto'
import { insalesErrors } from '../../errors.js'
import type { Shop } from '../shop.js'
import { groupUpdateSchema } from './schema.js'
import { toVariantsBodies } from './to-variants-body.js'

/**
 * Prices and quantities. Values are absolute, so a repeat after a lost answer, or after a group that failed between two
 * that did not, writes the same again. Answers how many requests it took.
 */
export async function updateVariants(shop: Shop, updates: insales.VariantUpdate[]): Promise<number> {
  const bodies = toVariantsBodies(updates)
  for (const body of bodies) {
    const about = `цены и остатки вариантов (${body.variants.length})`
    const path = '/products/variants_group_update.json'
    const answer = await shop.write(
      { operation: 'variants.group_update', about, method: 'PUT', path, body },
      groupUpdateSchema,
    )
    const failed = answer.filter((row) => row.status !== 'ok')
    if (failed.length > 0) throw rejected(failed)
  }
  return bodies.length
}

function rejected(failed: { id: string; status: string }[]): Error {
  const named = failed.slice(0, 10).map(({ id, status }) => `вариант ${id} (${status})`)
  return insalesErrors.INSALES_REJECTED({
    what: 'цены и остатки вариантов',
    field: failed.map(({ id }) => id).join(', '),
    reason: `Не приняты: ${named.join(', ')}.`,
  })
}
