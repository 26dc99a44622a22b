import { describe, expect, it } from '@jest/globals'
import { aChange } from '../../testing/goods.js'
import { toChangeBody } from './to-change-body.js'

const base = 'https://api.moysklad.ru/api/remap/1.2'
const id = '00000000-0000-4000-8000-000000000001'
const body = (change: Parameters<typeof aChange>[0], kind: 'product' | 'variant' | 'bundle' = 'product') =>
  toChangeBody(base, kind, aChange(change), new Map([['Цвет', id]]))
const attribute = (type: string, value: string) =>
  (body({ attributes: [{ id, name: 'Поле', type, value }] })['attributes'] as { value: unknown }[])[0]!.value

describe('toChangeBody', () => {
  it('says nothing of what was not set', () => {
    expect(body({ name: 'Чай' })).toEqual({ name: 'Чай' })
    expect(Object.keys(body({ id, description: '' }))).toEqual(['meta', 'description'])
  })

  it('takes a product out of its folder, and lets a new one lie at the top', () => {
    expect(body({ id, folderId: '' })).toMatchObject({ productFolder: null })
    expect(body({ folderId: '' })).toEqual({})
  })

  it('names the key of a creation only: it cannot be changed (1047)', () => {
    expect(body({ syncId: id })).toEqual({ syncId: id })
    expect(body({ id, syncId: id })).not.toHaveProperty('syncId')
  })

  it('tells «without VAT» from 0 %', () => {
    expect(body({ vat: -1 })).toEqual({ vat: 0, vatEnabled: false, useParentVat: false })
    expect(body({ vat: 0 })).toEqual({ vat: 0, vatEnabled: true, useParentVat: false })
  })

  it('writes additional fields as their types want them', () => {
    expect(attribute('string', '5')).toBe('5')
    expect(attribute('long', '5')).toBe(5)
    expect(attribute('double', '0.5')).toBe(0.5)
    expect(attribute('boolean', 'true')).toBe(true)
    expect(attribute('boolean', 'false')).toBe(false)
    expect(attribute('long', '')).toBeNull()
  })

  it.each([
    ['long', '1.5'],
    ['double', 'много'],
    ['long', ' '],
    ['customentity', 'Китай'],
    ['file', 'a'],
  ])('refuses a %s of %p with the field’s name', (type, value) => {
    expect(() => attribute(type, value)).toThrow(
      expect.objectContaining({ code: 'MOYSKLAD_ATTRIBUTE_VALUE_WRONG' }),
    )
  })

  it('makes a modification of its product, with characteristics by id', () => {
    expect(body({ productId: id, characteristics: [{ name: 'Цвет', value: 'серый' }] }, 'variant')).toEqual({
      product: {
        meta: { href: `${base}/entity/product/${id}`, type: 'product', mediaType: 'application/json' },
      },
      characteristics: [{ id, value: 'серый' }],
    })
  })
})
