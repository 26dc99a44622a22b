// Numbers, times and counts as a Russian merchant reads them.

const numbers = new Intl.NumberFormat('ru-RU')
const plurals = new Intl.PluralRules('ru-RU')
const moments = new Intl.DateTimeFormat('ru-RU', { dateStyle: 'short', timeStyle: 'short' })
const days = new Intl.DateTimeFormat('ru-RU', { dateStyle: 'long' })

/** The three forms of a Russian noun: 1 товар, 2 товара, 5 товаров. */
export type Noun = readonly [one: string, few: string, many: string]

export const nouns = {
  product: ['товар', 'товара', 'товаров'],
  linkedProduct: ['связанный товар', 'связанных товара', 'связанных товаров'],
  variant: ['модификация', 'модификации', 'модификаций'],
  group: ['группа', 'группы', 'групп'],
  image: ['изображение', 'изображения', 'изображений'],
  row: ['строка', 'строки', 'строк'],
  day: ['день', 'дня', 'дней'],
  thing: ['запись', 'записи', 'записей'],
} as const satisfies Record<string, Noun>

export const formatNumber = (value: number): string => numbers.format(value)

export function formatCount(count: number, [one, few, many]: Noun): string {
  const form = { one, few, many, zero: many, two: few, other: few }[plurals.select(count)]
  return `${numbers.format(count)} ${form}`
}

/** ISO 8601, or empty for never. */
export const formatMoment = (iso: string): string => (iso === '' ? '' : moments.format(new Date(iso)))
export const formatDay = (iso: string): string => (iso === '' ? '' : days.format(new Date(iso)))

/** Rounded up: «осталось около 3 мин». */
export function formatSeconds(seconds: number): string {
  if (seconds < 0) return 'время пока неизвестно'
  if (seconds < 60) return 'меньше минуты'
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `около ${minutes} мин`
  return `около ${Math.floor(minutes / 60)} ч ${minutes % 60} мин`
}

/** Kopecks. */
export const formatMoney = (minor: number): string => `${numbers.format(minor / 100)} ₽`
