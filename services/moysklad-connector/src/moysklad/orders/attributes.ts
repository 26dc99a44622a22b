import type { moysklad } from '@skladbridge/proto'
import { formatMoment, fromRfc3339, toRfc3339 } from '../../domain/moment.js'
import { linkTo } from '../hrefs.js'
import type { Attribute } from './schema.js'

export const textTypes = ['string', 'text', 'long', 'double', 'boolean', 'time', 'link'] as const

/** An additional field for a body: by its metadata, the value in its own type; `null` clears it (api/moysklad.md §2.6). */
export const toAttributeBody = (
  baseUrl: string,
  { id, type, value }: moysklad.OrderAttribute,
): Record<string, unknown> => ({
  ...attributeLink(baseUrl, id),
  value: value === '' ? null : typedValue(type, value),
})

const attributeLink = (baseUrl: string, id: string) =>
  linkTo(baseUrl, `entity/customerorder/metadata/attributes/${id}`, 'attributemetadata')

function typedValue(type: string, value: string): string | number | boolean {
  if (type === 'long' || type === 'double') return Number(value)
  if (type === 'boolean') return value === 'true'
  const moment = type === 'time' ? fromRfc3339(value) : undefined
  return moment ? formatMoment(moment) : value
}

/** Undefined for references and files. */
export function toAttribute({ id, type = '', value }: Attribute): moysklad.OrderAttribute | undefined {
  if (!(textTypes as readonly string[]).includes(type)) return undefined
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '')
  return { id, type, value: type === 'time' ? toRfc3339(text) : text }
}
