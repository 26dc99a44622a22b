import { readFixture } from '@skladbridge/testing'
import { describe, expect, it } from '@jest/globals'
import { moyskladErrors } from '../errors.js'
import { readRefusal, refusalCodeOf, toRefusal } from './refusals.js'

const read = { operation: 'orders.get', isWrite: false }
const write = { operation: 'orders.create', isWrite: true }
const bodyOf = (code: number, more: object = {}) => ({ errors: [{ error: 'Ошибка', code, ...more }] })

describe('what MoySklad refuses', () => {
  it.each([
    [401, 1056, 'MOYSKLAD_ACCESS_LOST', 'denied'],
    [403, 1016, 'MOYSKLAD_NO_RIGHT', 'denied'],
    [403, 1070, 'MOYSKLAD_TARIFF', 'denied'],
    [404, 1021, 'MOYSKLAD_NOT_FOUND', 'missing'],
    [409, 1028, 'MOYSKLAD_IN_USE', 'invalid'],
    [412, 1065, 'MOYSKLAD_PARALLEL_EDIT', 'conflict'],
    [412, 3000, 'MOYSKLAD_FIELD_EMPTY', 'invalid'],
    [412, 3006, 'MOYSKLAD_NOT_UNIQUE', 'invalid'],
    [412, 15000, 'MOYSKLAD_VARIANT_EXISTS', 'conflict'],
    [412, 30003, 'MOYSKLAD_WEBHOOK_EXISTS', 'conflict'],
    [503, 1074, 'MOYSKLAD_MAINTENANCE', 'unavailable'],
    [500, 1999, 'MOYSKLAD_DOWN', 'unavailable'],
    [400, 2013, 'MOYSKLAD_REQUEST_WRONG', 'bug'],
    [413, 2007, 'MOYSKLAD_TOO_LARGE', 'invalid'],
    [403, 1048, 'MOYSKLAD_AUTH_TOO_OFTEN', 'throttled'],
    // goods, folders, additional fields, pictures
    [412, 3001, 'MOYSKLAD_FIELD_WRONG', 'invalid'],
    [412, 3008, 'MOYSKLAD_FIELD_WRONG', 'invalid'],
    [412, 3011, 'MOYSKLAD_BARCODE_WRONG', 'invalid'],
    [412, 3014, 'MOYSKLAD_BARCODE_WRONG', 'invalid'],
    [412, 10001, 'MOYSKLAD_CHARACTERISTIC_WRONG', 'invalid'],
    [412, 14003, 'MOYSKLAD_ATTRIBUTE_WRONG', 'invalid'],
    // no right to make fields must not pause orders
    [403, 14010, 'MOYSKLAD_ATTRIBUTE_CLOSED', 'invalid'],
    [412, 15002, 'MOYSKLAD_VARIANT_WRONG', 'invalid'],
    [412, 15004, 'MOYSKLAD_CHARACTERISTIC_WRONG', 'invalid'],
    [412, 16010, 'MOYSKLAD_PRODUCT_WRONG', 'invalid'],
    [412, 16102, 'MOYSKLAD_PRODUCT_MARKED', 'invalid'],
    [412, 23001, 'MOYSKLAD_FOLDER_WRONG', 'invalid'],
    [412, 29001, 'MOYSKLAD_BUNDLE_WRONG', 'invalid'],
    [412, 51004, 'MOYSKLAD_IMAGE_WRONG', 'invalid'],
    [412, 1081, 'MOYSKLAD_LIMIT_REACHED', 'invalid'],
    [403, 1075, 'MOYSKLAD_NO_RIGHT', 'denied'],
    [413, 1044, 'MOYSKLAD_TOO_LARGE', 'invalid'],
    [504, 1088, 'MOYSKLAD_DOWN', 'unavailable'],
  ])('%i with %i is %s, %s', (status, number, code, kind) => {
    const error = toRefusal({ status, json: bodyOf(number) }, read)
    expect([error.code, error.kind]).toEqual([code, kind])
    expect(error.details['side']).toBe('moysklad')
  })

  it('goes by the status where no known number came: HTML, an empty body, a new number', () => {
    expect(toRefusal({ status: 401, json: undefined }, read).kind).toBe('denied')
    expect(toRefusal({ status: 502, json: undefined }, read).kind).toBe('unavailable')
    expect(toRefusal({ status: 504, json: bodyOf(99999) }, read).kind).toBe('unavailable')
    expect(toRefusal({ status: 412, json: bodyOf(99999) }, read).code).toBe('MOYSKLAD_REFUSED')
    expect(toRefusal({ status: 301, json: undefined }, read).kind).toBe('bug')
  })

  it('is looked at by number, never by text', () => {
    const misleading = { errors: [{ error: 'Ошибка аутентификации', code: 3000, parameter: 'name' }] }
    expect(toRefusal({ status: 412, json: misleading }, read).code).toBe('MOYSKLAD_FIELD_EMPTY')
  })

  it('tells the merchant which field and what to do', () => {
    const error = toRefusal({ status: 412, json: bodyOf(3000, { parameter: 'agent' }) }, write)
    expect(error.text).toContain('«Контрагент»')
    expect(error.advice).toMatch(/Заполните/)
  })

  it('a 5xx after a write may have had its effect, a refusal has none', () => {
    expect(toRefusal({ status: 500, json: undefined }, write).details['effect']).toBe('unknown')
    expect(toRefusal({ status: 500, json: undefined }, read).details['effect']).toBe('none')
    expect(toRefusal({ status: 412, json: bodyOf(3000) }, write).details['effect']).toBe('none')
  })

  it('says nothing of addresses and is never endless', () => {
    const long = {
      errors: [{ error: `href https://api.moysklad.ru/x?token=1 ${'я'.repeat(1000)}`, code: 99999 }],
    }
    const { text } = toRefusal({ status: 412, json: long }, read)
    expect(text).not.toContain('http')
    expect(text.length).toBeLessThan(500)
  })

  it('every code of ours that answers are mapped to has a Russian sentence, but those no merchant meets', () => {
    const silent = ['MOYSKLAD_WEBHOOK_EXISTS', 'MOYSKLAD_ARGUMENT_WRONG']
    for (const [code, { text }] of Object.entries(
      moyskladErrors.definitions as Record<string, { text?: string }>,
    )) {
      if (!silent.includes(code)) expect([code, /[А-Яа-я]{3}/.test(text ?? '')]).toEqual([code, true])
    }
  })
})

