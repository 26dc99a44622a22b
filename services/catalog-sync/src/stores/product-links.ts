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

export function createProductLinkStore(connection: Connection) {
  const model = connection.model('ProductLink', schema, 'product_links')
  const cards = (lane: string) => ({ lane, kind: kinds.product })
  const byKeys = (lane: string, kind: string, keys: string[]) =>
    model.find({ _id: { $in: keys.map((key) => linkId({ lane, kind, key })) } }).lean<ProductLink[]>()
  const compared = { moysklad: 'comparedMoysklad', insales: 'comparedInsales' } as const
  const links: ProductLinks & ProductList = {
    find: (lane, ids) => byKeys(lane, kinds.product, ids),
    images: (lane, ids) => byKeys(lane, kinds.images, ids),
    ofProducts: async (lane, ids) =>
      ids.length > 0
        ? model.find({ ...cards(lane), insalesProductId: { $in: ids } }).lean<ProductLink[]>()
        : [],
    page: (lane, query, after, limit) =>
      model
        .find({ ...cards(lane), key: { $gt: after }, ...toFilter(query) })
        .sort({ key: 1 })
        .limit(limit)
        .lean<ProductLink[]>(),
    count: (lane, query) => model.countDocuments({ ...cards(lane), ...toFilter(query) }),
    waitingFor: async (lane, what) =>
      what.length > 0 ? model.find({ lane, waitsFor: { $in: what } }).lean<ProductLink[]>() : [],
    async askToObserve(lane, kind, ids) {
      if (ids.length === 0) return
      const _id = { $in: ids.map((key) => linkId({ lane, kind, key })) }
      await model.updateMany({ _id }, { $inc: { observeWanted: 1 } })
    },
    async seenByComparison(lane, side, ids, startedAt) {
      const filter =
        side === 'moysklad'
          ? { _id: { $in: ids.map((key) => linkId({ lane, kind: kinds.product, key })) } }
          : { ...cards(lane), insalesProductId: { $in: ids } }
      if (ids.length > 0) await model.updateMany(filter, { $set: { [compared[side]]: startedAt } })
    },
    unseenByComparison: (lane, side, startedAt, limit) =>
      model
        .find({ ...cards(lane), insalesProductId: isSet, [compared[side]]: { $not: { $gte: startedAt } } })
        .limit(limit)
        .lean<ProductLink[]>(),
    async list(lane, query) {
      const found = await model
        .find({ ...cards(lane), $and: [afterCursor(query.cursor), ofState(query.state), matching(query)] })
        .sort({ syncedAt: -1, key: 1 })
        .limit(query.limit)
        .lean<ProductLink[]>()
      const last = found.length < query.limit ? undefined : found.at(-1)
      return { links: found, cursor: last ? `${last.syncedAt?.getTime() ?? ''}:${last.key}` : '' }
    },
  }
  return { model, links: translateMongoErrors(links) }
}

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
