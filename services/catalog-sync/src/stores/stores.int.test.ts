import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { testMongo, uniqueName } from '@skladbridge/testing'
import { pairsContract } from '../testing/pairs-contract.js'
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
