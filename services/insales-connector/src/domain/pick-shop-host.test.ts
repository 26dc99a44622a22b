import { describe, expect, it } from '@jest/globals'
import { pickShopHost } from './pick-shop-host.js'

describe('pickShopHost', () => {
  it.each([
    'shop.myinsales.ru',
    ' Shop.MyInsales.ru ',
    'https://shop.myinsales.ru/admin/orders?page=2',
    'http://shop.myinsales.ru',
    'shop.myinsales.ru.',
  ])('takes %p for a shop of the platform', (typed) => {
    expect(pickShopHost(typed)).toEqual({ kind: 'platform', host: 'shop.myinsales.ru' })
  })

  it('tells a domain of the merchant’s own', () => {
    expect(pickShopHost('www.tea-shop.ru')).toEqual({ kind: 'own', host: 'www.tea-shop.ru' })
    expect(pickShopHost('myinsales.ru.evil.example')).toEqual({
      kind: 'own',
      host: 'myinsales.ru.evil.example',
    })
    expect(pickShopHost('evilmyinsales.ru')).toEqual({ kind: 'own', host: 'evilmyinsales.ru' })
  })

  it.each([
    '',
    'shop',
    'localhost',
    '127.0.0.1',
    '[::1]',
    '169.254.169.254',
    'shop.myinsales.ru:8080',
    'user:pass@shop.myinsales.ru',
    'evil.example@shop.myinsales.ru',
    'ftp://shop.myinsales.ru',
    'file:///etc/passwd',
    'shop_1.myinsales.ru',
    'магазин.myinsales.ru',
    'myinsales.ru',
    `${'a'.repeat(300)}.myinsales.ru`,
  ])('refuses %p', (typed) => {
    expect(pickShopHost(typed)).toEqual({ kind: 'refused' })
  })
})
