import { errorPage } from './pages.js'

/** A request the shop turns down: thrown by the rules, made an answer by the server. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly body: unknown,
  ) {
    super(typeof body === 'string' ? `inSales answers ${status}` : JSON.stringify(body))
  }
}

/** 404 comes as a page even to those who accept JSON only. */
export const notFound = () => new Refusal(404, errorPage(404, 'Страница не найдена'))

/** 422 in its general form: texts by field, `base` for the object as a whole. */
export const invalid = (field: string, text: string) => new Refusal(422, { [field]: [text] })

/** «1500.0», «0.35»: how decimals of products and percents of orders are written. */
export function decimal(value: number): string
export function decimal(value: number | null): string | null
export function decimal(value: number | null): string | null {
  if (value === null) return null
  return Number.isInteger(value) ? `${value}.0` : String(round(value, 4))
}

export function round(value: number, digits = 2): number {
  const scale = 10 ** digits
  // the nudge keeps 1.005 from becoming 1.00
  return Math.round((value + Math.sign(value) * Number.EPSILON * Math.abs(value)) * scale) / scale
}

/** ISO 8601 with milliseconds and the offset of the shop's zone (Moscow). */
export function stamp(moment: Date): string
export function stamp(moment: Date | null): string | null
export function stamp(moment: Date | null): string | null {
  if (moment === null) return null
  return new Date(moment.getTime() + 3 * 3_600_000).toISOString().replace('Z', '+03:00')
}

/** `updated_at` and `created_at` of products and orders know whole seconds only. */
export const wholeSecond = (moment: Date) => new Date(Math.floor(moment.getTime() / 1000) * 1000)

const latin: Record<string, string> = Object.fromEntries(
  [...'абвгдеёжзийклмнопрстуфхцчшщъыьэюя'].map((letter, index) => [
    letter,
    'a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch _ y _ e yu ya'
      .split(' ')
      [index]?.replace('_', '') ?? '',
  ]),
)

/** «Чай чёрный» → `chay-chernyy`. */
export function permalink(title: string): string {
  const letters = [...title.toLowerCase()].map((letter) => latin[letter] ?? letter).join('')
  return letters.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'item'
}
