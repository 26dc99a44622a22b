import { invalid } from './answers.js'

export type Input = Record<string, unknown>

/** The object a body stands for: in its envelope (`{"product": {…}}`) or bare, as both are accepted. */
export function unwrap(body: unknown, envelope: string): Input {
  const outer = record(body)
  return isRecord(outer[envelope]) ? outer[envelope] : outer
}

export function record(value: unknown): Input {
  return isRecord(value) ? value : {}
}

/** A list of objects; Rails also takes `{"0": {…}, "1": {…}}` for one. */
export function records(value: unknown): Input[] {
  if (Array.isArray(value)) return value.filter(isRecord)
  return isRecord(value) ? Object.values(value).filter(isRecord) : []
}

export function has(input: Input, key: string): boolean {
  return input[key] !== undefined
}

export function text(value: unknown): string | null {
  if (value == null) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A number or a string that is one («1500.5», «1500,5»). @throws Refusal 422 for the field otherwise. */
export function numeric(value: unknown, field: string): number | null {
  if (value == null || value === '') return null
  const number = typeof value === 'string' ? Number(value.trim().replace(',', '.')) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(field, 'не является числом')
  return number
}

export function flag(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true'
}

export function id(value: unknown): number {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : Number.NaN
}

function isRecord(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
