import type { moysklad } from '@skladbridge/proto'
import { moyskladErrors } from '../../errors.js'
import type { MoyskladApi } from '../api.js'
import { listAttributes } from '../attributes/attributes.js'
import { listCharacteristics } from '../characteristics/characteristics.js'
import { listFolders } from '../folders/folders.js'
import { pageOf } from '../hrefs.js'
import { entrySchema, orderMetadataSchema, priceTypesSchema, type Entry } from './schema.js'

type DictionaryEntry = moysklad.DictionaryEntry

const lists: Record<string, string> = {
  organizations: 'organization',
  stores: 'store',
  employees: 'employee',
  groups: 'group',
  projects: 'project',
  'sales-channels': 'saleschannel',
  currencies: 'currency',
  contracts: 'contract',
}

const readers: Record<string, (api: MoyskladApi) => Promise<DictionaryEntry[]>> = {
  'order-states': orderStates,
  'price-types': priceTypes,
  'product-folders': productFolders,
  'product-attributes': (api) => attributesOf(api, 'product'),
  'order-attributes': (api) => attributesOf(api, 'customerorder'),
  characteristics: async (api) => (await listCharacteristics(api)).map(toEntry),
}

/** What a merchant chooses from; archived ones are not offered. */
export async function listDictionary(api: MoyskladApi, kind: string): Promise<DictionaryEntry[]> {
  const reader = Object.hasOwn(readers, kind) ? readers[kind] : undefined
  if (reader) return reader(api)
  const entity = Object.hasOwn(lists, kind) ? lists[kind] : undefined
  if (!entity) throw moyskladErrors.MOYSKLAD_ARGUMENT_WRONG({ field: 'kind', rule: 'is not a dictionary' })
  return (await wholeList(api, kind, entity)).map(toEntry)
}

async function orderStates(api: MoyskladApi): Promise<DictionaryEntry[]> {
  const path = 'entity/customerorder/metadata'
  const { states = [] } = await api.ask(orderMetadataSchema, { operation: 'dictionaries.order-states', path })
  return states.map(({ id, name, stateType }) => ({ ...toEntry({ id, name }), note: stateType ?? '' }))
}

/** A bare array; the first is the account's default. */
async function priceTypes(api: MoyskladApi): Promise<DictionaryEntry[]> {
  const path = 'context/companysettings/pricetype'
  const types = await api.ask(priceTypesSchema, { operation: 'dictionaries.price-types', path })
  return types.map((type, index) => ({ ...toEntry(type), isDefault: index === 0 }))
}

/** With the names of those above, as `pathName` has them. */
async function productFolders(api: MoyskladApi): Promise<DictionaryEntry[]> {
  const folders = await listFolders(api, false)
  return folders.map((folder) => ({ ...toEntry(folder), note: folder.pathName ?? '' }))
}

async function attributesOf(
  api: MoyskladApi,
  entity: 'product' | 'customerorder',
): Promise<DictionaryEntry[]> {
  const attributes = await listAttributes(api, entity)
  return attributes.map((attribute) => ({ ...toEntry(attribute), note: attribute.type }))
}

const pageSize = 1_000
/** 2000 active stores are the most MoySklad allows; nobody chooses from more. */
const mostPages = 5

async function wholeList(api: MoyskladApi, kind: string, entity: string): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let page = 0; page < mostPages; page += 1) {
    const { rows } = await api.ask(pageOf(entrySchema), {
      operation: `dictionaries.${kind}`,
      path: `entity/${entity}`,
      query: { limit: pageSize, offset: page === 0 ? undefined : page * pageSize },
    })
    entries.push(...rows)
    if (rows.length < pageSize) break
  }
  return entries
}

const toEntry = (entry: Entry): DictionaryEntry => ({
  id: entry.id,
  name: entry.name,
  archived: entry.archived ?? false,
  note: entry.isoCode ?? '',
  isDefault: entry.default ?? false,
  rate: entry.rate ?? 0,
  multiplicity: entry.multiplicity ?? 0,
  indirect: entry.indirect ?? false,
})
