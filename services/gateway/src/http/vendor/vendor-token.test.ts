import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { SignJWT } from 'jose'
import { appSecret } from '../../testing/start-gateway.js'
import { vendorBearer } from '../../testing/vendor-jwt.js'
import { createVendorTokenCheck } from './vendor-token.js'

/** Of one call that names no request. */
const create = (secret: string) => {
  const check = createVendorTokenCheck(secret)
  return (authorization: string | undefined, requestId?: string, what = 'PUT /apps/a/b') =>
    check({ authorization, what, requestId })
}

const now = () => Math.floor(Date.now() / 1000)
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const payload = () => ({ iat: now(), exp: now() + 300, jti: 'one' })
const refusal = { code: 'GATEWAY_VENDOR_TOKEN_INVALID', kind: 'denied' }

describe('the token of a vendor call', () => {
  it('is good under the secret key of the solution', async () => {
    await expect(create(appSecret)(await vendorBearer())).resolves.toBeUndefined()
  })

  it('is good once', async () => {
    const check = create(appSecret)
    const bearer = await vendorBearer({ jti: 'once' })
    await check(bearer)
    await expect(check(bearer)).rejects.toMatchObject(refusal)
    await expect(check(await vendorBearer({ jti: 'once', issuedIn: -1 }))).rejects.toMatchObject(refusal)
    await expect(check(await vendorBearer({ jti: 'another' }))).resolves.toBeUndefined()
  })

  it('is good again for the very same call, which MoySklad repeats after a 5xx', async () => {
    const check = create(appSecret)
    const bearer = await vendorBearer()
    await check(bearer, 'request-1')
    await expect(check(bearer, 'request-1')).resolves.toBeUndefined()
    await expect(check(bearer, 'request-2')).rejects.toMatchObject(refusal)
    await expect(check(bearer)).rejects.toMatchObject(refusal)
    await expect(check(bearer, 'request-1', 'DELETE /apps/a/b')).rejects.toMatchObject(refusal)
    await expect(check(bearer, 'request-1')).resolves.toBeUndefined()
  })

  it('is good once, also when it comes twice at the same moment', async () => {
    const check = create(appSecret)
    const bearer = await vendorBearer()
    const outcomes = await Promise.allSettled([check(bearer), check(bearer), check(bearer)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('that is refused does not use its jti up', async () => {
    const check = create(appSecret)
    await expect(
      check(await vendorBearer({ jti: 'j', secret: 'a secret of somebody else' })),
    ).rejects.toThrow()
    await expect(check(await vendorBearer({ jti: 'j' }))).resolves.toBeUndefined()
  })

  it('may come from a clock that differs a little', async () => {
    const check = create(appSecret)
    await expect(check(await vendorBearer({ expiresIn: -15 }))).resolves.toBeUndefined()
    await expect(check(await vendorBearer({ issuedIn: 15 }))).resolves.toBeUndefined()
  })

  it.each([
    ['under another secret', { secret: 'secret key of another solution' }],
    ['that has expired', { issuedIn: -200, expiresIn: -60 }],
    ['that claims a life of an hour, issued long ago', { issuedIn: -600, expiresIn: 3000 }],
    ['from the future', { issuedIn: 600, expiresIn: 900 }],
    ['without an end', { expiresIn: undefined }],
    ['without jti', { jti: undefined }],
  ])('%s is refused', async (_what, over) => {
    const bearer = await vendorBearer(over)
    await expect(create(appSecret)(bearer)).rejects.toMatchObject(refusal)
  })

  it('with algorithm none is refused', async () => {
    const bearer = `Bearer ${base64({ alg: 'none', typ: 'JWT' })}.${base64(payload())}.`
    await expect(create(appSecret)(bearer)).rejects.toMatchObject(refusal)
  })

  it('with another algorithm is refused: RS256, and HS512 under the right secret', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const secret = new TextEncoder().encode(appSecret)
    const check = create(appSecret)
    for (const [alg, key] of [
      ['RS256', privateKey],
      ['HS512', secret],
    ] as const) {
      const token = await new SignJWT(payload()).setProtectedHeader({ alg }).sign(key)
      await expect(check(`Bearer ${token}`)).rejects.toMatchObject(refusal)
    }
  })

  it('whose content was changed is refused', async () => {
    const [head, , signature] = (await vendorBearer()).split('.')
    const bearer = `${head}.${base64({ ...payload(), jti: 'mine' })}.${signature}`
    await expect(create(appSecret)(bearer)).rejects.toMatchObject(refusal)
  })

  it.each([undefined, '', 'Bearer', 'Bearer a.b.c', 'Basic dXNlcjpwYXNz', 'Bearer a b'])(
    '%p is none',
    async (authorization) => {
      await expect(create(appSecret)(authorization)).rejects.toMatchObject(refusal)
    },
  )

  it('is in no message of a refusal', async () => {
    const bearer = await vendorBearer({ expiresIn: -60 })
    const error = (await create(appSecret)(bearer).catch((thrown: unknown) => thrown)) as Error
    expect(error.message).not.toContain(bearer.slice(7, 30))
  })
})
