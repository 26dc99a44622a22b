// What an operator does with the data: an old backup comes back, one merchant is erased.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import mongoose from 'mongoose'
import { waitFor } from '@skladbridge/testing'
import { backUp, eraseAccount, restore } from '../operations/data.mjs'
import { orderDifferences } from './testing/differences.js'
import { stockedProduct } from './testing/goods.js'
import {
  everyService,
  LONG_PATIENCE_MS,
  PATIENCE_MS,
  startRig,
  type Merchant,
  type Rig,
} from './testing/rig.js'
import { allInStep } from './testing/settled.js'

jest.setTimeout(300_000)

const folder = mkdtempSync(join(tmpdir(), 'skladbridge-data-'))
let rig: Rig
let merchant: Merchant
let other: Merchant
const article = 'TEA-1'

beforeAll(async () => {
  rig = await startRig({ name: 'data', env: { SWEEP_INTERVAL_MS: '2000', FULL_RUN_INTERVAL_MS: '2000' } })
  merchant = await rig.merchant()
  other = await rig.merchant()
  for (const one of [merchant, other]) await stockedProduct(one, article)
})
afterAll(async () => {
  await rig?.close()
  rmSync(folder, { recursive: true, force: true })
})

const place = (count: number, who = merchant) =>
  Array.from({ length: count }, () => who.placeOrder(article, 1))

/** Every document of every service whose text has one of these in it, as `database/collection`. */
async function whereIs(texts: string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const { name, url } of rig.databases) {
    const connection = await mongoose.createConnection(url).asPromise()
    for (const { name: collection } of await connection.db!.listCollections().toArray()) {
      for await (const document of connection.db!.collection(collection).find({})) {
        if (texts.some((text) => JSON.stringify(document).includes(text))) found.add(`${name}/${collection}`)
      }
    }
    await connection.close()
  }
  return [...found].sort()
}

describe('an old backup comes back', () => {
  const backup = join(folder, 'old')

  it('what is younger than it is found again, and nothing is made twice', async () => {
    place(3)
    await allInStep(rig, merchant)
    expect(await backUp({ databases: rig.databases, folder: backup })).toBeGreaterThan(10)
    place(3)
    merchant.createProduct({ article: 'TEA-2', name: 'Чай «После копии»', price: 20_000 })
    await waitFor(() => merchant.variants('TEA-2').length === 1, {
      what: 'the new product',
      timeoutMs: PATIENCE_MS,
    })
    await allInStep(rig, merchant)

    await rig.stop(...everyService)
    await restore({ databases: rig.databases, folder: backup })
    await rig.start(...everyService)
    place(2)
    await allInStep(rig, merchant, LONG_PATIENCE_MS)
    expect(orderDifferences(merchant)).toEqual([])
    expect(merchant.variants(article)).toHaveLength(1)
    expect(merchant.variants('TEA-2')).toHaveLength(1)
  })

  it('a backup is never written over', async () => {
    await expect(backUp({ databases: rig.databases, folder: backup })).rejects.toThrow('is there already')
  })

  it('half a backup is refused before anything is taken away', async () => {
    const half = [{ name: 'nobody', url: rig.databases[0]!.url }]
    await expect(restore({ databases: half, folder: backup })).rejects.toThrow('nobody is missing')
    expect(await whereIs([merchant.accountId])).not.toEqual([])
  })
})

describe('a merchant is erased', () => {
  const erase = (accountId: string) => eraseAccount({ databases: rig.databases, accountId })

  it('not while the solution is installed', async () => {
    await expect(erase(merchant.accountId)).rejects.toThrow('still installed')
  })

  it('not by half an id, which would be the beginning of many', async () => {
    await expect(erase('3f1c0a52')).rejects.toThrow('no id of an account')
  })

  it('afterwards nothing speaks of it but that its trial has been', async () => {
    place(1, other)
    await allInStep(rig, other)
    await rig.sandbox.vendor.uninstall(merchant.accountId)
    await waitFor(() => merchant.buyer.list('hooks').length === 0, {
      what: 'our hooks to go',
      timeoutMs: PATIENCE_MS,
    })
    await erase(merchant.accountId)
    expect(await whereIs([merchant.accountId, String(merchant.shopId)])).toEqual(['billing/accounts'])
  })

  it('another merchant notices nothing', async () => {
    place(2, other)
    await allInStep(rig, other)
    expect(orderDifferences(other)).toEqual([])
  })
})
