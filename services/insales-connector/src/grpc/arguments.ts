import { parseConnectionId, type ConnectionKey } from '@skladbridge/contracts'
import { insalesErrors } from '../errors.js'
import { extraPricePattern } from '../insales/products/extra-fields.js'

const wrong = (field: string, rule: string): Error => insalesErrors.INSALES_ARGUMENT_WRONG({ field, rule })

export function connectionOf(request: { connection?: ConnectionKey | undefined }): ConnectionKey {
  const { accountId = '', shopId = '' } = request.connection ?? {}
  const key = parseConnectionId(`${accountId}.${shopId}`)
  if (!key || !/^\d{1,20}$/.test(shopId)) throw wrong('connection', 'is not an account and a shop')
  return key
}

/** Ids become parts of addresses: nothing but digits gets there. */
export function idOf(value: string, field: string): string {
  if (!/^\d{1,20}$/.test(value)) throw wrong(field, 'is not an id of inSales')
  return value
}

export const idsOf = (values: string[], field: string): string[] => values.map((value) => idOf(value, field))

export function filled(value: string, field: string, longest: number): string {
  if (value.trim() === '' || value.length > longest)
    throw wrong(field, `must have 1 to ${longest} characters`)
  return value
}

export function noLonger(value: string, field: string, longest: number): void {
  if (value.length > longest) throw wrong(field, `must have at most ${longest} characters`)
}

export function amountOf(value: number | undefined, field: string): void {
  if (value === undefined) return
  if (!Number.isSafeInteger(value) || value < 0) throw wrong(field, 'must be kopecks, 0 or more')
}

/** Extra prices by the price kind's name: nothing else becomes a field's name. */
export function extraPricesOf(prices: Record<string, number>, field: string): void {
  for (const [name, minor] of Object.entries(prices)) {
    if (!extraPricePattern.test(name)) throw wrong(field, 'must be named price2, price3, …')
    amountOf(minor, field)
  }
}

export function stocksOf(stocks: Record<string, number>, field: string): void {
  for (const [index, quantity] of Object.entries(stocks)) {
    if (!/^\d{1,3}$/.test(index)) throw wrong(field, 'must be named by array indexes')
    quantityOf(quantity, field)
  }
}

export function quantityOf(value: number | undefined, field: string): void {
  if (value !== undefined && !Number.isFinite(value)) throw wrong(field, 'must be a number')
}

export function accountIdOf(value: string): string {
  if (!/^[0-9A-Za-z-]{1,64}$/.test(value)) throw wrong('account_id', 'is not an account of MoySklad')
  return value
}

/** Part of a Basic header: a colon would move the border to the password (RFC 7617). */
export function apiKeyOf(value: string): string {
  if (value.includes(':')) throw wrong('api_key', 'may hold no colon')
  return filled(value, 'api_key', 255)
}

export function phoneOf(value: string): string {
  if (value.length > 64) throw wrong('phone', 'must have at most 64 characters')
  return value
}
