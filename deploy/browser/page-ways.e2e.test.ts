import AxeBuilder from '@axe-core/playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { waitFor } from '@skladbridge/testing'
import type { Browser, Page } from 'playwright-core'
import { PATIENCE_MS, startRig, type Merchant, type Rig } from '../e2e/testing/rig.js'
import { choose, frameSize, goTo, openBrowser, openWindow, save } from './testing/browser.js'

jest.setTimeout(120_000)

const sections = [
  'Подключение',
  'Товары',
  'Остатки',
  'Заказы',
  'Доступы',
  'Синхронизация',
  'Журнал',
  'Подписка',
]
/** Shows the page in a frame: as `localhost` it stands for MoySklad, as `127.0.0.1` for a stranger. */
let host: Server
let framePort: number
let rig: Rig
let browser: Browser
let merchant: Merchant
let page: Page
let errors: string[]

beforeAll(async () => {
  browser = await openBrowser()
  host = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(frameHtml()),
  )
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  framePort = (host.address() as AddressInfo).port
  rig = await startRig({ name: 'page-ways', env: { PAGE_FRAME_ANCESTORS: `http://localhost:${framePort}` } })
  merchant = await rig.merchant()
})
afterAll(async () => {
  await browser?.close()
  host?.close()
  await rig?.close()
})
beforeEach(async () => {
  ;({ page, errors } = await openWindow(browser))
})
afterEach(async () => {
  await page.context().close()
  expect(errors).toEqual([])
})

const open = (employee?: { admin: boolean }) =>
  page.goto(rig.sandbox.vendor.pageAddress(merchant.accountId, employee))
const unsaved = () => page.getByText('Есть несохранённые изменения.')
const reserve = () => page.getByRole('switch', { name: 'Ставить товары в резерв' })

