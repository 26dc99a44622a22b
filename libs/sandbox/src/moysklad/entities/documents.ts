import * as errors from '../errors.js'
import type { Account } from '../model/account.js'
import type { Save } from '../model/definition.js'
import {
  bool,
  code,
  externalCode,
  float,
  int,
  minute,
  moment,
  of,
  ownership,
  ref,
  str,
  text,
} from '../model/fields.js'
import type { Child, ChildDefinition, Field, Ref, Values } from '../model/types.js'
import { filesChild } from './goods.js'

/** What all documents have in common. */
export const documentFields: Record<string, Field> = {
  ...ownership,
  syncId: of('uuid', { filter: true }),
  name: str(),
  description: text(),
  code,
  externalCode,
  moment: minute(),
  applicable: bool(true),
  rate: of('rate'),
  sum: float({ readOnly: true, initial: 0, filter: true }),
  organization: ref('organization', { required: true }),
  organizationAccount: ref('account', { filter: false }),
  agent: ref(['counterparty', 'organization', 'employee'], { required: true }),
  agentAccount: ref('account', { filter: false }),
  contract: ref('contract'),
  project: ref('project'),
  salesChannel: ref('saleschannel'),
  state: ref('state'),
  attributes: of('attributes', { filter: true }),
  created: moment({ readOnly: true }),
  printed: bool(false, { readOnly: true }),
  published: bool(false, { readOnly: true }),
}

export const shippingFields: Record<string, Field> = {
  store: ref('store'),
  vatEnabled: bool(true, { filter: false }),
  vatIncluded: bool(true, { filter: false }),
  vatSum: float({ readOnly: true, initial: 0 }),
  payedSum: float({ readOnly: true, initial: 0 }),
  shipmentAddress: str(),
  shipmentAddressFull: of('address'),
}

export const positionFields: Record<string, Field> = {
  quantity: float({ initial: 0, positive: true }),
  price: float({ initial: 0, positive: true }),
  discount: float({ initial: 0 }),
  vat: int({ initial: 0 }),
  vatEnabled: of('boolean'),
  assortment: ref(['product', 'variant', 'bundle', 'service'], { required: true }),
  pack: of('any'),
  taxSystem: of('string'),
}

export const documentChildren = (type: string, extra: Record<string, Field>): ChildDefinition[] => [
  { name: 'positions', type: `${type}position`, fields: { ...positionFields, ...extra }, metadataOf: type },
  filesChild,
]

export function prepareDocument(save: Save): void {
  const { ctx, draft } = save
  const { account } = ctx
  if (!draft.values.name) draft.values.name = freeNumber(account, draft.type)
  draft.values.moment ??= Math.floor(draft.created / 60_000) * 60_000
  draft.values.rate ??= { currency: account.defaults.currency }
  for (const position of draft.children.positions ?? []) {
    position.values.vatEnabled ??= Number(position.values.vat ?? 0) > 0
    if (account.settings.tidies) position.values = tidied(position.values)
  }
}

const tidied = (values: Values): Values => ({
  ...values,
  quantity: Math.round(Number(values.quantity) * 100) / 100,
  price: Math.round(Number(values.price) / 5) * 5,
})

export function checkDocument({ ctx, draft, before }: Save): void {
  const { account } = ctx
  const name = String(draft.values.name)
  if (account.settings.checkUniqueDocumentNumber && name !== before?.values.name) {
    const same = account.collection(draft.type).by('name', name)
    if (same.some(({ id }) => id !== draft.id)) throw errors.notUnique('name')
  }
  for (const { values } of draft.children.positions ?? []) {
    const wholeOnly = (values.assortment as Ref).type === 'bundle'
    if (wholeOnly && !Number.isInteger(values.quantity)) throw errors.bundleQuantityNotInteger()
  }
}

function freeNumber(account: Account, type: string): string {
  for (;;) {
    const name = account.nextNumber(`document ${type}`)
    if (account.collection(type).by('name', name).length === 0) return name
  }
}

const kopecks = (amount: number) => Math.round(Number(amount.toFixed(6)))

/** A position's sum after its discount, whole kopecks; of `quantity` of it when given. */
export function positionSum(values: Values, quantity = Number(values.quantity)): number {
  return kopecks((Number(values.price) * quantity * (100 - Number(values.discount ?? 0))) / 100)
}

/** `sum` and `vatSum` of a document: VAT is inside the prices, or comes on top. */
export function computeSums(values: Values, positions: Child[]): void {
  let sum = 0
  let vatSum = 0
  for (const position of positions) {
    const amount = positionSum(position.values)
    const rate = values.vatEnabled ? Number(position.values.vat ?? 0) : 0
    const vat = values.vatIncluded ? kopecks((amount * rate) / (100 + rate)) : kopecks((amount * rate) / 100)
    vatSum += vat
    sum += values.vatIncluded ? amount : amount + vat
  }
  values.sum = sum
  values.vatSum = vatSum
}
