import { describe, expect, it } from '@jest/globals'
import { AppError, defineErrors, isTransient, merchantText, toAppError } from './index.js'

const errors = defineErrors({
  ORDERS_SUM_DIFFERS: {
    kind: 'invalid',
    message: 'positions do not add up for order {order}',
    text: 'Сумма заказа {order} расходится на {difference} ₽.',
    advice: 'Проверьте скидки в заказе {order}.',
  },
  ORDERS_BUSY: { kind: 'throttled', message: 'busy' },
})

describe('defineErrors', () => {
  it('fills all sentences and keeps the params as details', () => {
    const error = errors.ORDERS_SUM_DIFFERS({ order: '№ 17', difference: '0,01' })
    expect(error).toBeInstanceOf(AppError)
    expect(error.kind).toBe('invalid')
    expect(error.code).toBe('ORDERS_SUM_DIFFERS')
    expect(error.message).toBe('positions do not add up for order № 17')
    expect(error.text).toBe('Сумма заказа № 17 расходится на 0,01 ₽.')
    expect(error.advice).toBe('Проверьте скидки в заказе № 17.')
    expect(merchantText(error)).toBe(
      'Сумма заказа № 17 расходится на 0,01 ₽. Проверьте скидки в заказе № 17.',
    )
    expect(error.details).toEqual({ order: '№ 17', difference: '0,01' })
  })

  it('has one gist for all errors of a code, without what tells them apart', () => {
    const gists = ['№ 17', '№ 18'].map((order) => errors.ORDERS_SUM_DIFFERS({ order, difference: 1 }).gist)
    expect(gists).toEqual(Array(2).fill('Сумма заказа … расходится на … ₽.'))
    expect(new AppError({ kind: 'bug', code: 'X_Y', message: 'm', text: 'Текст.' }).gist).toBe('Текст.')
  })

  it('has no advice where the table has none', () => {
    expect(errors.ORDERS_BUSY().advice).toBe('')
    expect(merchantText({ text: 'Подождём.' })).toBe('Подождём.')
  })

  it('keeps cause and retryAfterMs', () => {
    const cause = new Error('socket hang up')
    const error = errors.ORDERS_BUSY({}, { cause, retryAfterMs: 3000 })
    expect(error.cause).toBe(cause)
    expect(error.retryAfterMs).toBe(3000)
  })
})

describe('toAppError', () => {
  it('passes an AppError through unchanged', () => {
    const error = errors.ORDERS_BUSY()
    expect(toAppError(error)).toBe(error)
  })

  it('calls anything unrecognised a bug, with the cause kept', () => {
    const cause = new TypeError('x is not a function')
    const error = toAppError(cause)
    expect(error.kind).toBe('bug')
    expect(error.cause).toBe(cause)
    expect(toAppError('just a string').message).toBe('just a string')
  })
})

describe('isTransient', () => {
  it('tells what may be tried again from what must be told', () => {
    expect(['conflict', 'throttled', 'unavailable', 'bug'].every((k) => isTransient(k as never))).toBe(true)
    expect(['invalid', 'missing', 'denied'].some((k) => isTransient(k as never))).toBe(false)
  })
})
