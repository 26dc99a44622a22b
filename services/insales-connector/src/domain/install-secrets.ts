import { createHash, timingSafeEqual } from 'node:crypto'

const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex')

/** The shop's password for our application (api/insales.md §1.2): MD5 of token and secret, no separator. */
export const shopPassword = (token: string, secret: string): string => md5(`${token}${secret}`)

/** What the shop says of the person it sends back to us, in its own parameters' names. */
export interface LoginAnswer {
  token3: string
  userEmail: string
  userName: string
  userId: string
  emailConfirmed: string
}

/** Does the shop vouch for this login? Only who knows the password can make `token3` of our mark. */
export const isVouched = (mark: string, answer: LoginAnswer, password: string): boolean =>
  isSame(
    answer.token3.toLowerCase(),
    md5([mark, answer.userEmail, answer.userName, answer.userId, answer.emailConfirmed, password].join('')),
  )

/** In the same time wherever they differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8')]
  return left.length === right.length && timingSafeEqual(left, right)
}
