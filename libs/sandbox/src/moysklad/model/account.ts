import type { SandboxKit } from '../../core/types.js'
import { createLedger, type Ledger } from '../stock/ledger.js'
import { createCollection, type Collection } from './collection.js'
import type {
  AttributeMetadata,
  Change,
  Characteristic,
  PriceType,
  Principal,
  Ref,
  StateMetadata,
} from './types.js'

export interface AccountSettings {
  checkUniqueCode: boolean
  fillUniqueCode: boolean
  fillEAN13Barcode: boolean
  checkUniqueDocumentNumber: boolean
  useRecycleBin: boolean
  createdShared: boolean
  checkMinPrice: boolean
  checkShippingStock: boolean
  /**
   * Not a setting of MoySklad's: makes something else of what documents are given. Texts of additional fields lose their
   * double spaces, quantities have two decimals, prices are rounded to five kopecks.
   */
  tidies: boolean
}

export interface Blob {
  filename: string
  mediaType: string
  content: Buffer
}

/** Everything one MoySklad account holds. */
export interface Account {
  readonly id: string
  readonly name: string
  /** `<appAlias>.<vendorAlias>@<account>` of the solution installed here. */
  appUid: string
  applicationId: string
  settings: AccountSettings
  /** Webhooks work on paid tariffs only. */
  paid: boolean
  /** The solution is a draft or on moderation: its requests weigh 4. */
  moderation: boolean
  collection(type: string): Collection
  attributes(type: string): Map<string, AttributeMetadata>
  states(type: string): Map<string, StateMetadata>
  characteristics: Map<string, Characteristic>
  priceTypes: PriceType[]
  ledger: Ledger
  /** Contents of images, by image id. */
  blobs: Map<string, Blob>
  defaults: { currency?: Ref; owner?: Ref; group?: Ref }
  /** Sandbox time in milliseconds; each call gives a later one, so `updated` orders changes. */
  tick(): number
  now(): number
  nextNumber(sequence: string): string
  uuid(): string
  /** As MoySklad makes external codes: 22 characters. */
  externalCode(): string
  random(): number
}

/** One request, or one thing a person does: who, under which address, and what it changed. */
export interface Ctx {
  account: Account
  principal: Principal
  /** `https://host/api/remap/1.2` as the asker knows it. */
  base: string
  changes: Change[]
}

const defaultSettings: AccountSettings = {
  checkUniqueCode: true,
  fillUniqueCode: true,
  fillEAN13Barcode: true,
  checkUniqueDocumentNumber: false,
  useRecycleBin: true,
  createdShared: true,
  checkMinPrice: false,
  checkShippingStock: false,
  tidies: false,
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

export function createAccount(kit: SandboxKit, id: string, name: string): Account {
  const collections = lazyMap(createCollection)
  const attributes = lazyMap(() => new Map<string, AttributeMetadata>())
  const states = lazyMap(() => new Map<string, StateMetadata>())
  const numbers = new Map<string, number>()
  let last = 0
  return {
    id,
    name,
    appUid: `skladbridge.skladbridge@${name}`,
    applicationId: kit.uuid(),
    settings: { ...defaultSettings },
    paid: true,
    moderation: false,
    collection: collections,
    attributes,
    states,
    characteristics: new Map(),
    priceTypes: [],
    ledger: createLedger(),
    blobs: new Map(),
    defaults: {},
    tick: () => (last = Math.max(kit.clock.now().getTime(), last + 1)),
    now: () => Math.max(kit.clock.now().getTime(), last),
    nextNumber(sequence) {
      const next = (numbers.get(sequence) ?? 0) + 1
      numbers.set(sequence, next)
      return String(next).padStart(5, '0')
    },
    uuid: () => kit.uuid(),
    externalCode: () =>
      Array.from({ length: 22 }, () => alphabet[Math.floor(kit.random() * alphabet.length)]).join(''),
    random: () => kit.random(),
  }
}

function lazyMap<T>(make: () => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    const found = made.get(key) ?? make()
    made.set(key, found)
    return found
  }
}
