import { describe, expect, it } from '@jest/globals'
import { SignJWT } from 'jose'
import { createSessions } from './session.js'

const secret = 'session-key-of-the-tests-32-chars'
const person = { accountId: 'account-a', userId: 'user-1', admin: true }
const sessions = createSessions(secret)
const refusal = { code: 'GATEWAY_SESSION_INVALID', kind: 'denied' }

const signed = (over: { secret?: string; audience?: string; expires?: string; alg?: string } = {}) =>
  new SignJWT({ accountId: person.accountId, admin: true })
    .setProtectedHeader({ alg: over.alg ?? 'HS256' })
    .setSubject(person.userId)
    .setAudience(over.audience ?? 'skladbridge-page')
    .setIssuedAt('2 hours ago')
    .setExpirationTime(over.expires ?? '1 hour from now')
    .sign(new TextEncoder().encode(over.secret ?? secret))
const read = (token: string) => sessions.read(`Bearer ${token}`)

describe('a session', () => {
  it('says who opened the page, on any replica', async () => {
    const { token, expiresInS } = await sessions.open(person)
    expect(await createSessions(secret).read(`Bearer ${token}`)).toEqual(person)
    expect(expiresInS).toBe(3600)
    expect(await read(await signed())).toEqual(person)
  })

  it('makes nobody an administrator who is none', async () => {
    const { token } = await sessions.open({ ...person, admin: false })
    expect(await read(token)).toMatchObject({ admin: false })
  })

  it.each([
    ['signed with another key', { secret: 'x'.repeat(32) }],
    ['that has expired', { expires: '1 second ago' }],
    ['made for something else', { audience: 'another-page' }],
    ['signed in another way', { alg: 'HS512' }],
  ])('%s is none', async (_what, over) => {
    await expect(read(await signed(over))).rejects.toMatchObject(refusal)
  })

  it('without a signature is none', async () => {
    const [, content] = (await sessions.open(person)).token.split('.')
    const head = Buffer.from('{"alg":"none"}').toString('base64url')
    await expect(read(`${head}.${content}.`)).rejects.toMatchObject(refusal)
  })

  it('whose account was changed is none', async () => {
    const [head, content, signature] = (await sessions.open(person)).token.split('.')
    const claims = JSON.parse(Buffer.from(content!, 'base64url').toString()) as object
    const forged = Buffer.from(JSON.stringify({ ...claims, accountId: 'account-b' })).toString('base64url')
    await expect(read(`${head}.${forged}.${signature}`)).rejects.toMatchObject(refusal)
  })

  it.each([undefined, '', 'Bearer ', 'Basic x', 'Bearer x.y.z'])('%p is none', async (authorization) => {
    await expect(sessions.read(authorization)).rejects.toMatchObject(refusal)
  })
})
