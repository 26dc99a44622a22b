import { describe, expect, it } from '@jest/globals'
import { readFixture } from '@skladbridge/testing'
import { refusalToError, type Refusal } from './refusals.js'

const html = { 'content-type': 'text/html; charset=utf-8' }
const refusal = (status: number, json?: unknown, headers: Record<string, string> = {}): Refusal => ({
  status,
  json,
  headers,
  operation: 'products.update',
  about: 'товар 123',
  isWrite: true,
})

describe('refusalToError', () => {
  it.each<[string, Refusal, string, string]>([
    ['400', refusal(400, { status: 400 }), 'bug', 'INSALES_REQUEST_MALFORMED'],
    ['401 in plain text', refusal(401), 'denied', 'INSALES_CREDENTIALS_REFUSED'],
    [
      '403 of the platform',
      refusal(403, { status: 'error', message: 'x' }),
      'denied',
      'INSALES_RIGHTS_MISSING',
    ],
    ['403 without a body', refusal(403), 'denied', 'INSALES_RIGHTS_MISSING'],
    ['403 «Доступ ограничен»', refusal(403, undefined, html), 'unavailable', 'INSALES_GEO_BLOCKED'],
    ['404 as a page', refusal(404, undefined, html), 'missing', 'INSALES_NOT_FOUND'],
    ['409', refusal(409), 'conflict', 'INSALES_CONFLICT'],
    [
      '422 Content-Type',
      refusal(422, { message: 'incorrect Content-Type' }),
      'bug',
      'INSALES_REQUEST_MALFORMED',
    ],
    [
      '422 unknown keys',
      refusal(422, { variants_attributes: ['undefined keys ["external_id"]'] }),
      'bug',
      'INSALES_REQUEST_MALFORMED',
    ],
    ['422 of a field', refusal(422, { title: ['не может быть пустым'] }), 'invalid', 'INSALES_REJECTED'],
    ['422 without a word', refusal(422), 'invalid', 'INSALES_REJECTED'],
    ['423', refusal(423), 'denied', 'INSALES_TARIFF_LOCKED'],
    ['429', refusal(429, undefined, { 'retry-after': '17' }), 'throttled', 'INSALES_THROTTLED'],
    [
      '503 with Retry-After',
      refusal(503, undefined, { 'retry-after': '17' }),
      'throttled',
      'INSALES_THROTTLED',
    ],
    ['503 without', refusal(503), 'unavailable', 'INSALES_DOWN'],
    ['504 as a page', refusal(504, undefined, html), 'unavailable', 'INSALES_DOWN'],
    ['302', refusal(302), 'unavailable', 'INSALES_REDIRECTED'],
    ['418, of which no document tells', refusal(418), 'bug', 'INSALES_ANSWER_UNEXPECTED'],
  ])('%s', (_name, given, kind, code) => {
    expect(refusalToError(given)).toMatchObject({ kind, code })
  })

  it('names the thing and the field in the merchant’s words', () => {
    const { text, advice, details } = refusalToError(
      refusal(422, { sku: ['уже занят'], 'order_lines.quantity': ['мало'] }),
    )
    expect(text).toBe(
      'inSales не принял: товар 123. Поле «Артикул»: уже занят. Поле «Количество в позиции»: мало.',
    )
    expect(advice).toMatch(/Исправьте/)
    expect(details).toMatchObject({ what: 'товар 123', field: 'sku, order_lines.quantity' })
  })

  it('reads the form that only the creation of variants has', () => {
    const error = refusalToError(refusal(422, { status: 'error', errors: { options: ['уже существует'] } }))
    expect(error.details).toMatchObject({ field: 'options' })
    expect(error.text).toContain('Поле «Свойства варианта»: уже существует.')
  })

  it.each([
    [{ category_id: ['Категория удалена или отсутствует.'] }, 'Категория на складе'],
    [{ 'variants.sku': ['уже занят'] }, 'Артикул'],
    [{ price3: ['Тип цен не найден'] }, 'Дополнительная цена 3'],
    [{ quantity_at_warehouse1: ['Склад не найден'] }, 'Остаток на складе 2'],
    [{ product_bundle_components: ['Товар не найден'] }, 'Состав комплекта'],
    [{ properties: ['не принято'] }, 'Параметры'],
    [{ collection_id: ['не найдена'] }, 'Коллекция'],
    [{ parent_id: ['не найдена'] }, 'Родительская коллекция'],
    [{ image: ['Не заполнены обязательные поля'] }, 'Изображение'],
    [{ image_id: ['не найдено'] }, 'Изображение варианта'],
    [{ something_new: ['не принято'] }, 'something_new'],
  ])('names the field of %j', (json, title) => {
    expect(refusalToError(refusal(422, json)).text).toContain(`товар 123. Поле «${title}»: `)
  })

  it('says what is about the whole object without a field', () => {
    const error = refusalToError(refusal(422, { base: ['Нельзя удалить последний вариант'] }))
    expect(error.text).toContain('товар 123. Нельзя удалить последний вариант.')
  })

  it.each([
    ['error.422.last_variant', 'base'],
    ['error.422.variant_duplicate_options', 'options'],
    ['error.422.image_src', 'image, src'],
  ])('takes the recorded body %s', (name, field) => {
    const body = readFixture('insales', name)
    if (body === undefined) return
    expect(refusalToError(refusal(422, body))).toMatchObject({ code: 'INSALES_REJECTED', details: { field } })
  })

  it('keeps Retry-After, in milliseconds, and the side that denies', () => {
    expect(refusalToError(refusal(503, undefined, { 'retry-after': '17' })).retryAfterMs).toBe(17_000)
    expect(refusalToError(refusal(401)).details).toMatchObject({ side: 'insales' })
    expect(refusalToError(refusal(423)).details).toMatchObject({ side: 'insales' })
  })

  it('says that a write may have had its effect although the server failed', () => {
    expect(refusalToError(refusal(500)).details).toMatchObject({ effect: 'unknown' })
    expect(refusalToError({ ...refusal(500), isWrite: false }).details).toMatchObject({ effect: 'none' })
  })

  it('has a Russian sentence for every refusal', () => {
    for (const status of [400, 401, 403, 404, 409, 418, 422, 423, 429, 500, 302]) {
      expect(refusalToError(refusal(status)).text).toMatch(/[а-я]{3}/)
    }
  })
})
