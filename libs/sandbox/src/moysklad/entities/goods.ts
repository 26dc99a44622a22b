import * as errors from '../errors.js'
import type { Account } from '../model/account.js'
import type { EntityDefinition, Save } from '../model/definition.js'
import {
  bool,
  choice,
  code,
  externalCode,
  float,
  int,
  of,
  ref,
  str,
  taxSystems,
  text,
  trackingTypes,
} from '../model/fields.js'
import type { ChildDefinition, Ref, Stored, Values } from '../model/types.js'

/** What product, bundle and service have in common. */
export const goodsFields = {
  externalCode,
  code,
  description: text(),
  archived: bool(false),
  barcodes: of('barcodes', { filter: true }),
  discountProhibited: bool(false, { filter: false }),
  minPrice: of('money'),
  salePrices: of('salePrices'),
  productFolder: ref('productfolder', { filter: false }),
  uom: ref('uom', { filter: false }),
  vat: int(),
  vatEnabled: bool(false, { filter: false }),
  useParentVat: bool(true, { filter: false }),
  taxSystem: choice(taxSystems),
  attributes: of('attributes', { filter: true }),
  syncId: of('uuid', { filter: true }),
}

export const physicalFields = {
  article: str(),
  weight: float({ initial: 0, filter: true, positive: true }),
  volume: float({ initial: 0, filter: true, positive: true }),
  country: ref('country', { filter: false }),
  tnved: str({ filter: false }),
  trackingType: choice(trackingTypes, { initial: 'NOT_TRACKED' }),
  partialDisposal: of('boolean'),
}

export const imagesChild: ChildDefinition = { name: 'images', type: 'image', fields: {} }
export const filesChild: ChildDefinition = { name: 'files', type: 'files', fields: {} }

export const goodTypes = ['product', 'variant', 'bundle', 'service'] as const

/** Codes are numbered over all goods, and unique over all of them when the account says so. */
export function prepareGood(save: Save): void {
  const { account } = save.ctx
  const { values } = save.draft
  if (!values.code && !save.before && account.settings.fillUniqueCode) values.code = freeCode(account)
  if (!save.before && save.body.barcodes === undefined && account.settings.fillEAN13Barcode)
    values.barcodes = [{ ean13: nextEan13(account) }]
  if (!save.before) values.salePrices = pricesOfAllTypes(account, values.salePrices as Values[] | undefined)
  if (values.vat !== undefined && save.body.useParentVat === undefined && save.body.vat !== undefined)
    values.useParentVat = false
  if (values.vat !== undefined && save.body.vatEnabled === undefined && save.body.vat !== undefined)
    values.vatEnabled = true
}

export function checkGood(save: Save): void {
  const { account } = save.ctx
  const wanted = save.draft.values.code as string | undefined
  if (!account.settings.checkUniqueCode || !wanted || wanted === save.before?.values.code) return
  const others = goodTypes.flatMap((type) => account.collection(type).by('code', wanted))
  if (others.some((other) => other.id !== save.draft.id)) throw errors.notUnique('code')
}

function freeCode(account: Account): string {
  for (;;) {
    const code = account.nextNumber('code')
    if (goodTypes.every((type) => account.collection(type).by('code', code).length === 0)) return code
  }
}

/** A price of each type is always there; those not given are 0. */
function pricesOfAllTypes(account: Account, given: Values[] = []): Values[] {
  const currency = account.defaults.currency
  return account.priceTypes.map(
    (type) =>
      given.find((price) => price.priceTypeId === type.id) ?? { value: 0, currency, priceTypeId: type.id },
  )
}

export function nextEan13(account: Account): string {
  const digits = `2${account.nextNumber('ean13').padStart(11, '0')}`
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1), 0)
  return digits + ((10 - (sum % 10)) % 10)
}

/** Names of the folders above, joined by «/»; empty at the root. */
export function pathOf(account: Account, parent: Ref | undefined): string {
  const folder = parent && account.collection('productfolder').get(parent.id)
  if (!folder) return ''
  const above = pathOf(account, folder.values.productFolder as Ref | undefined)
  return above ? `${above}/${String(folder.values.name)}` : String(folder.values.name)
}

export function showGood(account: Account, stored: Stored, json: Values): void {
  json.pathName = pathOf(account, stored.values.productFolder as Ref | undefined)
  const vat = effectiveVat(account, stored)
  if (!vat) return
  json.effectiveVat = vat.vat
  json.effectiveVatEnabled = vat.enabled
}

function effectiveVat(account: Account, stored: Stored): { vat: number; enabled: boolean } | undefined {
  if (!stored.values.useParentVat) {
    if (stored.values.vat === undefined) return undefined
    return { vat: stored.values.vat as number, enabled: Boolean(stored.values.vatEnabled) }
  }
  const parent = stored.values.productFolder as Ref | undefined
  const folder = parent && account.collection('productfolder').get(parent.id)
  return folder && effectiveVat(account, folder)
}

/** All four kinds of goods behave alike in what `goods.ts` holds. */
export function good(definition: EntityDefinition): EntityDefinition {
  const { prepare, check, show } = definition
  return {
    isGood: true,
    ownUiId: true,
    ...definition,
    prepare(save) {
      prepareGood(save)
      prepare?.(save)
    },
    check(save) {
      checkGood(save)
      check?.(save)
    },
    show(ctx, stored, json) {
      if (definition.type !== 'variant') showGood(ctx.account, stored, json)
      show?.(ctx, stored, json)
    },
  }
}
