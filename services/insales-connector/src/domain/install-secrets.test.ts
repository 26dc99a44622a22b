import { expect, it } from '@jest/globals'
import { isSame, isVouched, shopPassword, type LoginAnswer } from './install-secrets.js'

const answer: LoginAnswer = {
  token3: '',
  userEmail: 'a@b.ru',
  userName: 'Анна',
  userId: '7',
  emailConfirmed: 'true',
}

it('the password is the one of inSales’ own example', () => {
  expect(shopPassword('token123', 'mysecret')).toBe('4c3f4c197336eb97475506e71c839c71')
})

it('a login is vouched for by the password and nothing else', () => {
  const password = shopPassword('token123', 'mysecret')
  const right = { ...answer, token3: shopPassword('marka@b.ruАнна7true', password) }
  expect(isVouched('mark', right, password)).toBe(true)
  expect(isVouched('mark', { ...right, token3: right.token3.toUpperCase() }, password)).toBe(true)
  expect(isVouched('other', right, password)).toBe(false)
  expect(isVouched('mark', right, `${password}x`)).toBe(false)
  for (const field of ['userEmail', 'userName', 'userId', 'emailConfirmed', 'token3'] as const) {
    expect(isVouched('mark', { ...right, [field]: 'x' }, password)).toBe(false)
  }
})

it('texts of other lengths are not the same', () => {
  expect(isSame('', 'a')).toBe(false)
  expect(isSame('ab', 'ab')).toBe(true)
})
