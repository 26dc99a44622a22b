import { randomUUID } from 'node:crypto'
import { countRequests } from '@skladbridge/runtime'
import type { MoyskladAccount } from '@skladbridge/sandbox'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { aPicture, collect } from '../testing/goods.js'
import { refusalOf, startRig, type Rig } from '../testing/rig.js'

let rig: Rig
let account: MoyskladAccount
let accountId: string
const shop = () => account.seed()
const everything = { kinds: [] as string[], archivedToo: false, cursor: '' }
const listAll = async (change: Partial<typeof everything> = {}) =>
  collect(rig.clients.products.listAll({ accountId, ...everything, ...change }))
const ids = (chunks: { products: { id: string }[] }[]) =>
  chunks.flatMap(({ products }) => products.map(({ id }) => id))
const ofType = (...types: string[]) =>
  types.flatMap((type) => account.list(type).map(({ id }) => String(id))).sort()

beforeAll(async () => {
  rig = await startRig()
  account = rig.addAccount()
  accountId = account.id
  await rig.connect(account)
})
afterAll(() => rig.close())

describe('GetMany', () => {
  it('has pictures, components and additional fields in the same request', async () => {
    const mug = shop().products['KR-0350']!
    const { id: attributeId } = await rig.clients.products.ensureAttribute({
      accountId,
      name: 'Состав',
      type: 'string',
    })
    const meta = {
      href: `${rig.config.MOYSKLAD_API_URL}/entity/product/metadata/attributes/${attributeId}`,
      type: 'attributemetadata',
      mediaType: 'application/json',
    }
    account.edit('product', mug, { attributes: [{ meta, value: 'глина' }], vat: 20 })
    const refs = [
      { kind: 'product', id: mug },
      { kind: 'bundle', id: shop().bundle },
    ]
    const request = { accountId, refs, images: true, components: true }
    const { result, requests } = await countRequests(() => rig.clients.products.getMany(request))
    expect(requests).toBe(1)
    const found = result.products.find(({ id }) => id === mug)!
    expect(found.images).toMatchObject([{ filename: expect.stringMatching(/\.(png|jpg)$/) }])
    expect(found).toMatchObject({
      imagesCount: 1,
      vat: 20,
      pathName: 'Кухня',
      attributes: [{ id: attributeId, name: 'Состав', type: 'string', value: 'глина' }],
    })
    const bundle = result.products.find(({ id }) => id === shop().bundle)!
    expect(bundle.components.length).toBeGreaterThan(1)
    expect(bundle.components[0]).toMatchObject({ assortment: { kind: 'product' }, quantity: 2 })
  })
})

describe('ListAll', () => {
  it('tells everything, archived goods only when asked for, in as few requests as there are pages', async () => {
    account.edit('product', shop().products['VE-0170']!, { archived: true })
    const { result, requests } = await countRequests(() => listAll({ archivedToo: true }))
    expect(ids(result).sort()).toEqual(ofType('product', 'variant', 'bundle', 'service'))
    expect(requests).toBe(1)
    expect(ids(await listAll())).not.toContain(shop().products['VE-0170'])
    expect(ids(await listAll({ kinds: ['bundle', 'service'] })).sort()).toEqual(ofType('bundle', 'service'))
  })

  it('loses nothing though goods change while it reads, and goes on from a cursor', async () => {
    const crowd = rig.addAccount('crowd')
    const made = Array.from({ length: 1_500 }, (_, n) =>
      String(crowd.createProduct({ name: `Т ${n}` })['id']),
    )
    await rig.connect(crowd)
    const request = { accountId: crowd.id, ...everything, kinds: ['product'] }
    const seen = new Set<string>()
    let cursor = ''
    for await (const chunk of rig.clients.products.listAll(request)) {
      expect(chunk.products.length).toBeLessThanOrEqual(200)
      chunk.products.forEach(({ id }) => seen.add(id))
      // what was read moves behind what was not: offsets would now jump over that many
      for (const { id } of chunk.products.slice(0, 20)) crowd.editProduct(id, { description: 'новое' })
      cursor = chunk.cursor || cursor
      if (seen.size >= 1_000) break
    }
    for (const { products } of await collect(rig.clients.products.listAll({ ...request, cursor })))
      products.forEach(({ id }) => seen.add(id))
    expect(made.filter((id) => !seen.has(id))).toEqual([])
  }, 60_000)

  it('refuses kinds there are not, and says when the way is cut', async () => {
    expect(await refusalOf(listAll({ kinds: ['webhook'] }))).toMatchObject({
      code: 'MOYSKLAD_ARGUMENT_WRONG',
    })
    expect(await refusalOf(listAll({ cursor: 'x' }))).toMatchObject({ code: 'MOYSKLAD_ARGUMENT_WRONG' })
    rig.kit.faults.answerHalf = 1
    expect(await refusalOf(listAll())).toMatchObject({ kind: 'unavailable' })
    rig.kit.faults.answerHalf = 0
  })
})

