import { connectionId } from '@skladbridge/contracts'
import { AppError } from '@skladbridge/errors'
import type { insales } from '@skladbridge/proto'
import { ensureMarkField, findMarkField } from '../insales/product-fields/product-fields.js'
import { createProduct } from '../insales/products/write-product.js'
import type { TheirProduct } from '../insales/products/schema.js'
import type { ConnectionStore } from '../ports.js'
import type { OpenShop } from './shops.js'

/** The shop's product field that carries our mark: looked up once, then remembered with the connection. */
export interface Marks {
  /** Undefined: the shop has none, so no product carries a mark. */
  find(open: OpenShop): Promise<string | undefined>
  create(
    open: OpenShop,
    request: insales.CreateProductRequest,
  ): Promise<{ product: TheirProduct; markFieldId: string }>
}

export function createMarks(store: ConnectionStore): Marks {
  const make = async ({ record, shop }: OpenShop): Promise<string> => {
    const fieldId = await ensureMarkField(shop)
    await store.rememberMarkField(record.key, fieldId)
    return fieldId
  }
  /** Several products are made at once: the first of them makes the field, the others wait for it. */
  const underWay = new Map<string, Promise<string>>()
  const ensure = (open: OpenShop): Promise<string> => {
    const id = connectionId(open.record.key)
    const making = underWay.get(id) ?? make(open).finally(() => underWay.delete(id))
    underWay.set(id, making)
    return making
  }
  return {
    async find({ record, shop }) {
      if (record.markFieldId !== undefined) return record.markFieldId
      const field = await findMarkField(shop)
      if (field) await store.rememberMarkField(record.key, field.id)
      return field?.id
    },
    async create(open, request) {
      const remembered = open.record.markFieldId
      const markFieldId = remembered ?? (await ensure(open))
      try {
        return { product: await createProduct(open.shop, request, markFieldId), markFieldId }
      } catch (error) {
        if (remembered === undefined || !isFieldGone(error)) throw error
      }
      // somebody deleted our field in the shop; a refused create had no effect, so once more is safe
      const anew = await ensure(open)
      return { product: await createProduct(open.shop, request, anew), markFieldId: anew }
    },
  }
}

const isFieldGone = (error: unknown): boolean =>
  error instanceof AppError &&
  error.code === 'INSALES_REJECTED' &&
  (error.details['field']?.includes('product_field') ?? false)
