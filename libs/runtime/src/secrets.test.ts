import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { decryptSecret, encryptSecret, parseKeyring, rotateSecret } from './secrets.js'

const key = (byte: number) => Buffer.alloc(32, byte).toString('base64')
const ring = parseKeyring(`k2:${key(2)},k1:${key(1)}`)
const plain = 'пароль-от-магазина'

const thrownBy = (work: () => unknown): Error & { kind?: string; code?: string } => {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('a secret', () => {
  it('comes back for its owner only', () => {
    const secret = encryptSecret(ring, plain, 'account-1')
    expect(decryptSecret(ring, secret, 'account-1')).toBe(plain)
    expect(thrownBy(() => decryptSecret(ring, secret, 'account-2'))).toMatchObject({
      kind: 'bug',
      code: 'SECRET_UNREADABLE',
    })
  })

  it('whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, owner) => {
        const wellFormed = Buffer.from(text, 'utf8').toString('utf8')
        expect(decryptSecret(ring, encryptSecret(ring, text, owner), owner)).toBe(wellFormed)
      }),
    )
  })

  it('is encrypted differently each time', () => {
    const secrets = Array.from({ length: 100 }, () => encryptSecret(ring, plain, 'a'))
    expect(new Set(secrets.map(({ iv }) => iv)).size).toBe(100)
    expect(new Set(secrets.map(({ data }) => data)).size).toBe(100)
    expect(Buffer.from(secrets[0]!.iv, 'base64')).toHaveLength(12)
  })

  it.each(['iv', 'tag', 'data'] as const)('is refused when its %s was changed', (field) => {
    const secret = encryptSecret(ring, plain, 'a')
    const changed = Buffer.from(secret[field], 'base64')
    changed[0]! ^= 1
    const error = thrownBy(() => decryptSecret(ring, { ...secret, [field]: changed.toString('base64') }, 'a'))
    expect(error.code).toBe('SECRET_UNREADABLE')
  })

  it('is refused with a shortened tag', () => {
    const secret = encryptSecret(ring, plain, 'a')
    const tag = Buffer.from(secret.tag, 'base64').subarray(0, 4).toString('base64')
    expect(thrownBy(() => decryptSecret(ring, { ...secret, tag }, 'a')).code).toBe('SECRET_UNREADABLE')
  })

  it('is in no message, nor are the keys', () => {
    const secret = encryptSecret(ring, plain, 'a')
    const error = thrownBy(() => decryptSecret(parseKeyring(`k2:${key(9)}`), secret, 'a'))
    const shown = inspect([error, ring, secret], { depth: 9, showHidden: true }) + JSON.stringify(ring)
    expect(shown).not.toContain(plain)
    expect(shown).not.toContain(key(9))
    expect(shown).not.toContain(key(2))
  })
})

describe('rotation', () => {
  const old = parseKeyring(`k1:${key(1)}`)

  it('reads what the older key wrote, and brings it under the current one once', () => {
    const secret = encryptSecret(old, plain, 'a')
    expect(secret.keyId).toBe('k1')
    expect(decryptSecret(ring, secret, 'a')).toBe(plain)
    const rotated = rotateSecret(ring, secret, 'a')!
    expect(rotated.keyId).toBe('k2')
    expect(decryptSecret(ring, rotated, 'a')).toBe(plain)
    expect(rotateSecret(ring, rotated, 'a')).toBeUndefined()
  })

  it('does not bring over what another owner’s secret was put in place of', () => {
    const error = thrownBy(() => rotateSecret(ring, encryptSecret(old, plain, 'a'), 'b'))
    expect(error).toMatchObject({ kind: 'bug', code: 'SECRET_UNREADABLE' })
  })

  it('names the key that is gone', () => {
    const error = thrownBy(() => decryptSecret(old, encryptSecret(ring, plain, 'a'), 'a'))
    expect(error).toMatchObject({ kind: 'bug', code: 'SECRET_KEY_UNKNOWN' })
    expect(error.message).toContain('k2')
  })
})

describe('parseKeyring', () => {
  const short = randomBytes(16).toString('base64')
  it.each([
    ['', /entry 1/],
    ['k1', /entry 1/],
    [`k2:${key(2)},${key(1)}`, /entry 2/],
    [`k1:${short}`, /key k1 has 16 bytes, not 32/],
    [`k1:${key(1)},k1:${key(2)}`, /same id/],
    [`k1:${key(1)},`, /entry 2/],
  ])('refuses %j', (text, why) => {
    const error = thrownBy(() => parseKeyring(text))
    expect(error.code).toBe('SECRET_KEYRING_BROKEN')
    expect(error.message).toMatch(why)
    expect(error.message).not.toContain(short)
  })
})
