import type { AppError } from '@skladbridge/errors'
import { moysklad } from '@skladbridge/proto'
import { connectGrpc, type CallOptions, type Closable, type GrpcClient } from '@skladbridge/runtime'
import type { Currencies } from '../domain/money.js'
import type { Good, Price } from '../domain/types.js'
import type { MoyskladCatalog } from '../handlers/ports.js'
import { outcomeError } from './outcome-error.js'

/** A page of a sweep: as many as MoySklad gives. */
const PAGE = 1_000
/** Pieces of so many goods are asked for in one request. */
const STOCK_IDS = 100

type Products = GrpcClient<typeof moysklad.ProductsService>

/** Goods, folders and lists of MoySklad, through moysklad-connector. */
export function createMoyskladClient(address: string): { catalog: MoyskladCatalog } & Closable {
  const options = { deadlineMs: 120_000, maxMessageBytes: 64 * 1024 * 1024 }
  const products = connectGrpc(moysklad.ProductsService, address, options)
  const folders = connectGrpc(moysklad.FoldersService, address, options)
  const stock = connectGrpc(moysklad.StockService, address, options)
  const dictionaries = connectGrpc(moysklad.DictionariesService, address, options)
  const list = async (accountId: string, kind: string, bounds: CallOptions) =>
    (await dictionaries.list({ accountId, kind }, bounds)).entries
  const catalog: MoyskladCatalog = {
    ...reading(products),
    ...writing(products),
    async listFolders(accountId, bounds) {
      return (await folders.list({ accountId }, bounds)).folders
    },
    async stock(accountId, assortmentIds, bounds) {
      const pieces = new Map<string, number>()
      for (let from = 0; from < assortmentIds.length; from += STOCK_IDS) {
        const ids = assortmentIds.slice(from, from + STOCK_IDS)
        const request = { accountId, stockType: 'stock', assortmentIds: ids }
        for await (const { rows } of stock.current(moysklad.CurrentStockRequest.fromPartial(request), bounds))
          for (const row of rows)
            pieces.set(row.assortmentId, (pieces.get(row.assortmentId) ?? 0) + row.quantity)
      }
      return pieces
    },
    async *stockChanged(accountId, since, bounds) {
      const request = { accountId, stockType: 'stock', changedSince: since.toISOString() }
      for await (const { rows } of stock.current(moysklad.CurrentStockRequest.fromPartial(request), bounds))
        yield rows.map(({ assortmentId, quantity }) => ({ id: assortmentId, quantity }))
    },
    currencies: async (accountId, bounds) => toCurrencies(await list(accountId, 'currencies', bounds)),
    priceTypes: async (accountId, bounds) =>
      new Set((await list(accountId, 'price-types', bounds)).map(({ id }) => id)),
  }
  const close = () => Promise.all([products, folders, stock, dictionaries].map((each) => each.close()))
  return { catalog, close: async () => void (await close()) }
}

type Reading = Pick<MoyskladCatalog, 'getMany' | 'listVariants' | 'listChanged'>

const reading = (client: Products): Reading => ({
  async getMany(accountId, refs, also, bounds) {
    const reply = await client.getMany({ accountId, refs, ...also }, bounds)
    return new Map(reply.products.map((product) => [product.id, toGood(product)]))
  },
  async listVariants(accountId, productIds, { images }, bounds) {
    const goods: Good[] = []
    for await (const { products } of client.listVariants({ accountId, productIds, images }, bounds))
      goods.push(...products.map(toGood))
    return goods
  },
  async listChanged(accountId, { since, cursor }, bounds) {
    const request = { accountId, updatedSince: since, cursor, limit: PAGE }
    const page = await client.listChanged(request, bounds)
    return { changed: page.products.map(toGood), cursor: page.cursor, more: page.more }
  },
})

type Writing = Pick<MoyskladCatalog, 'ensureAttribute' | 'writeAttribute' | 'downloadImage'>

const writing = (client: Products): Writing => ({
  async ensureAttribute(accountId, name, bounds) {
    return (await client.ensureAttribute({ accountId, name, type: 'string' }, bounds)).id
  },
  async writeAttribute(accountId, { id, name }, writes, bounds) {
    const outcomes = new Map<string, AppError | undefined>()
    for (const kind of ['product', 'bundle'] as const) {
      const some = writes.filter((write) => write.kind === kind)
      if (some.length === 0) continue
      const changes = some.map(({ goodId, value }) => ({
        id: goodId,
        attributes: [{ id, name, type: 'string', value }],
      }))
      const request = moysklad.SaveProductsRequest.fromPartial({ accountId, kind, changes })
      const reply = await client.save(request, bounds)
      for (const [at, { goodId }] of some.entries()) outcomes.set(goodId, outcomeError(reply.outcomes[at]))
    }
    return outcomes
  },
  async downloadImage(accountId, owner, imageId, bounds) {
    const chunks: Uint8Array[] = []
    let filename = ''
    for await (const chunk of client.downloadImage({ accountId, owner, imageId }, bounds)) {
      filename ||= chunk.filename
      chunks.push(chunk.bytes)
    }
    return { filename, content: Buffer.concat(chunks) }
  },
})

export const toGood = (product: moysklad.Product): Good => ({
  id: product.id,
  kind: kindOf(product.kind),
  name: product.name,
  description: product.description,
  article: product.article,
  code: product.code,
  externalCode: product.externalCode,
  barcodes: product.barcodes,
  archived: product.archived,
  folderId: product.productFolderId,
  salePrices: product.salePrices.map(toPrice),
  buyPrice: product.buyPrice && toPrice(product.buyPrice),
  minPrice: product.minPrice && toPrice(product.minPrice),
  weight: product.weight,
  vat: product.vat,
  updated: product.updated,
  variantsCount: product.variantsCount,
  productId: product.productId,
  characteristics: product.characteristics,
  attributes: product.attributes.map(({ id, name, value }) => ({ id, name, value })),
  images: product.images.map(({ id, filename, sizeBytes }) => ({ id, filename, sizeBytes })),
  imagesCount: product.imagesCount,
  components: product.components.flatMap(({ assortment, quantity }) =>
    assortment ? [{ ...assortment, quantity }] : [],
  ),
})

const kindOf = (kind: string): Good['kind'] =>
  kind === 'variant' || kind === 'bundle' || kind === 'service' ? kind : 'product'

const toPrice = ({ priceTypeId, valueMinor, currencyId }: moysklad.Price): Price => ({
  typeId: priceTypeId,
  valueMinor,
  currencyId,
})

type Rate = { rate: number; multiplicity: number; indirect: boolean }

const toCurrencies = (entries: moysklad.DictionaryEntry[]): Currencies =>
  new Map(
    entries.map((entry) => {
      const { rate = 1, multiplicity = 1, indirect = false } = entry as Partial<Rate>
      return [entry.id, { rate, multiplicity, indirect }]
    }),
  )
