import { countRequests } from '@skladbridge/runtime'
import { changeFaults, noFaults } from '@skladbridge/sandbox'
import { waitFor } from '@skladbridge/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }
let productId: string
const shop = () => t.sandbox.shop(Number(connection.shopId))

beforeAll(async () => {
  t = await startTestConnector()
  connection = await t.connectShop()
})
afterAll(() => t.close())
beforeEach(async () => {
  productId = (await t.products.create({ connection, mark: `m-${Math.random()}`, title: 'Чай' })).id
})
afterEach(() => {
  changeFaults(t.kit, noFaults)
  shop().behaviour.imageTakesTitle = true
})

const add = (title: string, position = 0, content = Buffer.from('png')) =>
  t.products.addImage({ connection, productId, filename: `${title}.png`, content, title, position })
const get = async () => (await t.products.getMany({ connection, ids: [productId] })).products[0]!
const titles = async () => (await get()).images.map(({ title }) => title)

describe('pictures', () => {
  it('come in one request, with our mark, in their place', async () => {
    await add('a')
    await add('b')
    const { result, requests } = await countRequests(() => add('main', 1, Buffer.alloc(9_000_000, 5)))
    expect(requests).toBe(1)
    expect(result).toMatchObject({ title: 'main', position: 1, filename: 'main.png', url: '' })
    expect(await titles()).toEqual(['main', 'a', 'b'])
    const bytes = shop().tables.products.get(Number(productId))!.images[0]!.bytes
    expect(bytes.equals(Buffer.alloc(9_000_000, 5))).toBe(true)
    await waitFor(async () => (await get()).images[0]!.url !== '', { what: 'the picture to be processed' })
  })

  it('get mark and place in a second request where the shop takes them in a change only', async () => {
    shop().behaviour.imageTakesTitle = false
    await add('a')
    const { result, requests } = await countRequests(() => add('main', 1))
    expect(requests).toBe(2)
    expect(result).toMatchObject({ title: 'main', position: 1 })
    expect(await titles()).toEqual(['main', 'a'])
  })

  it('move, are bound to a variant, and go', async () => {
    const [a, b] = [await add('a'), await add('b')]
    await t.products.moveImage({ connection, productId, imageId: b.id, position: 1 })
    expect(await titles()).toEqual(['b', 'a'])
    const variantId = (await get()).variants[0]!.id
    const bind = (imageId: string) =>
      t.products.update({ connection, id: productId, variants: [{ id: variantId, imageId }] })
    expect((await bind(a.id)).variants[0]!.imageIds).toEqual([a.id])
    expect((await bind('')).variants[0]!.imageIds).toEqual([])
    for (let time = 0; time < 2; time += 1)
      await t.products.deleteImage({ connection, productId, imageId: a.id })
    expect(await titles()).toEqual(['b'])
  })

  it('whose answer was lost are found by their mark', async () => {
    changeFaults(t.kit, { answerLost: 1 })
    await expect(add('once')).rejects.toMatchObject({ kind: 'unavailable', details: { effect: 'unknown' } })
    changeFaults(t.kit, { answerLost: 0 })
    expect(await titles()).toEqual(['once'])
  })

  it('over 10 MB, empty, or of a product that is gone are told as such', async () => {
    await expect(add('big', 0, Buffer.alloc(10 * 1024 * 1024 + 1))).rejects.toMatchObject({
      kind: 'invalid',
      code: 'INSALES_IMAGE_TOO_LARGE',
      text: expect.stringContaining('«big.png» больше 10 МБ'),
    })
    await expect(add('none', 0, Buffer.alloc(0))).rejects.toMatchObject({ code: 'INSALES_ARGUMENT_WRONG' })
    await t.products.archive({ connection, id: productId })
    await expect(add('late')).rejects.toMatchObject({ kind: 'missing' })
    const move = t.products.moveImage({ connection, productId, imageId: '999999', position: 1 })
    await expect(move).rejects.toMatchObject({ kind: 'missing' })
  })
})
