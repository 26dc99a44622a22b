import * as errors from '../errors.js'
import type { Ctx } from '../model/account.js'
import type { AttributeValue, Field, FieldKind, SalePrice, Values } from '../model/types.js'
import { parseMoment, toMinute } from '../moment.js'
import { isUuid } from './hrefs.js'
import { parseAttributes, parseCharacteristics } from './parse-attributes.js'
import {
  parseBarcodes,
  parseMoney,
  parseOperations,
  parsePacks,
  parsePriceType,
  parseRate,
  parseSalePrices,
} from './parse-parts.js'
import { resolveRef } from './resolve.js'

export interface Input {
  ctx: Ctx
  name: string
  field: Field
  raw: unknown
  /** What the field holds now: some values are merged into it. */
  current: unknown
  /** Whose custom attributes they are. */
  attributesOf?: string | undefined
}

const parsers: Record<FieldKind, (input: Input) => unknown> = {
  string: parseString,
  email: parseEmail,
  int: (input) => parseNumber(input, Number.isInteger, 'целое число'),
  float: (input) => parseNumber(input, Number.isFinite, 'дробное число'),
  boolean: parseBoolean,
  moment: parseDate,
  minute: (input) => toMinute(parseDate(input)),
  enum: parseEnum,
  uuid: parseUuid,
  ref: ({ ctx, name, field, raw }) => resolveRef(ctx, name, raw, field.to ?? []),
  money: ({ ctx, name, raw }) => parseMoney(ctx, name, raw),
  salePrices: ({ ctx, name, raw, current }) =>
    parseSalePrices(ctx, name, raw, current as SalePrice[] | undefined),
  barcodes: ({ name, raw }) => parseBarcodes(name, raw),
  packs: ({ ctx, name, raw }) => parsePacks(ctx, name, raw),
  attributes: ({ ctx, raw, current, attributesOf }) =>
    parseAttributes(ctx, attributesOf ?? '', raw, current as AttributeValue[] | undefined),
  characteristics: ({ ctx, raw }) => parseCharacteristics(ctx, raw),
  address: ({ name, raw }) => parseObject(name, raw),
  priceType: ({ ctx, name, raw }) => parsePriceType(ctx, name, raw),
  strings: parseStrings,
  rate: ({ ctx, name, raw }) => parseRate(ctx, name, raw),
  operations: ({ ctx, raw }) => parseOperations(ctx, raw),
  any: ({ raw }) => raw,
}

/** Turns what came in for a field into what is kept; throws the documented error when it does not fit. */
export const parseField = (input: Input): unknown => parsers[input.field.kind](input)

function parseString({ name, field, raw }: Input): string {
  if (typeof raw !== 'string') throw errors.wrongValueType(name, 'строка')
  if (field.max !== undefined && [...raw].length > field.max) throw errors.tooLong(name, field.max)
  return raw
}

function parseEmail(input: Input): string {
  const email = parseString(input)
  if (email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw errors.badEmail(email)
  return email
}

function parseNumber({ name, field, raw }: Input, fits: (n: number) => boolean, type: string): number {
  if (typeof raw !== 'number' || !fits(raw)) throw errors.wrongValueType(name, type)
  if (field.positive && raw < 0) throw errors.negative(name)
  return raw
}

function parseBoolean({ name, raw }: Input): boolean {
  if (typeof raw !== 'boolean') throw errors.wrongValueType(name, 'булево значение')
  return raw
}

function parseDate({ name, raw }: Input): number {
  const ms = typeof raw === 'string' ? parseMoment(raw) : undefined
  if (ms === undefined) throw errors.wrongValueType(name, 'дата')
  return ms
}

function parseEnum({ name, field, raw }: Input): string {
  const allowed = field.values ?? []
  if (typeof raw !== 'string') throw errors.wrongValueType(name, 'строка')
  if (!allowed.includes(raw)) throw errors.badEnum(name, raw, allowed)
  return raw
}

function parseUuid({ name, raw }: Input): string {
  if (typeof raw !== 'string') throw errors.wrongValueType(name, 'строка')
  if (!isUuid(raw)) throw errors.badUuid()
  return raw.toLowerCase()
}

function parseStrings({ name, raw }: Input): string[] {
  if (!Array.isArray(raw) || raw.some((one) => typeof one !== 'string'))
    throw errors.wrongValueType(name, 'массив строк')
  return raw as string[]
}

export function parseObject(name: string, raw: unknown): Values {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw errors.wrongValueType(name, 'объект')
  return raw as Values
}
