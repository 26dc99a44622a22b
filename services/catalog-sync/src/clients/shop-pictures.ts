import { insales } from '@skladbridge/proto'
import { connectGrpc, type Closable } from '@skladbridge/runtime'
import type { ShopPictures } from '../handlers/load/load-ports.js'

/** What a load reads of the shop besides its products, through insales-connector. */
export function createShopPictures(address: string): { pictures: ShopPictures } & Closable {
  const options = { deadlineMs: 60_000, maxMessageBytes: 16 * 1024 * 1024 }
  const products = connectGrpc(insales.ProductsService, address, options)
  const dictionaries = connectGrpc(insales.DictionariesService, address, options)
  const pictures: ShopPictures = {
    async download(connection, url, bounds) {
      const chunks: Uint8Array[] = []
      for await (const { bytes } of products.downloadImage({ connection, url }, bounds)) chunks.push(bytes)
      return Buffer.concat(chunks)
    },
    async priceKinds(connection, bounds) {
      const { entries } = await dictionaries.list({ connection, kind: 'price-kinds' }, bounds)
      return entries.map(({ id, title }) => ({ id, name: title }))
    },
  }
  const close = () => Promise.all([products, dictionaries].map((each) => each.close()))
  return { pictures, close: async () => void (await close()) }
}
