import type { Field, FieldKind } from './types.js'

const field = (kind: FieldKind, more: Partial<Field> = {}): Field => ({ kind, ...more })

/** Short names for the tables in `entities/`. Filterable unless MoySklad's table says otherwise. */
export const str = (more: Partial<Field> = {}) => field('string', { max: 255, filter: true, ...more })
export const text = () => field('string', { max: 4096, filter: true })
export const bool = (initial: boolean, more: Partial<Field> = {}) =>
  field('boolean', { initial, filter: true, ...more })
export const flag = () => field('boolean')
export const int = (more: Partial<Field> = {}) => field('int', more)
export const float = (more: Partial<Field> = {}) => field('float', more)
export const moment = (more: Partial<Field> = {}) => field('moment', { filter: true, ...more })
export const minute = (more: Partial<Field> = {}) => field('minute', { filter: true, ...more })
export const choice = (values: readonly string[], more: Partial<Field> = {}) =>
  field('enum', { values, ...more })
export const ref = (to: string | readonly string[], more: Partial<Field> = {}) =>
  field('ref', { to: typeof to === 'string' ? [to] : to, filter: true, ...more })
export const of = field

export const externalCode = str()
export const code = str()
export const name = str({ required: true })

/** owner, group, shared: who sees the object. */
export const ownership = {
  owner: ref('employee'),
  shared: bool(false),
  group: ref('group'),
}

/** What an entry of a list has beside its own: who sees it, how it is called, whether it was put away. */
export const listed = {
  ...ownership,
  name,
  description: text(),
  code,
  externalCode,
  archived: bool(false),
}

// prettier-ignore
export const trackingTypes = [
  'BEER_ALCOHOL', 'BICYCLE', 'ELECTRONICS', 'FOOD_SUPPLEMENT', 'LP_CLOTHES', 'LP_LINENS', 'MEDICAL_DEVICES',
  'MILK', 'NABEER', 'NCP', 'NOT_TRACKED', 'OTP', 'PERFUMERY', 'PET_FOOD', 'SANITIZER', 'SEAFOOD', 'SHOES',
  'SOFT_DRINKS', 'TIRES', 'TOBACCO', 'VEGETABLE_OIL', 'VETPHARMA', 'WATER',
]
// prettier-ignore
export const taxSystems = [
  'GENERAL_TAX_SYSTEM', 'SIMPLIFIED_TAX_SYSTEM_INCOME', 'SIMPLIFIED_TAX_SYSTEM_INCOME_OUTCOME',
  'UNIFIED_AGRICULTURAL_TAX', 'PRESUMPTIVE_TAX_SYSTEM', 'PATENT_BASED', 'TAX_SYSTEM_SAME_AS_GROUP',
]
// prettier-ignore
export const paymentItemTypes = [
  'GOOD', 'EXCISABLE_GOOD', 'WORK', 'SERVICE', 'COMPOUND_PAYMENT_ITEM', 'PROVIDING_RID',
  'ANOTHER_PAYMENT_ITEM',
]
