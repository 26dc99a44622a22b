import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }
let productId: string

beforeAll(async () => {
  t = await startTestConnector()
  connection = await t.connectShop()
  productId = (await t.products.create({ connection, mark: 'm-1', title: 'Чай' })).id
}, 60_000)
afterAll(() => t.close())

const show = async () => (await t.products.getMany({ connection, ids: [productId] })).products[0]!
const urlOf = (imageId: string) =>
  waitFor(async () => (await show()).images.find(({ id }) => id === imageId)?.url, {
    what: 'the picture to be processed',
  })
const download = async (url: string, where = connection) => {
  const chunks: Uint8Array[] = []
  for await (const { bytes } of t.products.downloadImage({ connection: where, url })) chunks.push(bytes)
  return { bytes: Buffer.concat(chunks), chunks: chunks.length }
}

describe('DownloadImage', () => {
  it('gives the bytes as they were sent, in chunks', async () => {
    const content = Buffer.alloc(1_000_000, 7)
    const { id } = await t.products.addImage({
      ...{ connection, productId, filename: 'a.png', content, title: 'a', position: 0 },
    })
    const read = await download(await urlOf(id))
    expect(read.bytes.equals(content)).toBe(true)
    expect(read.chunks).toBe(4)
  })

  it('one that is gone is missing, another’s shop is none of ours', async () => {
    const content = Buffer.from('png')
    const { id } = await t.products.addImage({
      ...{ connection, productId, filename: 'b.png', content, title: 'b', position: 0 },
    })
    const url = await urlOf(id)
    await t.products.deleteImage({ connection, productId, imageId: id })
    await expect(download(url)).rejects.toMatchObject({ kind: 'missing', code: 'INSALES_PICTURE_GONE' })
    await expect(download(url, { ...connection, shopId: '999' })).rejects.toMatchObject({ kind: 'denied' })
    await expect(download('')).rejects.toMatchObject({ kind: 'invalid' })
  })
})
