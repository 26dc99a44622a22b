import type { Good } from '../domain/types.js'
import type { FolderMade, GoodWrite, MoyskladWriter, ShopPictures } from '../handlers/load/load-ports.js'
import { good as aGood, OLD, price, RETAIL } from './builders.js'
import { outsideError } from './calls.js'
import type { FakeMoysklad } from './fake-moysklad.js'
import type { FakeShop } from './fake-shop.js'

/** What a load writes into the account in memory. Keys make a repeat harmless, as the connector has it. */
export class FakeWriter implements MoyskladWriter {
  readonly syncIds = new Map<string, string>()
  /** Names that MoySklad would not take. */
  readonly refused = new Set<string>()
  readonly #moysklad: FakeMoysklad
  #ids = 0

  constructor(moysklad: FakeMoysklad) {
    this.#moysklad = moysklad
  }

  saveFolders: MoyskladWriter['saveFolders'] = (_account, folders) =>
    this.#moysklad.calls.make('moysklad.saveFolders', () =>
      folders.map(({ name, parentId }): FolderMade => {
        const id = `folder-${(this.#ids += 1)}`
        this.#moysklad.folders = [...this.#moysklad.folders, { id, name, parentId, archived: false }]
        return { id, error: undefined }
      }),
    )

  saveGoods: MoyskladWriter['saveGoods'] = (_account, kind, goods) =>
    this.#moysklad.calls.make(`moysklad.save.${kind}`, () => goods.map((write) => this.#save(kind, write)))

  priceTypes: MoyskladWriter['priceTypes'] = () =>
    this.#moysklad.calls.make('moysklad.priceTypes', () => [
      { id: RETAIL, name: 'Цена продажи', isDefault: true },
      { id: OLD, name: 'Старая цена', isDefault: false },
    ])

  #save(kind: Good['kind'], write: GoodWrite): FolderMade {
    if (write.name !== undefined && this.refused.has(write.name))
      return {
        id: '',
        error: outsideError('invalid', 'MOYSKLAD_REFUSED', `Товар «${write.name}». Так нельзя.`),
      }
    const known = kind === 'variant' ? this.#twin(write) : this.syncIds.get(write.syncId)
    const id = known ?? `made-${(this.#ids += 1)}`
    if (kind !== 'variant') this.syncIds.set(write.syncId, id)
    if (known === undefined) this.#moysklad.save(this.#made(kind, id, write))
    return { id, error: undefined }
  }

  #twin({ productId, characteristics }: GoodWrite): string | undefined {
    const values = JSON.stringify(characteristics.map(({ value }) => value))
    const twins = [...this.#moysklad.goods.values()].filter((each) => each.productId === productId)
    return twins.find((each) => JSON.stringify(each.characteristics.map(({ value }) => value)) === values)?.id
  }

  #made(kind: Good['kind'], id: string, write: GoodWrite): Good {
    const {
      name = '',
      description = '',
      article = '',
      externalCode = '',
      barcodes = [],
      folderId = '',
    } = write
    const { images, attributes, weight = 0, vat = -1, productId, components } = write
    return {
      ...aGood(),
      ...{
        id,
        kind,
        description,
        article,
        code: '',
        externalCode,
        barcodes,
        folderId,
        weight,
        vat,
        productId,
      },
      name:
        name ||
        `${this.#moysklad.goods.get(productId)?.name} (${write.characteristics.map(({ value }) => value).join(', ')})`,
      ...{ attributes, components, minPrice: undefined, variantsCount: 0 },
      salePrices: write.salePrices.map(({ typeId, valueMinor }) => price(valueMinor, typeId)),
      buyPrice: write.buyPriceMinor === undefined ? undefined : price(write.buyPriceMinor, ''),
      characteristics: write.characteristics.map(({ name: title, value }) => ({
        id: `ch-${title}`,
        name: title,
        value,
      })),
      images: images.map(({ filename, content }, at) => ({
        id: `${id}-${at}`,
        filename,
        sizeBytes: content.length,
      })),
      imagesCount: images.length,
    }
  }
}

export const fakePictures = (shop: FakeShop): ShopPictures => ({
  download: (_connection, url) =>
    shop.calls.make('insales.download', () => {
      const content = shop.contents.get(url)
      if (!content) throw outsideError('missing', 'INSALES_PICTURE_GONE', 'изображения в inSales больше нет')
      return content
    }),
  priceKinds: () => shop.calls.make('insales.priceKinds', () => [{ id: 'price2', name: 'Оптовая' }]),
})
