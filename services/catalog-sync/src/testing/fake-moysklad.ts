import type { Folder } from '../domain/decide-folders.js'
import type { Currencies } from '../domain/money.js'
import type { Good } from '../domain/types.js'
import type { MoyskladCatalog } from '../handlers/ports.js'
import { RETAIL, OLD, terms } from './builders.js'
import { Calls, outsideError } from './calls.js'

const PAGE = 1_000

/** One MoySklad account in memory, as the connector shows it. A call is a request. */
export class FakeMoysklad implements MoyskladCatalog {
  readonly calls = new Calls()
  readonly goods = new Map<string, Good>()
  readonly images = new Map<string, Uint8Array>()
  readonly pieces = new Map<string, number>()
  readonly attributes = new Map<string, string>()
  folders: Folder[] = []
  rates: Currencies = terms().currencies
  types = new Set([RETAIL, OLD])
  #clock = Date.parse('2026-11-24T10:00:00.000Z')

  /** A person saves it: `updated` moves. */
  save(good: Good): Good {
    this.#clock += 1_000
    const saved = { ...good, updated: new Date(this.#clock).toISOString() }
    this.goods.set(good.id, saved)
    this.#countVariants(saved.productId)
    return saved
  }

  edit(id: string, change: Partial<Good>): Good {
    return this.save({ ...this.goods.get(id)!, ...change })
  }

  remove(id: string): void {
    const productId = this.goods.get(id)?.productId ?? ''
    this.goods.delete(id)
    this.#countVariants(productId)
  }

  #countVariants(productId: string): void {
    const parent = this.goods.get(productId)
    if (!parent) return
    const variantsCount = [...this.goods.values()].filter((each) => each.productId === productId).length
    this.goods.set(productId, { ...parent, variantsCount })
  }

  getMany: MoyskladCatalog['getMany'] = (_account, refs, also) =>
    this.calls.make('moysklad.getMany', () => {
      const found = refs.flatMap(({ id }) => this.goods.get(id) ?? [])
      return new Map(found.map((good) => [good.id, shown(good, also.images, also.components)]))
    })

  listVariants: MoyskladCatalog['listVariants'] = (_account, productIds, { images }) =>
    this.calls.make('moysklad.listVariants', () =>
      [...this.goods.values()]
        .filter(({ productId }) => productIds.includes(productId))
        .map((good) => shown(good, images, false)),
    )

  listChanged: MoyskladCatalog['listChanged'] = (_account, { since, cursor }) =>
    this.calls.make('moysklad.listChanged', () => {
      const from = cursor || since
      const later = [...this.goods.values()]
        .filter(({ updated }) => updated > from || (cursor === '' && updated === from))
        .sort((a, b) => (a.updated < b.updated ? -1 : 1))
      const changed = later.slice(0, PAGE).map((good) => shown(good, false, false))
      return { changed, cursor: changed.at(-1)?.updated ?? from, more: later.length > PAGE }
    })

  listFolders: MoyskladCatalog['listFolders'] = () =>
    this.calls.make('moysklad.listFolders', () => this.folders)

  stock: MoyskladCatalog['stock'] = (_account, ids) =>
    this.calls.make('moysklad.stock', () => new Map(ids.map((id) => [id, this.pieces.get(id) ?? 0])))

  async *stockChanged() {
    yield await this.calls.make('moysklad.stockChanged', () =>
      [...this.pieces].map(([id, quantity]) => ({ id, quantity })),
    )
  }

  ensureAttribute: MoyskladCatalog['ensureAttribute'] = (_account, name) =>
    this.calls.make('moysklad.ensureAttribute', () => {
      const id = this.attributes.get(name) ?? `attr-${this.attributes.size + 1}`
      this.attributes.set(name, id)
      return id
    })

  writeAttribute: MoyskladCatalog['writeAttribute'] = (_account, { id, name }, writes) =>
    this.calls.make('moysklad.writeAttribute', () => {
      if (this.attributes.get(name) !== id) throw outsideError('invalid', 'MOYSKLAD_REFERENCE_WRONG')
      for (const { goodId, value } of writes) {
        const { attributes } = this.goods.get(goodId)!
        const others = attributes.filter((each) => each.id !== id)
        this.edit(goodId, { attributes: [...others, { id, name, value }] })
      }
      return new Map(writes.map(({ goodId }) => [goodId, undefined]))
    })

  downloadImage: MoyskladCatalog['downloadImage'] = (_account, _owner, imageId) =>
    this.calls.make('moysklad.downloadImage', () => {
      const content = this.images.get(imageId)
      if (!content) throw outsideError('missing', 'MOYSKLAD_NOT_FOUND')
      return { filename: `${imageId}.png`, content }
    })

  currencies: MoyskladCatalog['currencies'] = () => this.calls.make('moysklad.currencies', () => this.rates)
  priceTypes: MoyskladCatalog['priceTypes'] = () => this.calls.make('moysklad.priceTypes', () => this.types)

  /** With a picture of this id: the content is the id. */
  withImages(ids: string[], sizeBytes = 100): Pick<Good, 'images' | 'imagesCount'> {
    for (const id of ids) this.images.set(id, Buffer.from(id))
    return { images: ids.map((id) => ({ id, filename: `${id}.png`, sizeBytes })), imagesCount: ids.length }
  }

  idOfProduct(goodId: string, name = 'ID товара inSales'): string {
    return this.goods.get(goodId)?.attributes.find((each) => each.name === name)?.value ?? ''
  }

  /** The merchant types into «ID товара inSales». */
  typeId(goodId: string, value: string, name = 'ID товара inSales'): void {
    const id = this.attributes.get(name) ?? 'attr-1'
    const others = this.goods.get(goodId)!.attributes.filter((each) => each.name !== name)
    this.edit(goodId, { attributes: value === '' ? others : [...others, { id, name, value }] })
  }
}

const shown = (good: Good, images: boolean, components: boolean): Good => ({
  ...good,
  images: images ? good.images : [],
  components: components ? good.components : [],
})
