import { definitions } from '../entities/index.js'
import { metaOf } from '../engine/hrefs.js'
import { createObject } from '../engine/save.js'
import type { Ctx } from '../model/account.js'
import type { Values } from '../model/types.js'
import { folders, picture, plaidColours, priceTypeNames, products, type SeedProduct } from './shop.js'

/** Ids of what the seed made, by name where there are several. */
export interface SeededShop {
  organization: string
  stores: { main: string; shop: string }
  employees: { manager: string; storekeeper: string }
  salesChannel: string
  project: string
  counterparties: { person: string; company: string }
  folders: Record<string, string>
  /** By article. */
  products: Record<string, string>
  /** By colour. */
  variants: Record<string, string>
  bundle: string
  service: string
  priceTypes: Record<string, string>
}

type Add = (type: string, body: Values) => string
type Link = (type: string, id: string) => Values

export function seedShop(ctx: Ctx): SeededShop {
  const add: Add = (type, body) => createObject(ctx, definitions.get(type)!, body).id
  const link: Link = (type, id) => ({ meta: metaOf(ctx, type, id) })
  for (const name of priceTypeNames.slice(ctx.account.priceTypes.length))
    ctx.account.priceTypes.push({ id: ctx.account.uuid(), name, externalCode: ctx.account.externalCode() })
  add('currency', { name: 'доллар', fullName: 'Доллар США', code: '840', isoCode: 'USD', rate: 81.5 })
  const people = seedPeople(add)
  const stores = seedStores(add)
  const folderIds = Object.fromEntries(folders.map((name) => [name, add('productfolder', { name })]))
  const productIds = Object.fromEntries(
    products.map((product) => [product.article, seedProduct(ctx, add, link, folderIds, product)]),
  )
  const variants = seedVariants(ctx, add, link, productIds['PL-1317']!)
  seedStock(ctx, stores, productIds, variants)
  return {
    ...people,
    stores,
    folders: folderIds,
    products: productIds,
    variants,
    ...seedOthers(ctx, add, link, productIds),
    priceTypes: Object.fromEntries(ctx.account.priceTypes.map(({ name, id }) => [name, id])),
  }
}

const seedPeople = (add: Add) => ({
  organization: add('organization', {
    name: 'ООО «Тёплый дом»',
    legalTitle: 'Общество с ограниченной ответственностью «Тёплый дом»',
    inn: '7701234567',
    kpp: '770101001',
    email: 'info@teply-dom.example',
    payerVat: true,
  }),
  employees: {
    manager: addPerson(add, 'Кузнецова Мария Андреевна', 'Менеджер'),
    storekeeper: addPerson(add, 'Орлов Сергей Петрович', 'Кладовщик'),
  },
  salesChannel: add('saleschannel', { name: 'Интернет-магазин', type: 'ECOMMERCE' }),
  project: add('project', { name: 'Розница' }),
  counterparties: {
    person: add('counterparty', {
      name: 'Соколова Анна',
      companyType: 'individual',
      phone: '+7 916 555-01-02',
      email: 'anna.sokolova@example.com',
    }),
    company: add('counterparty', {
      name: 'ООО «Кафе Липа»',
      inn: '7704567890',
      phone: '+7 495 555-10-20',
      tags: ['опт'],
    }),
  },
})

function addPerson(add: Add, name: string, position: string): string {
  const [lastName, firstName, middleName] = name.split(' ')
  return add('employee', { lastName, firstName, middleName, position })
}

const seedStores = (add: Add) => ({
  main: add('store', { name: 'Основной склад', address: 'Московская обл., г Мытищи, ул Складская, 4' }),
  shop: add('store', { name: 'Магазин на Лесной', address: 'г Москва, ул Лесная, 12' }),
})

function seedProduct(
  ctx: Ctx,
  add: Add,
  link: Link,
  folderIds: Record<string, string>,
  seed: SeedProduct,
): string {
  const prices = [seed.price, seed.wholesale, seed.old ?? 0]
  return add('product', {
    name: seed.name,
    article: seed.article,
    description: seed.description,
    weight: seed.weight,
    vat: seed.vat ?? 20,
    productFolder: link('productfolder', folderIds[seed.folder]!),
    uom: link('uom', '19f1edc0-fc42-4001-94cb-c9ec9c62ec10'),
    buyPrice: { value: seed.cost },
    salePrices: ctx.account.priceTypes.map(({ id }, i) => ({ value: prices[i] ?? 0, priceType: { id } })),
    ...(seed.image && { images: [{ filename: `${seed.article.toLowerCase()}.png`, content: picture }] }),
  })
}

function seedVariants(ctx: Ctx, add: Add, link: Link, plaid: string): Record<string, string> {
  const made = plaidColours.map((value) => [
    value,
    add('variant', {
      product: link('product', plaid),
      characteristics: [{ name: 'Цвет', value }],
      salePrices: ctx.account.priceTypes.map(({ id }, i) => ({
        value: [449000, 330000, 499000][i] ?? 0,
        priceType: { id },
      })),
    }),
  ])
  return Object.fromEntries(made) as Record<string, string>
}

function seedStock(
  ctx: Ctx,
  stores: SeededShop['stores'],
  productIds: Record<string, string>,
  variants: Record<string, string>,
): void {
  const { ledger } = ctx.account
  const at = ctx.account.now()
  for (const { article, stock } of products) {
    if (stock[0] + stock[1] === 0) continue
    ledger.setStock(productIds[article]!, stores.main, stock[0], at)
    ledger.setStock(productIds[article]!, stores.shop, stock[1], at)
  }
  Object.values(variants).forEach((id, i) => ledger.setStock(id, stores.main, 6 + i * 4, at))
}

function seedOthers(ctx: Ctx, add: Add, link: Link, productIds: Record<string, string>) {
  const priced = (value: number) =>
    ctx.account.priceTypes.slice(0, 1).map(({ id }) => ({ value, priceType: { id } }))
  return {
    bundle: add('bundle', {
      name: 'Набор «Завтрак на двоих»',
      article: 'NB-0001',
      salePrices: priced(249000),
      components: [
        { assortment: link('product', productIds['KR-0350']!), quantity: 2 },
        { assortment: link('product', productIds['TR-0270']!), quantity: 2 },
      ],
    }),
    service: add('service', { name: 'Доставка курьером', salePrices: priced(35000) }),
  }
}
