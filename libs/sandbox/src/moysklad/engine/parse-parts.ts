import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { Money, Ref, SalePrice, Values } from '../model/types.js'
import { resolveRef } from './resolve.js'

const objectOf = (name: string, raw: unknown): Values => {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw errors.wrongValueType(name, 'объект')
  return raw as Values
}
export const arrayOf = (name: string, raw: unknown): unknown[] => {
  if (!Array.isArray(raw)) throw errors.wrongValueType(name, 'массив')
  if (raw.length > 1000) throw errors.tooManyInCollection()
  return raw
}

/** «9 999 999 999» of error 3008 are roubles: samples of the documentation have more kopecks than that. */
const mostKopecks = 999_999_999_999

export function parseMoney(ctx: Ctx, name: string, raw: unknown): Money {
  const { value, currency } = objectOf(name, raw)
  if (value !== undefined && typeof value !== 'number') throw errors.wrongValueType('value', 'дробное число')
  if (typeof value === 'number' && value < 0) throw errors.negative('value')
  if (typeof value === 'number' && value > mostKopecks) throw errors.tooMuch('value')
  return {
    value: (value as number | undefined) ?? 0,
    currency: currency ? resolveRef(ctx, 'currency', currency, ['currency']) : ctx.account.defaults.currency!,
  }
}

/** Price types that were not sent keep their prices. */
export function parseSalePrices(
  ctx: Ctx,
  name: string,
  raw: unknown,
  current: SalePrice[] = [],
): SalePrice[] {
  const given = arrayOf(name, raw).map((one) => parseSalePrice(ctx, name, one))
  const byType = new Map(current.map((price) => [price.priceTypeId, price]))
  for (const price of given) byType.set(price.priceTypeId, price)
  return ctx.account.priceTypes.flatMap(({ id }) => byType.get(id) ?? [])
}

function parseSalePrice(ctx: Ctx, name: string, raw: unknown): SalePrice {
  const { priceType } = objectOf(name, raw)
  if (priceType === undefined || priceType === null) throw errors.required('priceType')
  return { ...parseMoney(ctx, name, raw), priceTypeId: parsePriceType(ctx, 'priceType', priceType) }
}

/** By `meta`, as documented; an `id` beside it is enough too. */
export function parsePriceType(ctx: Ctx, name: string, raw: unknown): string {
  const { meta, id } = objectOf(name, raw)
  if (meta) return resolveRef(ctx, name, raw, ['pricetype']).id
  const known = ctx.account.priceTypes.some((type) => type.id === id)
  if (!known) throw typeof id === 'string' ? errors.notFound('pricetype', id) : errors.metaMissing(name)
  return id as string
}

const barcodeKinds = ['ean13', 'ean8', 'code128', 'gtin', 'upc']

/** The whole list; entries with nothing in them vanish. */
export function parseBarcodes(name: string, raw: unknown): Values[] {
  return arrayOf(name, raw).flatMap((one) => {
    const [kind, value] = Object.entries(objectOf(name, one))[0] ?? []
    if (kind === undefined || value === null || value === '') return []
    if (!barcodeKinds.includes(kind)) throw errors.badEnum(name, kind, barcodeKinds)
    if (typeof value !== 'string') throw errors.wrongValueType(kind, 'строка')
    if (value.length > 255) throw errors.barcodeTooLong()
    if (kind === 'gtin' && !/^(\d{8}|\d{12,14})$/.test(value)) throw errors.badGtin()
    return [{ [kind]: value }]
  })
}

/** The whole list; a pack keeps its id when it names it. */
export function parsePacks(ctx: Ctx, name: string, raw: unknown): Values[] {
  return arrayOf(name, raw).map((one) => {
    const { id, uom, quantity, barcodes } = objectOf(name, one)
    if (uom === undefined || uom === null) throw errors.required('uom')
    return {
      id: typeof id === 'string' ? id : ctx.account.uuid(),
      uom: resolveRef(ctx, 'uom', uom, ['uom']),
      quantity: typeof quantity === 'number' ? quantity : 1,
      ...(barcodes !== undefined && { barcodes: parseBarcodes('barcodes', barcodes) }),
    }
  })
}

export function parseRate(ctx: Ctx, name: string, raw: unknown): Values {
  const { currency, value } = objectOf(name, raw)
  return {
    currency: currency ? resolveRef(ctx, 'currency', currency, ['currency']) : ctx.account.defaults.currency,
    ...(typeof value === 'number' && { value }),
  }
}

const payable = ['customerorder', 'demand']

/** `NaN` stands for «what is left of the payment»: the payment's rules fill it in. */
export function parseOperations(ctx: Ctx, raw: unknown): { ref: Ref; linkedSum: number }[] {
  return arrayOf('operations', raw).map((one) => {
    const { linkedSum } = objectOf('operations', one)
    return {
      ref: resolveRef(ctx, 'operations', one, payable),
      linkedSum: typeof linkedSum === 'number' ? linkedSum : NaN,
    }
  })
}