describe('for everybody', () => {
  it.each(sections)('%s has nothing that axe finds fault with, and fits into 800 px', async (section) => {
    await open()
    await goTo(page, section)
    await waitFor(async () => (await page.getByText('Загружаем…').count()) === 0, { what: 'the section' })
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    const width = await page.evaluate('document.documentElement.scrollWidth')
    expect(width).toBeLessThanOrEqual(frameSize.width)
  })

  it('can be gone through with the keyboard alone, down to a choice in a list and a save', async () => {
    await open()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await press('Tab', () => focusIsOn('Заказы'))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Заказы' }).waitFor()
    await page.getByText('Передавать заказы').waitFor()
    await press('Tab', () => focusIsOn('Склад'))
    await page.keyboard.type('осн')
    await page.getByRole('option', { name: 'Основной склад' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await unsaved().waitFor()
    await press('Tab', () => focusIsOn('Отменить изменения'))
    await page.keyboard.press('Enter')
    await waitFor(async () => (await unsaved().count()) === 0, { what: 'the draft to be gone' })
  })
})

describe('the door', () => {
  it.each([
    ['a forged key', '/app?contextKey=0123456789abcdef'],
    ['no key at all', '/app'],
  ])('%s opens nothing, and says what to do', async (_what, path) => {
    await page.goto(`${rig.publicUrl}${path}`)
    await page.getByText('обновите страницу браузера (F5)').waitFor()
    expect(await page.getByRole('navigation').count()).toBe(0)
  })

  it('a reload of the same window goes on, without the key', async () => {
    await open()
    await page.getByRole('navigation', { name: 'Разделы' }).waitFor()
    await page.reload()
    await page.getByRole('navigation', { name: 'Разделы' }).waitFor()
    expect(page.url()).toBe(`${rig.publicUrl}/app`)
  })

  it('a session that has ended says so, whatever was being done', async () => {
    await open()
    await page.getByRole('navigation', { name: 'Разделы' }).waitFor()
    await page.evaluate(`sessionStorage.setItem('skladbridge-session', '{"token":"a.b.c","admin":true}')`)
    await page.reload()
    await page.getByText('Сеанс закончился').waitFor()
    await page.getByText('Синхронизация при этом продолжает работать.').waitFor()
  })

  it('works in MoySklad’s frame', async () => {
    await page.goto(`http://localhost:${framePort}/`)
    const frame = page.frameLocator('iframe')
    await frame.getByRole('link', { name: 'Товары' }).click()
    await frame.getByRole('switch', { name: 'Синхронизировать товары' }).waitFor()
  })

  it('is shown in nobody else’s', async () => {
    const refusal = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'))
    await page.goto(`http://127.0.0.1:${framePort}/`)
    await refusal
    expect(await page.frameLocator('iframe').getByRole('navigation').count()).toBe(0)
    errors.length = 0 // the refusal itself
  })
})

describe('settings', () => {
  it('who is no administrator looks, and can change nothing', async () => {
    await open({ admin: false })
    await goTo(page, 'Товары')
    await page.getByText('Изменять настройки может администратор').waitFor()
    expect(await page.getByRole('switch', { name: 'Синхронизировать товары' }).isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Сохранить' }).count()).toBe(0)
  })

  it('what is not saved outlives a change of section, and the browser asks before it is lost', async () => {
    await open()
    await goTo(page, 'Заказы')
    await reserve().check()
    await goTo(page, 'Товары')
    await page.getByRole('img', { name: 'не сохранено' }).waitFor()
    await goTo(page, 'Заказы')
    expect(await reserve().isChecked()).toBe(true)
    const asked = page.waitForEvent('dialog')
    const leaving = page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.dismiss()
    await leaving
    await page.getByRole('button', { name: 'Отменить изменения' }).click()
    expect(await reserve().isChecked()).toBe(false)
  })

  it('two administrators do not overwrite each other: the second sees it, and keeps both changes', async () => {
    await open()
    await goTo(page, 'Заказы')
    await page.getByLabel('Перед номером').fill('IS-')
    const other = await openWindow(browser)
    await other.page.goto(rig.sandbox.vendor.pageAddress(merchant.accountId))
    await goTo(other.page, 'Заказы')
    await other.page.getByLabel('После номера').fill('-M')
    await save(other.page)
    await other.page.context().close()
    await page.getByRole('button', { name: 'Сохранить', exact: true }).click()
    await page.getByText('только что изменил другой администратор').waitFor()
    await page.getByRole('button', { name: 'Показать его изменения вместе с моими' }).click()
    await page.getByText('«IS-1024-M»').waitFor()
    await save(page)
    await page.reload()
    await page.getByText('«IS-1024-M»').waitFor()
  })

  it('an entry deleted in MoySklad is shown where it stands', async () => {
    await open()
    await goTo(page, 'Остатки')
    const store = merchant.account().create('store', { name: 'Сарай' })
    await page.reload()
    await choose(page, 'Считать только эти склады', 'Сарай')
    await save(page)
    merchant.account().remove('store', String(store['id']))
    await page.reload()
    await page.getByText(/Склад удалён в МоемСкладе: /).waitFor()
    await page.getByRole('button', { name: /Убрать/ }).click()
    await save(page)
  })

  it('a service that is away is said, and the page goes on by itself once it is back', async () => {
    await rig.stop('order-sync')
    await open()
    await goTo(page, 'Заказы')
    await page.getByRole('alert').waitFor()
    await goTo(page, 'Товары')
    await page.getByRole('switch', { name: 'Синхронизировать товары' }).waitFor()
    await rig.start('order-sync')
    await goTo(page, 'Заказы')
    const again = page.getByRole('button', { name: 'Повторить' })
    await waitFor(
      async () => {
        if (await reserve().isVisible()) return true
        if (await again.first().isVisible())
          await again
            .first()
            .click({ timeout: 1000 })
            .catch(() => {})
        return false
      },
      { what: 'the settings of orders', timeoutMs: PATIENCE_MS },
    )
  })
})

/** Presses a key until something is so: nobody counts the stops of a form. */
async function press(key: string, isThere: () => Promise<boolean>): Promise<void> {
  for (let times = 0; times < 80; times++) {
    await page.keyboard.press(key)
    if (await isThere()) return
  }
  throw new Error('the keyboard does not get there')
}

/** By the accessible name: a link's or button's words, or the words of a field's label. */
const focusIsOn = (name: string): Promise<boolean> =>
  page.evaluate(`(() => {
    const at = document.activeElement
    const label = at.labels?.[0]?.textContent ?? at.textContent
    return (label ?? '').trim() === ${JSON.stringify(name)}
  })()`)

function frameHtml(): string {
  const address = rig.sandbox.vendor.pageAddress(merchant.accountId).replaceAll('&', '&amp;')
  return `<!doctype html><title>МойСклад</title><iframe src="${address}" width="800" height="700"></iframe>`
}
