import { goodSyncId } from '@skladbridge/contracts'
import type { AppError } from '@skladbridge/errors'
import {
  characteristicsOf,
  hasVariants,
  importText,
  importTwins,
  importWeight,
  mapImportPrices,
  propertiesOf,
  type ImportTerms,
} from '../../domain/map-import.js'
import type { Load, LoadItem } from '../../domain/load-types.js'
import { toName } from '../../domain/text.js'
import type { ShopProduct } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import type { ProductTurn } from '../products/product-ports.js'
import { createImportTerms, type ImportDictionaries } from './import-terms.js'
import { imported, rememberImported, type Made } from './remember-imported.js'
import type { FolderMade, GoodWrite, ItemEnd, LoadPorts } from './load-ports.js'
import { readPictures } from './read-pictures.js'

/** As many as MoySklad takes in one request. */
const BULK = 1_000

export type ImportProducts = (
  turn: ProductTurn,
  load: Load,
  items: LoadItem[],
  products: ReadonlyMap<string, ShopProduct>,
) => Promise<ItemEnd[]>

interface Case {
  item: LoadItem
  shop: ShopProduct
  write: GoodWrite
}

/**
 * Products of the shop as goods of MoySklad: all of them in one request, all of their modifications in the next. The key of
 * each makes a repeat harmless; a modification that stands there already is taken over. One that MoySklad refuses is told
 * of and stops no other.
 */
export function createImporter(ports: LoadPorts): ImportProducts {
  const termsOf = createImportTerms(ports)
  return async (turn, load, items, products) => {
    const ends: ItemEnd[] = []
    const terms = await termsOf(turn, load, [...products.values()])
    const cases: Case[] = []
    for (const item of items) {
      const shop = products.get(item.sourceId)
      const found = shop ? await caseOf(ports, turn, load, item, shop, terms) : gone(item)
      if ('write' in found) cases.push(found)
      else ends.push(found)
    }
    const made = await saveAll(ports, turn, cases, terms, ends)
    await rememberImported(ports, turn, made)
    ends.push(...made.map(({ item, goodId }): ItemEnd => ({ id: item.id, state: 'done', targetId: goodId })))
    if (ends.some(({ state }) => state === 'failed')) terms.forget()
    return ends
  }
}

const failed = ({ id }: LoadItem, { code, text }: AppError): ItemEnd => ({
  id,
  state: 'failed',
  failure: { code, text },
})

const gone = (item: LoadItem): ItemEnd =>
  failed(item, catalogErrors.CATALOG_LOAD_SOURCE_GONE({ title: item.title }))

async function caseOf(
  ports: LoadPorts,
  turn: ProductTurn,
  load: Load,
  item: LoadItem,
  shop: ShopProduct,
  terms: ImportDictionaries,
): Promise<Case | ItemEnd> {
  if (toName(shop.title) === '') return failed(item, catalogErrors.CATALOG_NO_NAME({ product: shop.id }))
  const twins = importTwins(shop)
  if (twins) {
    const [one, other] = twins.map(({ sku, id }) => sku || id) as [string, string]
    return failed(item, catalogErrors.CATALOG_TWINS({ one, other }))
  }
  const components = shop.bundle ? await componentsOf(ports, turn, shop) : []
  if (!components) {
    const details = { product: shop.id, component: '', title: item.title }
    return failed(item, catalogErrors.CATALOG_COMPONENT_NOT_LINKED(details))
  }
  const images = load.images ? await readPictures(ports, turn, shop) : []
  return { item, shop, write: { ...goodOf(turn, item, shop, terms), components, images } }
}

/** Undefined: a part of it is not in MoySklad. */
async function componentsOf({ pairs }: LoadPorts, turn: ProductTurn, shop: ShopProduct) {
  const parts = shop.components ?? []
  const ids = parts.map(({ variantId }) => variantId)
  const known = await pairs.resolve(turn.lane, { assortmentIds: [], insalesVariantIds: ids })
  const found = parts.flatMap(({ variantId, quantity }) => {
    const pair = known.find(({ insalesVariantId }) => insalesVariantId === variantId)
    return pair ? [{ kind: pair.kind, id: pair.assortmentId, quantity }] : []
  })
  return found.length === parts.length && parts.length > 0 ? found : undefined
}

