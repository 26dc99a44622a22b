import type { Ctx } from './account.js'
import type { ChildDefinition, Field, Stored, Values } from './types.js'

/** One object about to be saved: `draft` is what it will be, `before` what it was. */
export interface Save {
  ctx: Ctx
  draft: Stored
  before?: Stored
  body: Values
}

/** What makes one type of MoySklad's objects different from the others. */
export interface EntityDefinition {
  type: string
  fields: Record<string, Field>
  children?: ChildDefinition[]
  /** Name of its page in MoySklad's UI, for `meta.uuidHref`. */
  page?: string
  /** The UI knows it by another id: answers 308. */
  ownUiId?: boolean
  /** The type whose `metadata` it shares. */
  metadataOf?: string
  /** The type whose custom attributes it has. */
  attributesOf?: string
  hasStates?: boolean
  /** Numbered by itself, has a bin. */
  isDocument?: boolean
  isGood?: boolean
  /** `updated` and `accountId` are not shown. */
  bare?: boolean
  readOnly?: boolean
  /** Fills in what MoySklad fills in itself. */
  prepare?(save: Save): void
  /** Throws MsError. */
  check?(save: Save): void
  /** Sums and the like. */
  compute?(save: Save): void
  /** After the object is in its collection: reserves, stock, sums of other documents. */
  saved?(save: Save): void
  removed?(ctx: Ctx, stored: Stored): void
  /** Adds computed fields to the answer. */
  show?(ctx: Ctx, stored: Stored, json: Values): void
}
