import { AppError } from '@skladbridge/errors'
import { insales } from '@skladbridge/proto'
import { connectGrpc, type Closable, type GrpcClient } from '@skladbridge/runtime'
import type { Prices, ShopImage, ShopProduct, VariantValues } from '../domain/types.js'
import type { InsalesCatalog } from '../handlers/ports.js'

/** As many as the shop gives on a page. */
const PAGE = 250
/** Before the first shop there was. */
const BEGINNING = '2000-01-01T00:00:00Z'

type Products = GrpcClient<typeof insales.ProductsService>

/** Products, collections and lists of the shop, through insales-connector. */
export function createInsalesClient(address: string): { catalog: InsalesCatalog } & Closable {
  const options = { deadlineMs: 60_000, maxMessageBytes: 64 * 1024 * 1024 }
  const products = connectGrpc(insales.ProductsService, address, options)
  const collections = connectGrpc(insales.CollectionsService, address, options)
  const dictionaries = connectGrpc(insales.DictionariesService, address, options)
  const catalog: InsalesCatalog = {
    ...reading(products),
    ...writing(products),
    ...recovering(products),
    ...naming(products),
    ...collecting(products),
    ...picturing(products),
    listCollections: async (connection, bounds) =>
      (await collections.list({ connection }, bounds)).collections,
    createCollection: (connection, { title, parentId }, bounds) =>
      collections.create({ connection, title, parentId }, bounds),
    async updateCollection(connection, id, change, bounds) {
      const request = insales.UpdateCollectionRequest.fromPartial({ connection, id, ...change })
      await collections.update(request, bounds)
    },
    async priceKinds(connection, bounds) {
      const { entries } = await dictionaries.list({ connection, kind: 'price-kinds' }, bounds)
      return new Set(entries.map(({ id }) => id))
    },
  }
  const close = () => Promise.all([products, collections, dictionaries].map((each) => each.close()))
  return { catalog, close: async () => void (await close()) }
}

type Reading = Pick<InsalesCatalog, 'getMany' | 'findByMark' | 'listChanged'>

const reading = (client: Products): Reading => ({
  async getMany(connection, ids, bounds) {
    const reply = await client.getMany({ connection, ids }, bounds)
    return new Map(reply.products.map((product) => [product.id, toShopProduct(product)]))
  },
  async findByMark(connection, mark, since, bounds) {
    const found = await client.findByMark({ connection, mark, since: since.toISOString() }, bounds)
    return found.id === '' ? undefined : toShopProduct(found)
  },
  async listChanged(connection, cursor, bounds) {
    const request = { connection, updatedSince: BEGINNING, cursor, limit: PAGE }
    const page = await client.listChanged(request, bounds)
    return { products: page.products.map(toShopProduct), cursor: page.cursor, more: page.more }
  },
})

type Writing = Pick<InsalesCatalog, 'create' | 'update' | 'updatePrices'>

const writing = (client: Products): Writing => ({
  async create(connection, { mark, values, variants, bundle, components }, bounds) {
    const request = insales.CreateProductRequest.fromPartial({
      connection,
      mark,
      title: values.title ?? '',
      description: values.description ?? '',
      isHidden: values.hidden ?? false,
      vat: values.vat,
      properties: values.properties ?? [],
      variants: variants.map((each) => toVariantChange(each)),
      bundle,
      components,
    })
    return toShopProduct(await client.create(request, bounds))
  },
  async update(connection, id, { values, variants, newOptions }, bounds) {
    const request = insales.UpdateProductRequest.fromPartial({
      connection,
      id,
      title: values.title,
      description: values.description,
      isHidden: values.hidden,
      vat: values.vat,
      properties: values.properties && { properties: values.properties },
      variants: variants.map((write) => ({
        ...toVariantChange(write.values ?? {}),
        id: write.id ?? '',
        remove: write.remove ?? false,
        imageId: write.imageId,
      })),
      newOptions,
    })
    return toShopProduct(await client.update(request, bounds))
  },
  async updatePrices(connection, changes, bounds) {
    const variants = changes.map(({ id, prices }) => ({ id, ...toPrices(prices) }))
    await client.updateVariants(insales.UpdateVariantsRequest.fromPartial({ connection, variants }), bounds)
  },
})

const recovering = (client: Products): Pick<InsalesCatalog, 'recover'> => ({
  async recover(connection, id, bounds) {
    try {
      return !(await client.recover({ connection, id }, bounds)).archived
    } catch (thrown) {
      if (thrown instanceof AppError && thrown.kind === 'missing') return false
      throw thrown
    }
  },
})

const naming = (client: Products): Pick<InsalesCatalog, 'renameOption'> => ({
  async renameOption(connection, from, to, bounds) {
    const { outcome } = await client.renameOption({ connection, from, to }, bounds)
    return outcome === 'renamed' || outcome === 'missing' ? outcome : 'taken'
  },
})

type Collecting = Pick<InsalesCatalog, 'addToCollection' | 'removeFromCollection'>

const collecting = (client: Products): Collecting => ({
  async addToCollection(connection, productId, collectionId, bounds) {
    await client.addToCollection({ connection, productId, collectionId }, bounds)
  },
  async removeFromCollection(connection, productId, collectionId, bounds) {
    await client.removeFromCollection({ connection, productId, collectionId }, bounds)
  },
})

type Picturing = Pick<InsalesCatalog, 'addImage' | 'moveImage' | 'deleteImage'>

const picturing = (client: Products): Picturing => ({
  async addImage(connection, productId, { content, ...image }, bounds) {
    const request = { connection, productId, ...image, content: Buffer.from(content) }
    return toShopImage(await client.addImage(request, bounds))
  },
  async moveImage(connection, productId, imageId, position, bounds) {
    await client.moveImage({ connection, productId, imageId, position }, bounds)
  },
  async deleteImage(connection, productId, imageId, bounds) {
    await client.deleteImage({ connection, productId, imageId }, bounds)
  },
})

/** «price2», «price3», … have no field of their own. */
function toPrices({ price, old_price, cost_price, ...extra }: Prices) {
  return {
    priceMinor: price,
    oldPriceMinor: old_price,
    costPriceMinor: cost_price,
    extraPricesMinor: extra as Record<string, number>,
  }
}

const toVariantChange = ({ sku, barcode, weight, prices, options }: Partial<VariantValues>) => ({
  sku,
  barcode,
  weight,
  options: options ?? [],
  ...toPrices(prices ?? {}),
})

const toShopImage = ({ id, title, position, filename, url }: insales.Image): ShopImage => ({
  id,
  title,
  position,
  filename,
  url,
})

export const toShopProduct = (product: insales.Product): ShopProduct => ({
  id: product.id,
  title: product.title,
  description: product.description,
  isHidden: product.isHidden,
  archived: product.archived,
  variants: product.variants.map(({ id, sku, barcode, weight, options, imageIds, ...variant }) => ({
    id,
    sku,
    barcode,
    weight,
    options,
    imageIds,
    prices: fromPrices(variant),
  })),
  optionNames: product.optionNames,
  properties: product.properties,
  collectionIds: product.collectionIds,
  images: product.images.map(toShopImage),
  bundle: product.bundle,
  vat: product.vat,
  components: product.components,
})

type Priced = Pick<insales.Variant, 'priceMinor' | 'oldPriceMinor' | 'costPriceMinor' | 'extraPricesMinor'>

function fromPrices({ priceMinor, oldPriceMinor, costPriceMinor, extraPricesMinor }: Priced): Prices {
  const all = { price: priceMinor, old_price: oldPriceMinor, cost_price: costPriceMinor, ...extraPricesMinor }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