const nothing = {
  id: '',
  syncId: '',
  productId: '',
  attributes: [],
  characteristics: [],
  images: [],
  components: [],
}

function goodOf(
  { connection }: ProductTurn,
  item: LoadItem,
  shop: ShopProduct,
  terms: ImportDictionaries,
): GoodWrite {
  const [first] = shop.variants
  const plain = !hasVariants(shop)
  const sameSku = new Set(shop.variants.map(({ sku }) => sku)).size === 1
  const barcode = toName(first?.barcode ?? '')
  const { salePrices, buyPriceMinor } = mapImportPrices(first?.prices ?? {}, terms)
  return {
    ...nothing,
    syncId: goodSyncId(connection, shop.id),
    name: toName(shop.title),
    description: importText(shop.description),
    externalCode: shop.id,
    article: sameSku ? toName(first?.sku ?? '') : '',
    barcodes: plain && barcode !== '' ? [barcode] : undefined,
    folderId: terms.folders.get(item.parentId),
    salePrices,
    // the parts of a bundle have theirs
    buyPriceMinor: shop.bundle ? undefined : buyPriceMinor,
    weight: importWeight(first?.weight ?? 0),
    vat: shop.vat,
    attributes: attributesOf(shop, terms),
  }
}

function attributesOf(shop: ShopProduct, { attributeIds, idAttribute }: ImportDictionaries) {
  const own = idAttribute ? [{ ...idAttribute, value: shop.id }] : []
  const properties = propertiesOf(shop).flatMap(({ name, value }) => {
    const id = attributeIds.get(name)
    return id === undefined ? [] : [{ id, name, value }]
  })
  return [...own, ...properties]
}

async function saveAll(
  ports: LoadPorts,
  turn: ProductTurn,
  cases: Case[],
  terms: ImportTerms,
  ends: ItemEnd[],
): Promise<Made[]> {
  const made: Made[] = []
  for (const kind of ['product', 'bundle'] as const) {
    const some = cases.filter(({ shop }) => shop.bundle === (kind === 'bundle'))
    const outcomes = await save(
      ports,
      turn,
      kind,
      some.map(({ write }) => write),
    )
    for (const [at, { item, shop, write }] of some.entries()) {
      const { id, error } = outcomes[at]!
      if (error) ends.push(failed(item, error))
      else made.push(imported(item, shop, write, id))
    }
  }
  return saveVariants(ports, turn, made, terms, ends)
}

async function save(
  { writer }: LoadPorts,
  turn: ProductTurn,
  kind: 'product' | 'variant' | 'bundle',
  writes: GoodWrite[],
): Promise<FolderMade[]> {
  const outcomes: FolderMade[] = []
  for (let from = 0; from < writes.length; from += BULK)
    outcomes.push(
      ...(await writer.saveGoods(turn.connection.accountId, kind, writes.slice(from, from + BULK), turn)),
    )
  return outcomes
}

/** A product whose modification was refused is failed as a whole: tried again, it finds the others made. */
async function saveVariants(
  ports: LoadPorts,
  turn: ProductTurn,
  made: Made[],
  terms: ImportTerms,
  ends: ItemEnd[],
): Promise<Made[]> {
  const all = made
    .filter(({ shop }) => hasVariants(shop) && !shop.bundle)
    .flatMap((each) => each.shop.variants.map((variant) => ({ each, variant })))
  const writes = all.map(({ each, variant }): GoodWrite => {
    const barcode = toName(variant.barcode)
    return {
      ...nothing,
      productId: each.goodId,
      externalCode: variant.id,
      article: toName(variant.sku),
      barcodes: barcode === '' ? undefined : [barcode],
      ...mapImportPrices(variant.prices, terms),
      characteristics: characteristicsOf(variant),
    }
  })
  const outcomes = await save(ports, turn, 'variant', writes)
  const refused = new Map<Made, AppError>()
  for (const [at, { each, variant }] of all.entries()) {
    const { id, error } = outcomes[at]!
    if (error) refused.set(each, error)
    else each.variantIds.set(variant.id, id)
  }
  for (const [{ item }, error] of refused) ends.push(failed(item, error))
  return made.filter((each) => !refused.has(each))
}
