import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Folder } from '../domain/decide-folders.js'
import { filter, good } from '../testing/builders.js'
import { CatalogWorld } from '../testing/catalog-world.js'

let world: CatalogWorld
const folder = (id: string, parentId = '', over: Partial<Folder> = {}): Folder => ({
  id,
  name: id.toUpperCase(),
  parentId,
  archived: false,
  ...over,
})

const tree = (): string[] => {
  const path = (id: string): string => {
    const { title, parentId } = world.shop.collections.find((each) => each.id === id)!
    return parentId === '' ? title : `${path(parentId)}/${title}`
  }
  return world.shop.collections.map(({ id }) => path(id)).sort()
}
const placesOf = (key: string) =>
  world
    .productOf(key)
    .collectionIds.map((id) => world.shop.collections.find((each) => each.id === id)?.title)
    .sort()
const look = async () => {
  await world.touch('all', 'folders')
  await world.work()
}

beforeEach(() => {
  world = new CatalogWorld()
  world.moysklad.folders = [folder('tea', 'drinks'), folder('drinks'), folder('cups')]
})

describe('product folders', () => {
  it('become collections with the same tree, and a product lies in its own', async () => {
    await world.save(good({ folderId: 'tea' }))
    expect(tree()).toEqual(['CUPS', 'DRINKS', 'DRINKS/TEA'])
    expect(placesOf('g1')).toEqual(['DRINKS', 'TEA'])
  })

  it('cost one request when nothing has moved', async () => {
    await look()
    world.asked()
    await look()
    expect(world.asked()).toEqual(['moysklad.listFolders'])
  })

  it('are followed when renamed or moved', async () => {
    await look()
    world.moysklad.folders = [folder('tea', 'cups', { name: 'Чай' }), folder('drinks'), folder('cups')]
    await look()
    expect(tree()).toEqual(['CUPS', 'CUPS/Чай', 'DRINKS'])
    expect(world.shop.calls.count('insales.updateCollection')).toBe(1)
  })

  it('take over collections of the merchant that stand where they should', async () => {
    world.shop.collections = [{ id: '7', title: 'drinks ', parentId: '', isSmart: false }]
    await look()
    expect(world.shop.collections).toHaveLength(3)
    expect(world.shop.calls.count('insales.createCollection')).toBe(2)
  })

  it('are made once when an answer is lost or the process dies', async () => {
    world.shop.calls.loseAnswer('insales.createCollection')
    await look()
    world.shop.calls.dieAfter('insales.createCollection')
    await world.workUntilDeath()
    await world.touch('all', 'folders')
    await world.workUntilDeath()
    await look()
    await world.wait()
    expect(tree()).toEqual(['CUPS', 'DRINKS', 'DRINKS/TEA'])
  })

  it('of one name side by side have a collection each', async () => {
    world.moysklad.folders = [folder('a', '', { name: 'Разное' }), folder('b', '', { name: 'Разное' })]
    await look()
    await look()
    expect(tree()).toEqual(['Разное', 'Разное'])
  })

  it('in a circle, or below nothing, stand at the top; twelve deep is no matter', async () => {
    const deep = Array.from({ length: 12 }, (_, at) => folder(`d${at + 10}`, at === 0 ? '' : `d${at + 9}`))
    world.moysklad.folders = [
      folder('x', 'y'),
      folder('y', 'x'),
      folder('lost', 'nowhere'),
      folder('me', 'me'),
      ...deep,
    ]
    await look()
    await look()
    expect(tree().filter((path) => !path.startsWith('D'))).toEqual(['LOST', 'ME', 'X', 'X/Y'])
    expect(tree().some((path) => path.split('/').length === 12)).toBe(true)
    expect(world.shop.collections).toHaveLength(16)
  })

  it('that are gone leave their collection to the merchant', async () => {
    await look()
    world.moysklad.folders = [folder('drinks')]
    await look()
    expect(tree()).toEqual(['CUPS', 'DRINKS', 'DRINKS/TEA'])
  })

  it('outside the filter are not made; those above are', async () => {
    world.settings = { ...world.settings, filter: filter({ folderIds: ['tea'] }) }
    await look()
    expect(tree()).toEqual(['DRINKS', 'DRINKS/TEA'])
  })

  it('let only their products through when the filter names them, also without collections', async () => {
    world.settings = { ...world.settings, collections: false, filter: filter({ folderIds: ['drinks'] }) }
    await look()
    await world.save(good({ folderId: 'tea' }), good({ id: 'g2', folderId: 'cups', article: 'C' }))
    expect(world.shop.collections).toEqual([])
    expect([world.link('g1')!.skipped, world.link('g2')!.skipped]).toEqual([null, 'filtered'])
  })
})

describe('a product that moves to another folder', () => {
  beforeEach(async () => {
    await world.save(good({ folderId: 'tea' }))
  })

  it('leaves the collection it was put into, and keeps those chosen by hand', async () => {
    world.shop.collections.push({ id: 'sale', title: 'Распродажа', parentId: '', isSmart: false })
    world.shop.collect(world.link('g1')!.insalesProductId!, 'sale')
    world.asked()
    await world.edit('g1', { folderId: 'cups' })
    expect(placesOf('g1')).toEqual(['CUPS', 'Распродажа'])
    expect(world.asked()).toEqual([
      'moysklad.getMany',
      'insales.addToCollection',
      'insales.removeFromCollection',
    ])
  })

  it('waits for a folder that is new, and is put there as soon as it is made', async () => {
    world.moysklad.folders.push(folder('fresh'))
    await world.edit('g1', { folderId: 'fresh' })
    expect(placesOf('g1')).toEqual(['FRESH'])
    expect(world.link('g1')!.waitsFor).toBeNull()
  })

  it('is put back when somebody took it out by hand', async () => {
    const id = world.link('g1')!.insalesProductId!
    await world.shop.removeFromCollection(
      world.connection,
      id,
      world.shop.collections.find(({ title }) => title === 'TEA')!.id,
      {} as never,
    )
    world.shop.edit(id, {})
    await world.touch('all', 'compare')
    await world.work()
    expect(placesOf('g1')).toEqual(['DRINKS', 'TEA'])
  })
})
