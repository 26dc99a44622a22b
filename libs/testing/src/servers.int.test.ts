import { describe, expect, it } from '@jest/globals'
import { testMongo } from './index.js'

describe('testMongo', () => {
  it('has a database of its own, gone when closed', async () => {
    const one = await testMongo()
    const other = await testMongo()
    await one.connection.collection('things').insertOne({ name: 'чай' })
    expect(await other.connection.collection('things').countDocuments()).toBe(0)
    const databases = async () =>
      (await other.connection.db!.admin().listDatabases()).databases.map(({ name }) => name)
    expect(await databases()).toContain(one.database)
    await one.close()
    expect(await databases()).not.toContain(one.database)
    await other.close()
  })
})
