import { linkSchema } from '@skladbridge/reconciler'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import { kinds, type ProductLink, type ProductLinkOwn, type ProductLinks } from '../handlers/ports.js'

const { Mixed } = Schema.Types

const schema = linkSchema<ProductLinkOwn>({
  assortmentKind: String,
  insalesProductId: String,
  insalesVariantId: String,
  intentAt: Date,
  written: Mixed,
  seenUpdated: String,
  skipped: String,
  cursor: String,
})
schema.index(
  { lane: 1, insalesVariantId: 1 },
  { partialFilterExpression: { insalesVariantId: { $exists: true } } },
)

type Pair = Pick<ProductLink, 'key' | 'assortmentKind' | 'insalesProductId' | 'insalesVariantId'>
const pairFields = { key: 1, assortmentKind: 1, insalesProductId: 1, insalesVariantId: 1 }

export function createProductLinkStore(connection: Connection) {
  const model = connection.model('ProductLink', schema, 'product_links')
  const linked = (filter: object) => model.find({ ...filter, kind: kinds.product }, pairFields).lean<Pair[]>()
  const links: ProductLinks = {
    find: (lane, assortmentIds) =>
      model.find({ lane, kind: kinds.product, key: { $in: assortmentIds } }).lean<ProductLink[]>(),
    async resolve(lane, { assortmentIds, insalesVariantIds }) {
      const [byAssortment, byVariant] = await Promise.all([
        assortmentIds.length > 0 ? linked({ lane, key: { $in: assortmentIds } }) : [],
        insalesVariantIds.length > 0 ? linked({ lane, insalesVariantId: { $in: insalesVariantIds } }) : [],
      ])
      const pairs = new Map([...byAssortment, ...byVariant].map((pair) => [pair.key, pair]))
      return [...pairs.values()].flatMap(({ key, assortmentKind, insalesProductId, insalesVariantId }) =>
        insalesProductId && insalesVariantId
          ? [
              {
                assortmentId: key,
                assortmentKind: assortmentKind ?? 'product',
                insalesProductId,
                insalesVariantId,
              },
            ]
          : [],
      )
    },
  }
  return { model, links: translateMongoErrors(links) }
}
