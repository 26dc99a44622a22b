import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { picture } from './seed/shop.js'
import type { Json } from './testing/client.js'
import { openWorld, type World } from './testing/world.js'

let world: World
let path: string
beforeEach(() => {
  world = openWorld()
  path = `entity/product/${world.shop.products['TU-0300']}/images`
})
afterEach(() => world.sandbox.close())

const image = (filename: string) => ({ filename, content: picture })
const fileNames = (rows: Json) => rows.map(({ filename }: Json) => filename)

describe('images of goods', () => {
  it('an object adds one, and the answer is all of them', async () => {
    expect((await world.ask('GET', path)).body).toMatchObject({ meta: { size: 0, type: 'image' }, rows: [] })
    await world.ask('POST', path, image('a.png'))
    const { body } = await world.ask('POST', path, image('b.png'))
    expect(fileNames(body)).toEqual(['a.png', 'b.png'])
    expect(body[0]).toMatchObject({
      title: 'a',
      size: Buffer.from(picture, 'base64').length,
      meta: { type: 'image', downloadHref: expect.stringContaining('/download/') },
      miniature: { mediaType: 'image/png' },
    })
    const product = await world.ask('GET', path.replace('/images', ''))
    expect(product.body.images.meta.size).toBe(2)
  })

  it('an array replaces the list, keeping those named by meta; [] in the product deletes all', async () => {
    const [first] = (await world.ask('POST', path, image('a.png'))).body
    await world.ask('POST', path, image('b.png'))
    const { body } = await world.ask('POST', path, [{ meta: first.meta }, image('c.png')])
    expect(fileNames(body)).toEqual(['a.png', 'c.png'])
    expect(body[0].meta.href).toBe(first.meta.href)
    const emptied = await world.ask('PUT', path.replace('/images', ''), { images: [] })
    expect(emptied.body.images.meta.size).toBe(0)
  })

  it('the same name and content have the same id, other content another', async () => {
    const other = `entity/product/${world.shop.products['SK-0260']}/images`
    const [mine] = (await world.ask('POST', path, image('a.png'))).body
    const [theirs] = (await world.ask('POST', other, image('a.png'))).body
    const [renamed] = (await world.ask('POST', other, [image('z.png')])).body
    const idOf = (one: Json) => one.meta.href.split('/').at(-1)
    expect(idOf(mine)).toBe(idOf(theirs))
    expect(idOf(renamed)).not.toBe(idOf(mine))
  })

  it('go one by one or many at once', async () => {
    for (const name of ['a.png', 'b.png', 'c.png']) await world.ask('POST', path, image(name))
    const { rows } = (await world.ask('GET', path)).body
    expect((await world.ask('DELETE', rows[0].meta.href)).status).toBe(200)
    expect((await world.ask('DELETE', rows[0].meta.href)).body.errors[0].code).toBe(1021)
    expect((await world.ask('POST', `${path}/delete`, [{ meta: rows[1].meta }])).status).toBe(200)
    expect(fileNames((await world.ask('GET', path)).body.rows)).toEqual(['c.png'])
  })

  it.each([
    ['no name', { content: picture }, 51001],
    ['no content', { filename: 'a.png' }, 51003],
    ['no picture', { filename: 'a.png', content: Buffer.from('hello').toString('base64') }, 51002],
  ])('refuse %s', async (_what, body, code) => {
    expect((await world.ask('POST', path, body)).body.errors[0].code).toBe(code)
    expect((await world.ask('GET', path)).body.meta.size).toBe(0)
  })

  it('are at most ten', async () => {
    const eleven = Array.from({ length: 11 }, (_, i) => image(`${i}.png`))
    const reply = await world.ask('PUT', path.replace('/images', ''), { images: eleven })
    expect(reply.body.errors[0].code).toBe(51005)
    for (const one of eleven.slice(1)) await world.ask('POST', path, one)
    expect((await world.ask('POST', path, image('one more.png'))).status).toBe(412)
    expect((await world.ask('GET', path)).body.meta.size).toBe(10)
  })

  it('tell the product’s webhook', async () => {
    await world.ask('POST', 'entity/webhook', {
      url: 'http://hook.test/a',
      action: 'UPDATE',
      entityType: 'product',
      diffType: 'FIELDS',
    })
    await world.ask('POST', path, image('a.png'))
    expect(world.kit.sent[0]!.body.events).toMatchObject([{ updatedFields: ['images'] }])
  })
})

describe('downloading', () => {
  const download = async () => {
    const [one] = (await world.ask('POST', path, image('a.png'))).body
    return one.meta.downloadHref as string
  }
  const plain = (href: string, headers = {}) =>
    world.sandbox.app.inject({ method: 'GET', url: href.replace(/^https?:\/\/[^/]+/, ''), headers })

  it('answers 302 to a storage that gives the file without authorization', async () => {
    const reply = await world.ask('GET', await download())
    expect(reply.status).toBe(302)
    const file = await plain(reply.headers.location!)
    expect(file.headers['content-type']).toBe('image/png')
    expect(file.rawPayload).toEqual(Buffer.from(picture, 'base64'))
  })

  it('the storage refuses Authorization in XML, so that a client that forwards it notices', async () => {
    const { headers } = await world.ask('GET', await download())
    const file = await plain(headers.location!, { authorization: 'Bearer secret' })
    expect(file.statusCode).toBe(400)
    expect(file.payload).toContain('Unsupported Authorization Type')
  })

  it('the link lives a minute', async () => {
    const { headers } = await world.ask('GET', await download())
    await world.kit.advance(60_000)
    expect((await plain(headers.location!)).statusCode).toBe(200)
    await world.kit.advance(1)
    expect((await plain(headers.location!)).statusCode).toBe(403)
  })

  it('the download itself needs a token', async () => {
    const file = await plain(await download(), { 'accept-encoding': 'gzip' })
    expect(file.statusCode).toBe(401)
  })

  it('a permanent link comes only when asked for, and needs nothing', async () => {
    await download()
    const hidden = (await world.ask('GET', path)).body.rows[0].meta
    expect(hidden.downloadPermanentHref).toBeUndefined()
    const [row] = (await world.ask('GET', `${path}?fields=downloadPermanentHref`)).body.rows
    const file = await plain(row.meta.downloadPermanentHref)
    expect([file.statusCode, file.headers['content-type']]).toEqual([200, 'image/png'])
    const query = 'expand=images&fields=downloadPermanentHref&limit=100&filter=article=TU-0300'
    const [product] = (await world.ask('GET', `entity/product?${query}`)).body.rows
    expect(product.images.rows[0].meta.downloadPermanentHref).toBe(row.meta.downloadPermanentHref)
  })
})
