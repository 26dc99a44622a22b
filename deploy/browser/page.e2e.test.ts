import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { waitFor } from '@skladbridge/testing'
import mongoose from 'mongoose'
import type { Browser, Page } from 'playwright-core'
import { PATIENCE_MS, startRig, type Merchant, type Rig, type Row } from '../e2e/testing/rig.js'
import { choose, goTo, openBrowser, openWindow, save, shot } from './testing/browser.js'

jest.setTimeout(180_000)

// One merchant's way at the page, each step on what the one before has left.
let rig: Rig
let browser: Browser
let page: Page
let errors: string[]
let merchant: Merchant

const seen = <T>(what: string, look: () => T | Promise<T>) => waitFor(look, { what, timeoutMs: PATIENCE_MS })
const text = (words: string | RegExp) => page.getByText(words).first()
const button = (name: string | RegExp) => page.getByRole('button', { name }).first()

beforeAll(async () => {
  browser = await openBrowser()
  rig = await startRig({ name: 'page', env: { TRIAL_CHECK_INTERVAL_MS: '500' } })
  merchant = rig.stranger()
  await merchant.install()
  ;({ page, errors } = await openWindow(browser))
  await page.goto(rig.sandbox.vendor.pageAddress(merchant.accountId))
})
afterAll(async () => {
  await browser?.close()
  await rig?.close()
})

describe('connecting', () => {
  it('shows the trial, and what is not there without a shop', async () => {
    await text('Пробный период: 7 дней').waitFor()
    expect(page.url()).not.toContain('contextKey')
    await goTo(page, 'Товары')
    await text('Магазин ещё не подключён').waitFor()
    await goTo(page, 'Подключение')
    await shot(page, '01-connect')
  })

  it('says what is wrong with a password, and keeps what was typed', async () => {
    const [shop] = rig.sandbox.insales.shops()
    await page.getByLabel('Адрес магазина').fill(`https://${shop!.host}/admin2`)
    await page.getByLabel('Идентификатор ключа API').fill(shop!.credentials[0]!.login)
    await page.getByLabel('Пароль ключа API').fill('wrong')
    await button('Подключить').click()
    expect(await page.getByRole('alert').innerText()).toMatch(/пароль|ключ/i)
    await shot(page, '02-refused')
  })

  it('connects with the right one', async () => {
    const [shop] = rig.sandbox.insales.shops()
    await page.getByLabel('Пароль ключа API').fill(shop!.credentials[0]!.password)
    await page.getByLabel('Телефон').fill('+7 912 345-67-89')
    await button('Подключить').click()
    await page.getByRole('heading', { name: 'Магазин подключён' }).waitFor()
    await text('уведомления магазина приходят').waitFor()
  })
})

describe('the first load', () => {
  it('shows what will be done, and nothing is done yet', async () => {
    for (const at of [1, 2, 3])
      merchant.createProduct({ article: `CHAI-${at}`, name: `Чай № ${at}`, price: 45_000 })
    await button('Посмотреть, что будет').click()
    await text('Вот что будет сделано').waitFor()
    await page.getByRole('rowheader', { name: 'Создать' }).waitFor()
    await text('Чай № 1').waitFor()
    await shot(page, '03-preview')
    expect(merchant.buyer.list('products')).toEqual([])
  })

  it('loads when told to, and says when it is over', async () => {
    await button('Начать загрузку').click()
    await text('Загрузка закончена').waitFor()
    await shot(page, '04-loaded')
    expect(merchant.buyer.list('products').map((each) => each['title'])).toContain('Чай № 2')
  })
})

describe('settings', () => {
  it('products: a price half chosen is shown where it is, and not saved', async () => {
    await goTo(page, 'Товары')
    await page.getByRole('switch', { name: 'Синхронизировать товары' }).check()
    await button('+ Добавить цену').click()
    await choose(page, 'Цена МоегоСклада, строка 1', 'Цена продажи')
    await text('Не выбрано: цена inSales.').waitFor()
    await button('Сохранить').click()
    await text('Сначала заполните отмеченное красным: 1.').waitFor()
    await shot(page, '05-products-half')
  })

  it('says how many products a save touches, and saves', async () => {
    await choose(page, 'Цена inSales, строка 1', 'Цена продажи')
    await text(/Будет проверено и при отличиях обновлено: \d+ связанн/).waitFor()
    await shot(page, '06-products')
    await save(page)
    await seen('the price in the shop', () => Number(merchant.variants('CHAI-1')[0]?.['price']) === 450)
  })

  it('stock', async () => {
    await goTo(page, 'Остатки')
    await page.getByRole('switch', { name: 'Передавать остатки' }).check()
    await shot(page, '07-stock')
    await save(page)
  })

  it('orders: statuses are mapped by their names on both sides', async () => {
    await goTo(page, 'Заказы')
    await page.getByRole('switch', { name: 'Передавать заказы' }).check()
    for (const [at, [left, right]] of [
      ['Новый', 'Новый'],
      ['Подтверждён', 'Согласован'],
    ].entries()) {
      await button('+ Добавить статус').click()
      await choose(page, `Статус МоегоСклада, строка ${at + 1}`, left!)
      await choose(page, `Статус inSales, строка ${at + 1}`, right!)
    }
    await page.getByRole('heading', { name: 'Статусы' }).scrollIntoViewIfNeeded()
    await shot(page, '08-orders')
    await save(page)
  })
})

