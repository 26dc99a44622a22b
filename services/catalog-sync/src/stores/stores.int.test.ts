import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { collectionsWith, testMongo, uniqueName } from '@skladbridge/testing'
import { pairsContract } from '../testing/pairs-contract.js'
import { createErase } from './erase.js'
import { createStores } from './stores.js'

let mongo: Awaited<ReturnType<typeof testMongo>>
let stores: Awaited<ReturnType<typeof createStores>>
beforeAll(async () => {
  mongo = await testMongo()
  stores = await createStores(mongo.connection)
})
afterAll(() => mongo.close())

pairsContract(
  'in the database',
  () => stores.pairs,
  () => uniqueName('lane'),
)

describe('the name of «ID товара inSales»', () => {
  it('is the plain one for the first shop of an account, and another for the second, for good', async () => {
    const account = uniqueName('account')
    const names = (shop: string) => ['ID товара inSales', `ID товара inSales (${shop})`]
    const { attributeNames } = stores
    expect(await attributeNames.claim(`${account}.2`, account, names('2'))).toBe('ID товара inSales')
    expect(await attributeNames.claim(`${account}.1`, account, names('1'))).toBe('ID товара inSales (1)')
    expect(await attributeNames.claim(`${account}.2`, account, names('2'))).toBe('ID товара inSales')
    await attributeNames.remember(`${account}.2`, { name: 'ID товара inSales', id: 'a1' })
    expect(await attributeNames.get(`${account}.2`)).toEqual({ name: 'ID товара inSales', id: 'a1' })
    expect(await attributeNames.get(`${account}.1`)).toEqual({ name: 'ID товара inSales (1)', id: '' })
    await attributeNames.forget(`${account}.2`)
    expect((await attributeNames.get(`${account}.2`))?.id).toBe('')
  })
})

describe('folders', () => {
  it('are kept by lane', async () => {
    const lane = uniqueName('lane')
    const folder = {
      folderId: 'f',
      title: 'Чай',
      parentFolderId: '',
      collectionId: '9',
      parentCollectionId: '',
    }
    await stores.folders.put(lane, [folder, { ...folder, folderId: 'g' }])
    await stores.folders.put(lane, [{ ...folder, title: 'Кофе' }])
    await stores.folders.remove(lane, ['g'])
    expect(await stores.folders.all(lane)).toEqual([{ ...folder, title: 'Кофе' }])
    expect(await stores.folders.all(uniqueName('lane'))).toEqual([])
  })
})

describe('an account that is erased', () => {
  it('leaves nothing, what was staged for its load neither', async () => {
    const account = uniqueName('account')
    const lane = `${account}.1`
    const folder = {
      folderId: 'f',
      title: 'Чай',
      parentFolderId: '',
      parentCollectionId: '',
      collectionId: '9',
    }
    await stores.folders.put(lane, [folder])
    await stores.attributeNames.claim(lane, account, ['ID товара inSales'])
    await stores.loads.open(lane, 'load-of-it', {
      direction: 'moysklad-to-insales',
      matchBy: ['sku'],
      bundles: false,
      properties: false,
      images: false,
    })
    const row = {
      side: 'insales',
      cardId: 'c',
      kind: 'product',
      title: '',
      sku: '',
      age: '',
      keys: [],
    } as const
    await stores.staging.put('load-of-it', [{ ...row, id: '1', keys: [] }])
    await stores.staging.put('load-of-another', [{ ...row, id: '1', keys: [] }])
    const erase = createErase(mongo.connection, stores.staging)
    expect(await collectionsWith(mongo, account)).toHaveLength(3)
    await erase(account)
    await erase(account)
    expect(await collectionsWith(mongo, account)).toEqual([])
    expect(await collectionsWith(mongo, 'load-of-it')).toEqual([])
    expect(await collectionsWith(mongo, 'load-of-another')).toEqual(['load_staging 1'])
  })
})
