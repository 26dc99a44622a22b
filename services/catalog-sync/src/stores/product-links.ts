import { linkId, linkSchema } from '@skladbridge/reconciler'
import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import {
  kinds,
  type LinkQuery,
  type ProductLink,
  type ProductLinkOwn,
  type ListQuery,
  type ProductLinks,
  type ProductList,
} from '../handlers/ports.js'

const { Mixed } = Schema.Types

const schema = linkSchema<ProductLinkOwn>({
  assortmentKind: String,
  birth: String,
  title: String,
  sku: String,
  variants: Number,
  insalesProductId: String,
  intent: Mixed,
  written: Mixed,
  attribute: String,
  unlinked: Boolean,
  seenUpdated: String,
  seen: String,
  skipped: String,
  waitsFor: [String],
  observeWanted: Number,
  observeDone: Number,
  wantedImages: Mixed,
  syncedAt: Date,
  comparedMoysklad: Date,
  comparedInsales: Date,
  images: Mixed,
  refusedImages: Mixed,
  cursor: String,
  phase: String,
  startedAt: Date,
  applied: Mixed,
} as never)
  .index(
    { lane: 1, insalesProductId: 1 },
    { partialFilterExpression: { insalesProductId: { $exists: true } } },
  )
  .index({ lane: 1, waitsFor: 1 }, { partialFilterExpression: { waitsFor: { $exists: true } } })
  .index({ lane: 1, syncedAt: -1, key: 1 }, { partialFilterExpression: { syncedAt: { $exists: true } } })

const modelOf = (connection: Connection) => connection.model('ProductLink', schema, 'product_links')
type LinkModel = ReturnType<typeof modelOf>

export function createProductLinkStore(connection: Connection) {
  const model = modelOf(connection)
  const links = { ...finding(model), ...comparing(model), ...listing(model) }
  return { model, links: translateMongoErrors<ProductLinks & ProductList>(links) }
}

const cards = (lane: string) => ({ lane, kind: kinds.product })
const idIn = (lane: string, kind: string, keys: string[]) => ({
  _id: { $in: keys.map((key) => linkId({ lane, kind, key })) },
})

type Comparing = Pick<ProductLinks, 'askToObserve' | 'seenByComparison' | 'unseenByComparison'>

function finding(model: LinkModel): Omit<ProductLinks, keyof Comparing> {
  const byKeys = (lane: string, kind: string, keys: string[]) =>
    model.find(idIn(lane, kind, keys)).lean<ProductLink[]>()
  return {
    find: (lane, ids) => byKeys(lane, kinds.product, ids),
    images: (lane, ids) => byKeys(lane, kinds.images, ids),
    async ofProducts(lane, ids) {
      if (ids.length === 0) return []
      return model.find({ ...cards(lane), insalesProductId: { $in: ids } }).lean<ProductLink[]>()
    },
    page: (lane, query, after, limit) =>
      model
        .find({ ...cards(lane), key: { $gt: after }, ...toFilter(query) })
        .sort({ key: 1 })
        .limit(limit)
        .lean<ProductLink[]>(),
    count: (lane, query) => model.countDocuments({ ...cards(lane), ...toFilter(query) }),
    async waitingFor(lane, what) {
      return what.length > 0 ? model.find({ lane, waitsFor: { $in: what } }).lean<ProductLink[]>() : []
    },
  }
}

const comparedAt = { moysklad: 'comparedMoysklad', insales: 'comparedInsales' } as const

function comparing(model: LinkModel): Comparing {
  return {
    async askToObserve(lane, kind, ids) {
      if (ids.length > 0) await model.updateMany(idIn(lane, kind, ids), { $inc: { observeWanted: 1 } })
    },
    async seenByComparison(lane, side, ids, startedAt) {
      const filter =
        side === 'moysklad'
          ? idIn(lane, kinds.product, ids)
          : { ...cards(lane), insalesProductId: { $in: ids } }
      if (ids.length > 0) await model.updateMany(filter, { $set: { [comparedAt[side]]: startedAt } })
    },
    unseenByComparison: (lane, side, startedAt, limit) =>
      model
        .find({ ...cards(lane), insalesProductId: isSet, [comparedAt[side]]: { $not: { $gte: startedAt } } })
        .limit(limit)
        .lean<ProductLink[]>(),
  }
}

const listing = (model: LinkModel): ProductList => ({
  async list(lane, query) {
    const found = await model
      .find({ ...cards(lane), $and: [afterCursor(query.cursor), ofState(query.state), matching(query)] })
      .sort({ syncedAt: -1, key: 1 })
      .limit(query.limit)
      .lean<ProductLink[]>()
    const last = found.length < query.limit ? undefined : found.at(-1)
    return { links: found, cursor: last ? `${last.syncedAt?.getTime() ?? ''}:${last.key}` : '' }
  },
})

const isSet = { $exists: true, $ne: null }

function toFilter({ linked, skipped, assortmentKind }: LinkQuery): object {
  return {
    ...(linked === undefined ? {} : { insalesProductId: linked ? isSet : null }),
    ...(skipped ? { skipped: { $in: skipped } } : {}),
    ...(assortmentKind === undefined ? {} : { assortmentKind }),
  }
}

/** Those never worked on stand at the end. */
function afterCursor(cursor: string): object {
  const at = /^(\d*):(.+)$/.exec(cursor)
  if (!at) return {}
  const never = { syncedAt: null }
  const key = { $gt: at[2] }
  if (at[1] === '') return { ...never, key }
  const syncedAt = new Date(Number(at[1]))
  return { $or: [{ syncedAt: { $lt: syncedAt } }, { syncedAt, key }, never] }
}

function ofState(state: ListQuery['state']): object {
  switch (state) {
    case 'parked':
      return { parked: true }
    case 'waiting':
      return { dirty: true, parked: false }
    case 'skipped':
      return { dirty: false, skipped: isSet }
    case 'synced':
      return { dirty: false, skipped: null }
    case '':
      return {}
  }
}

const matching = ({ search, cardIds }: ListQuery): object =>
  search === ''
    ? {}
    : {
        $or: [
          { title: { $regex: literally(search), $options: 'i' } },
          { key: { $in: cardIds } },
          { sku: search },
        ],
      }

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
