import { fromRfc3339 } from '../domain/moment.js'
import { moyskladErrors } from '../errors.js'

const wrong = (field: string, rule: string): Error => moyskladErrors.MOYSKLAD_ARGUMENT_WRONG({ field, rule })

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Ids become parts of addresses: nothing but a UUID gets there. */
export function idOf(value: string, field: string): string {
  if (!uuid.test(value)) throw wrong(field, 'is not an id of MoySklad')
  return value.toLowerCase()
}

export const optionalId = (value: string, field: string): string => (value === '' ? '' : idOf(value, field))

export function idsOf(values: string[], field: string, most: number): string[] {
  if (values.length > most) throw wrong(field, `at most ${most}`)
  return [...new Set(values.map((value) => idOf(value, field)))]
}

export function listOf<T>(values: T[], field: string, most: number): T[] {
  if (values.length > most) throw wrong(field, `at most ${most}`)
  return values
}

export function textsOf(values: string[], field: string, most: number): string[] {
  return listOf(values, field, most).map((value) => filled(value, field, 255))
}

export function filled(value: string, field: string, longest: number): string {
  if (value.trim() === '' || value.length > longest)
    throw wrong(field, `must have 1 to ${longest} characters`)
  return value
}

export function noLonger(value: string, field: string, longest: number): string {
  if (value.length > longest) throw wrong(field, `at most ${longest} characters`)
  return value
}

export function oneOf<T extends string>(value: string, field: string, allowed: readonly T[]): T {
  if (!(allowed as readonly string[]).includes(value))
    throw wrong(field, `must be one of ${allowed.join(', ')}`)
  return value as T
}

export function limitOf(value: number, most: number): number {
  if (!Number.isInteger(value) || value < 1 || value > most) throw wrong('limit', `must be from 1 to ${most}`)
  return value
}

export function optionalMoment(value: string, field: string): Date | undefined {
  if (value === '') return undefined
  const moment = fromRfc3339(value)
  if (!moment) throw wrong(field, 'must be RFC 3339')
  return moment
}

export function numberFrom(value: number, field: string, least: number): void {
  if (!Number.isFinite(value) || value < least) throw wrong(field, `must be a number from ${least}`)
}