describe('ListVariants', () => {
  it('has all of many products in one request, with pictures when asked for', async () => {
    const plaid = shop().products['PL-1317']!
    const grey = shop().variants['серый']!
    account.edit('variant', grey, {
      images: [{ filename: 'grey.png', content: aPicture().toString('base64') }],
    })
    const productIds = [plaid, ...Array.from({ length: 99 }, () => randomUUID())]
    const ask = (images: boolean) =>
      countRequests(() => collect(rig.clients.products.listVariants({ accountId, productIds, images })))
    const plain = await ask(false)
    expect(plain.requests).toBe(1)
    expect(ids(plain.result).sort()).toEqual(ofType('variant'))
    expect(plain.result[0]!.products.every(({ productId }) => productId === plaid)).toBe(true)
    const { result } = await ask(true)
    const found = result.flatMap(({ products }) => products).find(({ id }) => id === grey)!
    expect(found.images).toMatchObject([{ filename: 'grey.png', sizeBytes: aPicture().length }])
  })

  it('gets past more than a page that changed in one millisecond, though `expand` allows a hundred', async () => {
    const big = rig.addAccount('big')
    const id = String(big.createProduct({ name: 'Ткань' })['id'])
    const product = big.link('product', id)
    for (let n = 0; n < 230; n += 1)
      big.create('variant', { product, characteristics: [{ name: 'Цвет', value: `№ ${n}` }] })
    await rig.connect(big)
    for (const variant of big.state.collection('variant').all()) variant.updated = 1_700_000_000_000
    const request = { accountId: big.id, productIds: [id], images: true }
    expect(new Set(ids(await collect(rig.clients.products.listVariants(request)))).size).toBe(230)
  }, 60_000)

  it('asks nothing for no products', async () => {
    const request = { accountId, productIds: [], images: false }
    expect(await countRequests(() => collect(rig.clients.products.listVariants(request)))).toEqual({
      result: [],
      requests: 0,
    })
  })
})

describe('DownloadImage', () => {
  const owner = { kind: 'product', id: randomUUID() }
  const put = (content: Buffer) => {
    const id = randomUUID()
    account.state.blobs.set(id, { filename: 'a.png', mediaType: 'image/png', content })
    return id
  }
  const download = (imageId: string) =>
    collect(rig.clients.products.downloadImage({ accountId, owner, imageId }))

  it('hands over the bytes in pieces, and shows our token to MoySklad only', async () => {
    const picture = aPicture('big', 700_000)
    const imageId = put(picture)
    const { result, requests } = await countRequests(() => download(imageId))
    expect(requests).toBe(1)
    expect(result.length).toBeGreaterThan(1)
    expect(result.map(({ filename }) => filename)).toEqual([`${imageId}.png`, '', ''])
    expect(Buffer.concat(result.map(({ bytes }) => bytes)).equals(picture)).toBe(true)
    expect(rig.seen.find(({ path }) => path.includes('/storage/'))!.headers['authorization']).toBeUndefined()
  })

  it('says that it is gone, or too large, once and for all', async () => {
    expect(await refusalOf(download(randomUUID()))).toMatchObject({
      kind: 'missing',
      code: 'MOYSKLAD_IMAGE_GONE',
    })
    const large = await refusalOf(download(put(aPicture('x', 10 * 1024 * 1024))))
    expect(large).toMatchObject({ kind: 'invalid', code: 'MOYSKLAD_IMAGE_TOO_LARGE' })
    expect(large.text).toContain('больше 10 МБ')
  })

  it('waits when the storage says no, which is no lost access', async () => {
    rig.storage.status = 403
    expect(await refusalOf(download(put(aPicture('late'))))).toMatchObject({
      kind: 'unavailable',
      code: 'MOYSKLAD_IMAGE_UNAVAILABLE',
    })
    delete rig.storage.status
    expect((await rig.store.find(accountId))?.state).toBe('active')
  })
})

describe('Dictionaries', () => {
  const list = async (kind: string) => (await rig.clients.dictionaries.list({ accountId, kind })).entries

  it('have currencies with their rates', async () => {
    expect(await list('currencies')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ note: 'RUB', rate: 1, multiplicity: 1, isDefault: true }),
        expect.objectContaining({ note: 'USD', rate: 81.5, multiplicity: 1, indirect: false }),
      ]),
    )
  })

  it('have additional fields, characteristics, folders with their place, and contracts', async () => {
    const kitchen = account.link('productfolder', shop().folders['Кухня']!)
    account.create('productfolder', { name: 'Чашки', productFolder: kitchen })
    account.create('contract', {
      name: 'Договор 1',
      ownAgent: account.link('organization', shop().organization),
      agent: account.link('counterparty', shop().counterparties.company),
    })
    expect(await list('product-attributes')).toMatchObject([{ name: 'Состав', note: 'string' }])
    expect(await list('order-attributes')).toEqual([])
    expect((await list('characteristics')).map(({ name }) => name)).toEqual(['Цвет'])
    expect(await list('product-folders')).toContainEqual(
      expect.objectContaining({ name: 'Чашки', note: 'Кухня' }),
    )
    expect(await list('contracts')).toMatchObject([{ name: 'Договор 1' }])
  })
})

it('every request so far is as MoySklad describes it', () => {
  expect(rig.openApiProblems()).toEqual([])
})
