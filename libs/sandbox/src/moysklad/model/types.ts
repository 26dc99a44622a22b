/** A reference to another object of the account. */
export interface Ref {
  type: string
  id: string
  /** Set when the object does not lie at `entity/<type>/<id>`: states, accounts of counterparties. */
  path?: string
}

export interface Money {
  value: number
  currency: Ref
}
export interface SalePrice extends Money {
  priceTypeId: string
}
export interface AttributeValue {
  id: string
  value: unknown
}
export interface Child {
  id: string
  values: Values
}
export type Values = Record<string, unknown>

/** One object of an account as it is kept: references as `Ref`, moments as milliseconds. */
export interface Stored {
  type: string
  id: string
  /** The id MoySklad's own pages use; differs from `id` for goods (answers 308). */
  uiId: string
  created: number
  updated: number
  /** In the bin since. */
  deleted?: number
  updatedBy: string
  /** Came with every account: not to be changed or deleted. */
  standard?: boolean
  values: Values
  children: Record<string, Child[]>
}

export type FieldKind =
  | 'string'
  | 'email'
  | 'int'
  | 'float'
  | 'boolean'
  | 'moment'
  | 'minute'
  | 'enum'
  | 'ref'
  | 'money'
  | 'salePrices'
  | 'barcodes'
  | 'packs'
  | 'attributes'
  | 'characteristics'
  | 'address'
  | 'priceType'
  | 'strings'
  | 'rate'
  | 'operations'
  | 'uuid'
  | 'any'

export interface Field {
  kind: FieldKind
  /** Longest string. */
  max?: number
  /** Must be there and not empty after creation. */
  required?: boolean
  /** What comes in is ignored. */
  readOnly?: boolean
  filter?: boolean
  to?: readonly string[]
  values?: readonly string[]
  initial?: unknown
  /** Numbers below zero are refused (3002). */
  positive?: boolean
}

export interface ChildDefinition {
  /** `positions`, `components`, `accounts` … */
  name: string
  type: string
  fields: Record<string, Field>
  metadataOf?: string
}

export type AttributeType = string
export interface AttributeMetadata {
  id: string
  name: string
  type: AttributeType
  required: boolean
  show: boolean
  description?: string
}
export interface StateMetadata {
  id: string
  name: string
  color: number
  stateType: string
}
export interface PriceType {
  id: string
  name: string
  externalCode: string
}
export interface Characteristic {
  id: string
  name: string
}

export type Action = 'CREATE' | 'UPDATE' | 'DELETE'
export interface Change {
  type: string
  id: string
  action: Action
  updatedFields: string[]
}

/** Who is asking. `key` names what limits are counted by: the solution in its account, or the user. */
export interface Principal {
  kind: 'solution' | 'user'
  key: string
  /** As in `updatedBy` and the webhooks' `auditContext`. */
  uid: string
  employeeId?: string
}
