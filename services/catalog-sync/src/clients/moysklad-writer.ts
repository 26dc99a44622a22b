import { AppError, isErrorKind } from '@skladbridge/errors'
import { moysklad } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { FolderMade, GoodWrite, MoyskladWriter } from '../handlers/load/load-ports.js'

/** What a load writes to MoySklad, through moysklad-connector. A thousand goods with their texts are a large message. */
export function createMoyskladWriter(address: string): { writer: MoyskladWriter } & Closable {
  const options = { deadlineMs: 120_000, maxMessageBytes: 64 * 1024 * 1024 }
  const products = connectGrpc(moysklad.ProductsService, address, options)
  const folders = connectGrpc(moysklad.FoldersService, address, options)
  const dictionaries = connectGrpc(moysklad.DictionariesService, address, options)
  const writer: MoyskladWriter = {
    async saveFolders(accountId, changes, bounds) {
      const request = moysklad.SaveFoldersRequest.fromPartial({ accountId, changes })
      return (await folders.save(request, bounds)).outcomes.map(toMade)
    },
    async saveGoods(accountId, kind, goods, bounds) {
      const changes = goods.map(toChange)
      const request = moysklad.SaveProductsRequest.fromPartial({ accountId, kind, changes })
      return (await products.save(request, bounds)).outcomes.map(toMade)
    },
    async priceTypes(accountId, bounds) {
      const { entries } = await dictionaries.list({ accountId, kind: 'price-types' }, bounds)
      return entries.map(({ id, name, isDefault }) => ({ id, name, isDefault }))
    },
  }
  const close = () => Promise.all([products, folders, dictionaries].map((each) => each.close()))
  return { writer, close: async () => void (await close()) }
}

const toChange = ({ salePrices, buyPriceMinor, barcodes, components, images, ...good }: GoodWrite) => ({
  ...good,
  barcodes: barcodes && { values: barcodes },
  salePrices: salePrices.map(({ typeId, valueMinor }) => ({ priceTypeId: typeId, valueMinor })),
  buyPrice: buyPriceMinor === undefined ? undefined : { valueMinor: buyPriceMinor },
  attributes: good.attributes.map((attribute) => ({ ...attribute, type: 'string' })),
  components: components.map(({ kind, id, quantity }) => ({ assortment: { kind, id }, quantity })),
  images:
    images.length === 0
      ? undefined
      : { images: images.map(({ filename, content }) => ({ filename, content: Buffer.from(content) })) },
})

interface Outcome {
  id: string
  errorKind: string
  errorCode: string
  errorText: string
}

function toMade({ id, errorKind, errorCode, errorText }: Outcome): FolderMade {
  if (errorCode === '') return { id, error: undefined }
  const kind = isErrorKind(errorKind) ? errorKind : 'bug'
  const message = `MoySklad refused an element of a bulk save: ${errorCode}`
  return { id, error: new AppError({ kind, code: errorCode, message, text: errorText }) }
}
