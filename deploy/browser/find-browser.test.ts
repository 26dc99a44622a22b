import { describe, expect, it } from '@jest/globals'
import { findBrowser, launchOptions } from './find-browser.mjs'

const only = (path: string) => (asked: unknown) => asked === path

describe('findBrowser', () => {
  it('takes the one that was given before any other', () => {
    expect(findBrowser({ CHROMIUM_PATH: '/opt/chrome' }, () => true)).toBe('/opt/chrome')
  })

  it('one that was given and is not there is an error: another would test something else', () => {
    expect(() => findBrowser({ CHROMIUM_PATH: '/opt/chrome' }, only('/usr/bin/chromium'))).toThrow(
      /there is nothing/,
    )
  })

  it('looks at the usual places, and says so when there is none', () => {
    expect(findBrowser({}, only('/usr/bin/google-chrome'))).toBe('/usr/bin/google-chrome')
    expect(findBrowser({}, () => false)).toBeUndefined()
  })
})

it('starts a browser that calls nobody', () => {
  expect(launchOptions('/usr/bin/chromium').args).toContain('--disable-background-networking')
})
