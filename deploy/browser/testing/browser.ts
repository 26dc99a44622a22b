import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { PATIENCE_MS } from '../../e2e/testing/rig.js'
import { findBrowser, launchOptions } from '../find-browser.mjs'

/** As narrow as MoySklad's frame gets. */
export const frameSize = { width: 800, height: 760 }

/** Throws what is missing where there is no browser. */
export async function openBrowser(): Promise<Browser> {
  const path = findBrowser()
  if (!path) throw new Error('No Chromium here: `npm test` installs it, or name one in CHROMIUM_PATH.')
  return chromium.launch(launchOptions(path))
}

/** A window of its own: no session of another one. What the page logs as an error fails the test that asks for it. */
export async function openWindow(browser: Browser): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({
    viewport: frameSize,
    locale: 'ru-RU',
    timezoneId: 'Europe/Moscow',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    // a refusal of the API is an error to the browser's console, and none of the page's
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      errors.push(message.text())
  })
  return { page, errors }
}

/** Goes to a section as a person does, and waits for its heading. */
export async function goTo(page: Page, section: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Разделы' }).getByRole('link', { name: section }).click()
  await page.getByRole('heading', { level: 1, name: section }).waitFor()
}

/** Chooses in a list by typing a part of the name. */
export async function choose(page: Page, label: string, name: string): Promise<void> {
  const box = page.getByRole('combobox', { name: label, exact: true })
  await box.fill(name.slice(0, -1))
  await page.getByRole('option', { name }).first().click()
}

export async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Сохранить', exact: true }).click()
  await page.getByText('Сохранено.').waitFor()
}

/** For the guide in docs/merchant, only when SCREENSHOTS names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  // what has just been pressed is no part of the picture's story
  const png = await page.screenshot({ caret: 'hide', animations: 'disabled' })
  writeFileSync(join(folder, `${name}.webp`), await toWebp(page, png))
}

/** The browser is a converter, too. In a page of its own: ours lets no picture in that is not from its server. */
async function toWebp(page: Page, png: Buffer): Promise<Buffer> {
  const blank = await page.context().newPage()
  const script = `(async () => {
    const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (char) => char.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes]))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    canvas.getContext('2d').drawImage(bitmap, 0, 0)
    const webp = await canvas.convertToBlob({ type: 'image/webp', quality: 0.6 })
    return btoa(Array.from(new Uint8Array(await webp.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''))
  })()`
  const webp = Buffer.from((await blank.evaluate(script)) as string, 'base64')
  await blank.close()
  return webp
}