describe('recorded bodies', () => {
  const recorded = [
    ['error.1021.not-found', 404, 'missing'],
    ['error.1047.syncid-immutable', 412, 'bug'],
    ['error.1056.auth', 401, 'denied'],
    ['error.15000.duplicate-variant', 412, 'conflict'],
    ['error.2016.wrong-type', 400, 'bug'],
    ['error.3000.required-field', 412, 'invalid'],
    ['error.30003.webhook-exists', 412, 'conflict'],
    ['error.30006.webhook-tariff', 403, 'denied'],
    ['error.3005.bad-enum', 412, 'invalid'],
    ['error.3006.uniqueness', 412, 'invalid'],
  ] as const
  it.each(recorded)('%s', (name, status, kind) => {
    const json = readFixture('moysklad', name)
    if (json === undefined) return
    expect(readRefusal(json)).toBeDefined()
    expect(toRefusal({ status, json }, read).kind).toBe(kind)
  })

  it('an element of a bulk answer is read like an answer', () => {
    const elements = readFixture('moysklad', 'products.batch.partial-error.response') as unknown[] | undefined
    expect((elements ?? [bodyOf(3000), {}, bodyOf(2016)]).map((one) => readRefusal(one)?.code)).toEqual([
      3000,
      undefined,
      2016,
    ])
  })
})

it('numbers that can be had more than one way keep the narrower meaning', () => {
  expect(refusalCodeOf(400, 2022)).toBe('MOYSKLAD_TOO_LARGE')
  expect(refusalCodeOf(400, 2005)).toBe('MOYSKLAD_REQUEST_WRONG')
})
