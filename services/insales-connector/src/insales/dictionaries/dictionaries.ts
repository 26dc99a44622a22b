import { AppError } from '@skladbridge/errors'
import type { insales } from '@skladbridge/proto'
import type { z } from 'zod'
import { insalesErrors } from '../../errors.js'
import { listCollections } from '../collections/collections.js'
import type { Shop } from '../shop.js'
import { dictionarySchemas as schemas } from './schema.js'

type Entry = insales.DictionaryEntry

interface Dictionary {
  about: string
  path: string
  read(shop: Shop, call: { operation: string; about: string; path: string }): Promise<Entry[]>
  /** A shop may have switched it off: then there is nothing to choose from (§2.9). */
  optional?: boolean
}

const entry = (id: string, title: string, more: Partial<Entry> = {}): Entry => ({
  id,
  title,
  note: '',
  isDefault: false,
  ...more,
})

const reader =
  <S extends z.ZodType<unknown[]>>(schema: S, map: (row: z.output<S>[number]) => Entry | undefined) =>
  async (shop: Shop, call: { operation: string; about: string; path: string }): Promise<Entry[]> =>
    (await shop.read(call, schema)).map(map).filter((row) => row !== undefined)

const pageSize = 250
const mostPages = 20

/** The same for lists that may be longer than a page. */
function wholeList<S extends z.ZodType<unknown[]>>(
  schema: S,
  map: (row: z.output<S>[number]) => Entry,
): Dictionary['read'] {
  return async (shop, call) => {
    const entries = new Map<string, Entry>()
    for (let page = 1; page <= mostPages; page += 1) {
      const rows = await shop.read({ ...call, query: { per_page: pageSize, page } }, schema)
      for (const one of rows.map(map)) entries.set(one.id, one)
      if (rows.length < pageSize) break
    }
    return [...entries.values()]
  }
}

/** `destiny` of `/fields.json` that means a field of the order (§2.10). */
const orderDestiny = '3'

const dictionaries: Record<string, Dictionary> = {
  'custom-statuses': {
    about: 'статусы заказов',
    path: '/custom_statuses.json',
    optional: true,
    read: reader(schemas.customStatuses, ({ permalink, title, system_status, is_default }) =>
      entry(permalink, title, { note: system_status, isDefault: is_default === true }),
    ),
  },
  'price-kinds': {
    about: 'виды цен',
    path: '/price_kinds.json',
    read: reader(schemas.priceKinds, (kind) => entry(kind.variant_price_method_name, kind.title)),
  },
  warehouses: {
    about: 'склады',
    path: '/warehouses.json',
    read: reader(schemas.warehouses, ({ array_index, title, name, is_default }) =>
      entry(array_index, title || name || `Склад ${array_index}`, { isDefault: is_default === true }),
    ),
  },
  'payment-gateways': {
    about: 'способы оплаты',
    path: '/payment_gateways.json',
    read: reader(schemas.titled, ({ id, title }) => entry(id, title)),
  },
  'delivery-variants': {
    about: 'способы доставки',
    path: '/delivery_variants.json',
    read: reader(schemas.titled, ({ id, title }) => entry(id, title)),
  },
  properties: {
    about: 'параметры товаров',
    path: '/properties.json',
    read: wholeList(schemas.properties, ({ id, title, permalink }) => entry(id, title, { note: permalink })),
  },
  collections: {
    about: 'коллекции',
    path: '/collections.json',
    read: async (shop) =>
      (await listCollections(shop)).map(({ id, title, parent_id }) =>
        entry(id, title, { note: parent_id ?? '' }),
      ),
  },
  'order-fields': {
    about: 'поля заказа',
    path: '/fields.json',
    read: reader(schemas.orderFields, ({ id, title, office_title, handle, destiny }) =>
      destiny === orderDestiny ? entry(id, office_title || title, { note: handle }) : undefined,
    ),
  },
}

/** Throws INSALES_ARGUMENT_WRONG for a kind that there is not. */
export async function listDictionary(shop: Shop, kind: string): Promise<Entry[]> {
  const dictionary = Object.hasOwn(dictionaries, kind) ? dictionaries[kind] : undefined
  if (!dictionary) throw insalesErrors.INSALES_ARGUMENT_WRONG({ field: 'kind', rule: 'is not a dictionary' })
  const { about, path, optional } = dictionary
  try {
    return await dictionary.read(shop, { operation: `dictionaries.${kind}`, about, path })
  } catch (error) {
    if (optional && error instanceof AppError && (error.kind === 'missing' || error.kind === 'invalid'))
      return []
    throw error
  }
}
