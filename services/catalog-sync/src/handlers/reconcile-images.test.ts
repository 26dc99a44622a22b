import { beforeEach, describe, expect, it } from '@jest/globals'
import { good, variantOf } from '../testing/builders.js'
import { outsideError } from '../testing/calls.js'
import { CatalogWorld } from '../testing/catalog-world.js'

let world: CatalogWorld
const titles = (key = 'g1') => world.productOf(key).images.map(({ title }) => title)
const pictures = async (ids: string[], sizeBytes?: number) =>
  world.edit('g1', world.moysklad.withImages(ids, sizeBytes))

beforeEach(async () => {
  world = new CatalogWorld({ syncImages: true })
  await world.save(good(world.moysklad.withImages(['a', 'b', 'c'])))
})

describe('pictures of a card', () => {
  it('come in MoySklad’s order, each once, the first as the main one', () => {
    expect(titles()).toEqual(['a', 'b', 'c'])
    expect(world.shop.calls.count('insales.addImage')).toBe(3)
  })

  it('cost nothing when they are the same, whatever else of the card changes', async () => {
    world.asked()
    await world.edit('g1', { name: 'Чай чёрный' })
    expect(world.asked()).toEqual(['moysklad.getMany', 'insales.update'])
  })

  it('are replaced only where MoySklad’s id changed', async () => {
    world.asked()
    await pictures(['a', 'b2', 'c'])
    expect(titles()).toEqual(['a', 'b2', 'c'])
    const asked = world.asked().filter((name) => /mage/.test(name))
    expect(asked).toEqual(['moysklad.downloadImage', 'insales.addImage', 'insales.deleteImage'])
  })

  it('follow another order without an upload', async () => {
    world.asked()
    await pictures(['c', 'a', 'b'])
    expect(titles()).toEqual(['c', 'a', 'b'])
    expect(world.asked()).not.toContain('insales.addImage')
  })

  it('that the merchant added in the shop by hand stay, behind ours', async () => {
    const id = world.link('g1')!.insalesProductId!
    const shop = world.shop.show(id)
    world.shop.edit(id, { images: [...shop.images, { id: 'hand', title: '', position: 4 }] })
    await pictures(['a'])
    expect(titles()).toEqual(['a', ''])
  })

  it('are uploaded once when an answer is lost', async () => {
    world.shop.calls.loseAnswer('insales.addImage')
    await pictures(['a', 'b', 'c', 'd'])
    await world.wait()
    expect(titles()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are uploaded once when the process dies right after one', async () => {
    world.shop.calls.dieAfter('insales.addImage')
    world.moysklad.edit('g1', world.moysklad.withImages(['a', 'b', 'c', 'd', 'e']))
    await world.touch('g1')
    expect(await world.workUntilDeath()).toBe(true)
    await world.work()
    expect(titles()).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('over the limit are told of once and not downloaded', async () => {
    await pictures(['a', 'b', 'c', 'huge'], 11 * 1024 * 1024)
    await world.touch('g1', 'images')
    await world.work()
    expect(world.told.filter(({ said }) => said.code === 'CATALOG_IMAGE_TOO_LARGE').length).toBeGreaterThan(0)
    expect(world.told.map(({ said }) => said.text).join()).toContain('huge.png')
    expect(new Set(world.told.map(({ said }) => said.text)).size).toBe(world.told.length)
    expect(world.moysklad.calls.count('moysklad.downloadImage')).toBe(3)
  })

  it('that the shop does not take are told of once; the others come', async () => {
    world.shop.calls.refuse('insales.addImage', outsideError('invalid', 'INSALES_IMAGE', 'Не картинка'))
    await pictures(['bad', 'a', 'b', 'c', 'd'])
    await world.touch('g1', 'images')
    await world.work()
    expect(titles().sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(world.told.map(({ said }) => said.code)).toEqual(['CATALOG_IMAGE_REFUSED'])
  })

  it('wait when the shop is down', async () => {
    world.shop.calls.refuse('insales.addImage', outsideError('unavailable'))
    await pictures(['a', 'b', 'c', 'd'])
    expect(world.link('g1', 'images')!.failure?.kind).toBe('unavailable')
    await world.wait()
    expect(titles()).toEqual(['a', 'b', 'c', 'd'])
  })

  it('deleted in the shop by hand come back with the comparison', async () => {
    const id = world.link('g1')!.insalesProductId!
    world.shop.edit(id, { images: world.shop.show(id).images.slice(1) })
    await world.touch('all', 'compare')
    await world.work()
    expect(titles()).toEqual(['a', 'b', 'c'])
  })

  it('are not sent while the switch is off, and come when it is on', async () => {
    world.settings = { ...world.settings, syncImages: false }
    await pictures(['x'])
    expect(titles()).toEqual(['a', 'b', 'c'])
    world.settings = { ...world.settings, syncImages: true }
    await world.touch('g1')
    await world.work()
    expect(titles()).toEqual(['x'])
  })
})

describe('pictures of modifications', () => {
  it('are bound to their variants, all of a card in one request', async () => {
    const shirt = good({ id: 'shirt', article: 'SH', variantsCount: 2, ...world.moysklad.withImages(['s']) })
    const red = variantOf(shirt, 'red', { Цвет: 'Красный' }, world.moysklad.withImages(['r', 'r2']))
    const blue = variantOf(shirt, 'blue', { Цвет: 'Синий' }, world.moysklad.withImages(['s']))
    world.asked()
    await world.save(shirt, red, blue)
    const { images, variants } = world.productOf('shirt')
    const titleOf = new Map(images.map(({ id, title }) => [id, title]))
    expect(variants.map(({ imageIds }) => imageIds.map((id) => titleOf.get(id)))).toEqual([['r'], ['s']])
    expect(titles('shirt')).toEqual(['s', 'r'])
    expect(world.asked().filter((name) => name === 'insales.update')).toHaveLength(1)
  })
})
