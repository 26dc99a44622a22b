import type { Collection } from '../domain/decide-folders.js'
import { optionsKey } from '../domain/map-card.js'
import { foldName } from '../domain/text.js'
import type {
  OptionValue,
  Prices,
  Property,
  ShopProduct,
  ShopVariant,
  VariantValues,
} from '../domain/types.js'
import type { InsalesCatalog, VariantWrite } from '../handlers/ports.js'
import { Calls, outsideError } from './calls.js'

interface Kept extends ShopProduct {
  mark: string
  updatedAt: number
  collects: string[]
}

/**
 * One shop in memory, as the connector shows it, with inSales' own ways: options in an order of its own, text trimmed,
 * numeric properties without their unit, a parent collection added by itself, the last variant never removed.
 */
export class FakeShop implements InsalesCatalog {
  readonly calls = new Calls()
  readonly products = new Map<string, Kept>()
  readonly optionNames = new Set<string>()
  readonly contents = new Map<string, Uint8Array>()
  collections: Collection[] = []
  kinds = new Set(['price2', 'price3'])
  numeric = new Set<string>()
  /** The shop takes no more variants on one product. */
  mostVariants = Infinity
  #ids = 100
  #clock = 0

  #id = (): string => String((this.#ids += 1))

  /** Somebody changes it by hand. */
  edit(id: string, change: Partial<ShopProduct>): void {
    this.products.set(id, { ...this.#get(id), ...change, updatedAt: (this.#clock += 1) })
  }

  editVariant(variantId: string, change: Partial<ShopVariant>): void {
    for (const { id, variants } of this.products.values())
      if (variants.some((each) => each.id === variantId))
        this.edit(id, {
          variants: variants.map((each) => (each.id === variantId ? { ...each, ...change } : each)),
        })
  }

  add(product: ShopProduct): void {
    this.products.set(product.id, { ...product, mark: '', collects: [], updatedAt: (this.#clock += 1) })
  }

  all(): ShopProduct[] {
    return [...this.products.values()].map((each) => this.#show(each))
  }

  show(id: string): ShopProduct {
    return this.#show(this.#get(id))
  }

  #get(id: string): Kept {
    const product = this.products.get(id)
    if (!product || product.archived) throw outsideError('missing', 'INSALES_NOT_FOUND')
    return product
  }

  #show(product: Kept): ShopProduct {
    const above = (id: string): string[] => {
      const parentId = this.collections.find((each) => each.id === id)?.parentId ?? ''
      return parentId === '' ? [id] : [id, ...above(parentId)]
    }
    const { mark: _mark, updatedAt: _updatedAt, collects, ...shown } = product
    return structuredClone({ ...shown, collectionIds: [...new Set(collects.flatMap(above))] })
  }

  getMany: InsalesCatalog['getMany'] = (_connection, ids) =>
    this.calls.make('insales.getMany', () => {
      const found = ids.flatMap((id) => this.products.get(id) ?? []).filter(({ archived }) => !archived)
      return new Map(found.map((each) => [each.id, this.#show(each)]))
    })

  findByMark: InsalesCatalog['findByMark'] = (_connection, mark) =>
    this.calls.make('insales.findByMark', () => {
      const found = [...this.products.values()].find((each) => each.mark === mark)
      return found && this.#show(found)
    })

  create: InsalesCatalog['create'] = (_connection, { mark, values, variants, bundle, components }) =>
    this.calls.make('insales.create', () => {
      if (variants.some(({ prices }) => prices?.price === undefined)) throw outsideError('invalid')
      if (variants.length > this.mostVariants) throw outsideError('invalid', 'INSALES_TOO_MANY_VARIANTS')
      if (bundle && components.length === 0) throw outsideError('invalid')
      const id = this.#id()
      const names = [...new Set(variants.flatMap(({ options }) => (options ?? []).map(({ name }) => name)))]
      const product: Kept = {
        id,
        title: (values.title ?? '').trim(),
        description: values.description ?? '',
        isHidden: values.hidden ?? false,
        archived: false,
        variants: [],
        optionNames: [...names].reverse(),
        properties: this.#properties(values.properties ?? []),
        collectionIds: [],
        images: [],
        bundle,
        vat: values.vat ?? -1,
        mark,
        updatedAt: (this.#clock += 1),
        collects: [],
      }
      for (const each of variants) this.#addVariant(product, each)
      for (const name of names) this.optionNames.add(name)
      this.products.set(id, product)
      return this.#show(product)
    })

  update: InsalesCatalog['update'] = (_connection, id, { values, variants, newOptions }) =>
    this.calls.make('insales.update', () => {
      const product = structuredClone(this.#get(id))
      if (values.title !== undefined) product.title = values.title.trim()
      if (values.description !== undefined) product.description = values.description
      if (values.hidden !== undefined) product.isHidden = values.hidden
      if (values.vat !== undefined) product.vat = values.vat
      if (values.properties) product.properties = this.#properties(values.properties)
      for (const { name, value } of newOptions) {
        if (product.optionNames.some((known) => foldName(known) === foldName(name))) continue
        product.optionNames.unshift(name)
        this.optionNames.add(name)
        for (const variant of product.variants) variant.options.unshift({ name, value })
      }
      for (const write of variants) this.#writeVariant(product, write)
      product.updatedAt = this.#clock += 1
      this.products.set(id, product)
      return this.#show(product)
    })

  #writeVariant(product: Kept, { id, remove, values, imageId }: VariantWrite): void {
    if (id === undefined) return void this.#addVariant(product, values ?? {})
    const variant = product.variants.find((each) => each.id === id)
    if (!variant) throw outsideError('missing', 'INSALES_NOT_FOUND')
    if (remove) {
      if (product.variants.length === 1) throw outsideError('invalid', 'INSALES_LAST_VARIANT')
      product.variants = product.variants.filter((each) => each !== variant)
      return
    }
    this.#take(product, variant, values ?? {})
    if (imageId !== undefined) variant.imageIds = imageId === '' ? [] : [imageId]
  }

  #addVariant(product: Kept, values: Partial<VariantValues>): void {
    const variant: ShopVariant = {
      id: this.#id(),
      sku: '',
      barcode: '',
      weight: 0,
      prices: {},
      options: [],
      imageIds: [],
    }
    if (product.variants.length >= this.mostVariants)
      throw outsideError('invalid', 'INSALES_TOO_MANY_VARIANTS')
    this.#take(product, variant, values)
    const missing = product.optionNames.some(
      (name) => !variant.options.some((each) => foldName(each.name) === foldName(name)),
    )
    if (missing) throw outsideError('invalid', 'INSALES_OPTIONS_INCOMPLETE')
    product.variants.push(variant)
  }

  #take(product: Kept, variant: ShopVariant, values: Partial<VariantValues>): void {
    if (values.sku !== undefined) variant.sku = values.sku.trim()
    if (values.barcode !== undefined) variant.barcode = values.barcode.trim()
    if (values.weight !== undefined) variant.weight = Number(values.weight.toFixed(3))
    this.#price(variant, values.prices ?? {})
    for (const option of values.options ?? []) setOption(product, variant, option)
    const key = optionsKey(variant.options)
    const twin = product.variants.some((each) => each !== variant && optionsKey(each.options) === key)
    if (twin) throw outsideError('invalid', 'INSALES_OPTIONS_TAKEN')
  }

  #price(variant: ShopVariant, prices: Prices): void {
    for (const [target, value] of Object.entries(prices)) {
      if (/^price\d/.test(target) && !this.kinds.has(target))
        throw outsideError('invalid', 'INSALES_PRICE_KIND')
      Object.assign(variant.prices, { [target]: value })
    }
  }

  #properties(given: Property[]): Property[] {
    return given.map(({ name, value }) => ({
      name,
      value: this.numeric.has(name) ? (/^\d+(\.\d+)?/.exec(value)?.[0] ?? value) : value,
    }))
  }

  updatePrices: InsalesCatalog['updatePrices'] = (_connection, changes) =>
    this.calls.make('insales.updatePrices', () => {
      if (changes.length > 100) throw outsideError('bug', 'TOO_MANY_AT_ONCE')
      for (const { id, prices } of changes) {
        const product = [...this.products.values()].find(({ variants }) =>
          variants.some((each) => each.id === id),
        )
        const variant = product?.variants.find((each) => each.id === id)
        if (variant) this.#price(variant, prices)
        if (product) product.updatedAt = this.#clock += 1
      }
    })

  listChanged: InsalesCatalog['listChanged'] = (_connection, cursor) =>
    this.calls.make('insales.listChanged', () => {
      const later = [...this.products.values()]
        .filter(({ updatedAt, archived }) => !archived && updatedAt > Number(cursor || 0))
        .sort((a, b) => a.updatedAt - b.updatedAt)
      const page = later.slice(0, 250)
      return {
        products: page.map((each) => this.#show(each)),
        cursor: String(page.at(-1)?.updatedAt ?? (cursor || '0')),
        more: later.length > page.length,
      }
    })

  recover: InsalesCatalog['recover'] = (_connection, id) =>
    this.calls.make('insales.recover', () => {
      const product = this.products.get(id)
      if (product) this.products.set(id, { ...product, archived: false, updatedAt: (this.#clock += 1) })
      return product !== undefined
    })

  addToCollection: InsalesCatalog['addToCollection'] = (_connection, productId, collectionId) =>
    this.calls.make('insales.addToCollection', () => {
      const product = this.#get(productId)
      if (!product.collects.includes(collectionId)) product.collects.push(collectionId)
    })

  removeFromCollection: InsalesCatalog['removeFromCollection'] = (_connection, productId, collectionId) =>
    this.calls.make('insales.removeFromCollection', () => {
      const product = this.#get(productId)
      product.collects = product.collects.filter((id) => id !== collectionId)
    })

  /** By hand. */
  collect(productId: string, collectionId: string): void {
    this.#get(productId).collects.push(collectionId)
  }

  addImage: InsalesCatalog['addImage'] = (_connection, productId, { content, title, position }) =>
    this.calls.make('insales.addImage', () => {
      const image = { id: this.#id(), title, position }
      const { images } = this.#get(productId)
      images.splice(position === 0 ? images.length : position - 1, 0, image)
      renumber(images)
      this.contents.set(image.id, content)
      return { ...image }
    })

  moveImage: InsalesCatalog['moveImage'] = (_connection, productId, imageId, position) =>
    this.calls.make('insales.moveImage', () => {
      const { images } = this.#get(productId)
      const at = images.findIndex(({ id }) => id === imageId)
      images.splice(position - 1, 0, ...images.splice(at, 1))
      renumber(images)
    })

  deleteImage: InsalesCatalog['deleteImage'] = (_connection, productId, imageId) =>
    this.calls.make('insales.deleteImage', () => {
      const product = this.#get(productId)
      product.images = product.images.filter(({ id }) => id !== imageId)
      for (const variant of product.variants)
        variant.imageIds = variant.imageIds.filter((id) => id !== imageId)
      renumber(product.images)
    })

  listCollections: InsalesCatalog['listCollections'] = () =>
    this.calls.make('insales.listCollections', () => structuredClone(this.collections))

  createCollection: InsalesCatalog['createCollection'] = (_connection, { title, parentId }) =>
    this.calls.make('insales.createCollection', () => {
      const collection = { id: this.#id(), title, parentId, isSmart: false }
      this.collections.push(collection)
      return { ...collection }
    })

  updateCollection: InsalesCatalog['updateCollection'] = (_connection, id, change) =>
    this.calls.make('insales.updateCollection', () => {
      this.collections = this.collections.map((each) => (each.id === id ? { ...each, ...change } : each))
    })

  priceKinds: InsalesCatalog['priceKinds'] = () => this.calls.make('insales.priceKinds', () => this.kinds)

  renameOption: InsalesCatalog['renameOption'] = (_connection, from, to) =>
    this.calls.make('insales.renameOption', () => {
      if (!this.optionNames.has(from))
        return this.optionNames.has(to) ? ('renamed' as const) : ('missing' as const)
      if (this.optionNames.has(to)) return 'taken' as const
      this.optionNames.delete(from)
      this.optionNames.add(to)
      for (const product of this.products.values()) {
        product.optionNames = product.optionNames.map((name) => (name === from ? to : name))
        for (const { options } of product.variants)
          for (const option of options) if (option.name === from) option.name = to
      }
      return 'renamed' as const
    })
}

function setOption(product: Kept, variant: ShopVariant, { name, value }: OptionValue): void {
  const known = product.optionNames.find((each) => foldName(each) === foldName(name))
  if (known === undefined) throw outsideError('invalid', 'INSALES_OPTION_UNKNOWN')
  const option = variant.options.find((each) => foldName(each.name) === foldName(name))
  if (option) option.value = value.trim()
  else variant.options.push({ name: known, value: value.trim() })
}

const renumber = (images: { position: number }[]): void =>
  images.forEach((image, at) => (image.position = at + 1))
