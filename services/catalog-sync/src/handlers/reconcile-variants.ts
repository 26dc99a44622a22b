import { kinds, type ProductLink } from './ports.js'
import type { ProductOutcome, ProductPorts, ProductTurn } from './products/product-ports.js'

/** A modification that no pair knows: MoySklad is asked which product it belongs to, once for up to 100 of them. */
export function reconcileVariants({ moysklad }: Pick<ProductPorts, 'moysklad'>) {
  return async (links: ProductLink[], turn: ProductTurn): Promise<Map<string, ProductOutcome>> => {
    const refs = links.map(({ key }) => ({ kind: 'variant', id: key }))
    const also = { images: false, components: false }
    const goods = await moysklad.getMany(turn.connection.accountId, refs, also, turn)
    // gone already: its product is touched by its own webhook, or found by the comparison
    const ids = new Set([...goods.values()].map(({ productId }) => productId).filter(Boolean))
    await turn.touch([...ids].map((key) => ({ connection: turn.connection, kind: kinds.product, key })))
    return new Map(links.map((link) => [link._id, { kind: 'done' }]))
  }
}
