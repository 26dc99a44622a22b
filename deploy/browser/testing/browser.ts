import { mkdirSync } from 'node:fs'
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
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