describe('work', () => {
  it('an order of the shop arrives, and its status goes back', async () => {
    merchant.setStock(
      merchant
        .account()
        .list('product')
        .find((each) => each['article'] === 'CHAI-1') as Row,
      50,
    )
    const order = merchant.placeOrder('CHAI-1', 2)
    const made = await seen('the customer order', () => merchant.customerOrder(order))
    // a status changed before the order is remembered is a sweep's to find, and sweeps are far away here
    await merchant.openPage()
    const state = async () => (await merchant.page.order(merchant.shopId, order['id'])).state
    await seen('the order to be remembered', async () => (await state()) === 'synced')
    merchant.account().editOrder(made['id'], { state: 'Подтверждён' })
    const wanted = merchant.status('Согласован')
    await seen('the status', () => merchant.shopOrder(order)['custom_status'].permalink === wanted)
  })

  it('one that cannot go over is in the journal, with its reason and what to do', async () => {
    merchant.buyer.createProduct({
      title: 'Чашка',
      variants_attributes: [{ sku: 'CUP-1', price: 300, quantity: 5 }],
    })
    const order = merchant.placeOrder('CUP-1', 1)
    await goTo(page, 'Журнал')
    const row = page.getByRole('list', { name: 'Что не получается' }).getByRole('listitem')
    await row.filter({ hasText: String(order['number']) }).waitFor()
    expect(await row.first().innerText()).toMatch(/Чашка|CUP-1/)
    await shot(page, '09-journal')
    expect(merchant.customerOrders(order)).toEqual([])

    merchant.createProduct({ article: 'CUP-1', name: 'Чашка', price: 30_000 })
    await row.first().getByRole('button', { name: 'Повторить' }).click()
    await seen('the order after the retry', () => merchant.customerOrders(order).length === 1)
    await text('Всё получается').waitFor()
    await button('Все события').click()
    await page.getByRole('list', { name: 'События' }).getByRole('listitem').first().waitFor()
    await shot(page, '10-events')
  })

  it('one product and one order by hand', async () => {
    await goTo(page, 'Синхронизация')
    await page.getByLabel('Найти товар').fill('CHAI-2')
    const products = page.getByRole('list', { name: 'Товары' }).getByRole('listitem')
    await seen('one product', async () => (await products.count()) === 1)
    await products.getByRole('button', { name: 'Синхронизировать' }).click()
    await products.getByText('передан', { exact: true }).waitFor()
    await shot(page, '11-sync')
  })

  it('who changed what is told', async () => {
    await goTo(page, 'Журнал')
    await button('Изменения настроек').click()
    const changes = page.getByRole('list', { name: 'Изменения' })
    await changes.getByText(/Синхронизировать товары: .*включено/).waitFor()
    await shot(page, '12-changes')
    await button('Уведомления').click()
    await text('Куда сообщать').waitFor()
    await shot(page, '13-notifications')
    await goTo(page, 'Доступы')
    await shot(page, '14-access')
  })
})

describe('after the trial', () => {
  let order: Row

  it('nothing goes over, and the page says so and how to pay', async () => {
    await daysPass(8)
    await goTo(page, 'Подписка')
    await page.reload()
    await text('Синхронизация остановлена').waitFor()
    await text('Пробный период закончился').waitFor()
    await shot(page, '15-trial-ended')
    order = merchant.placeOrder('CHAI-1', 1)
    await rig.sandbox.idle()
    expect(merchant.customerOrders(order)).toEqual([])
  })

  it('once paid it catches up by itself', async () => {
    await rig.sandbox.vendor.prolong(merchant.accountId)
    await seen('the order of the stopped time', () => merchant.customerOrders(order).length === 1)
    await page.reload()
    await text('Подписка оплачена').waitFor()
    expect(await page.getByText('Синхронизация остановлена').count()).toBe(0)
    await shot(page, '16-paid')
  })

  it('and in all of it the page itself has made no error', () => {
    expect(errors).toEqual([])
  })
})

/** No service can be told that days have passed: the account's own beginning is moved back. */
async function daysPass(days: number): Promise<void> {
  const billing = await mongoose.createConnection(rig.databaseUrl('billing')).asPromise()
  try {
    const trialStartedAt = new Date(Date.now() - days * 86_400_000)
    const ended = { trialStartedAt, 'subscription.expiryMoment': new Date(Date.now() - 86_400_000) }
    const { matchedCount } = await billing.collection('accounts').updateMany({}, { $set: ended })
    expect(matchedCount).toBe(1)
  } finally {
    await billing.close()
  }
}
