import { randomBytes } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { decryptSecret, encryptSecret, parseKeyring } from '@skladbridge/runtime'
import { dropOldKeys, introduceKey, oldNames, promoteKey } from './keyring.mjs'

const key = () => randomBytes(32).toString('base64')

describe('rotating the key of stored secrets', () => {
  const before = `k1:${key()}`
  const introduced = introduceKey('secret-keys', before, key())
  const promoted = promoteKey(introduced)

  it('lets every pod read what any other writes, at each step of the way', () => {
    const steps = [before, introduced, promoted]
    for (const [at, list] of steps.entries()) {
      const written = encryptSecret(parseKeyring(list), 'token', 'account')
      for (const other of steps.slice(Math.max(0, at - 1), at + 2)) {
        expect(decryptSecret(parseKeyring(other), written, 'account')).toBe('token')
      }
    }
  })

  it('writes under the new key only after the second step', () => {
    expect(parseKeyring(introduced).currentKeyId).toBe('k1')
    expect(parseKeyring(promoted).currentKeyId).toBe('k2')
    expect(oldNames(promoted)).toEqual(['k1'])
    expect(parseKeyring(dropOldKeys(promoted)).currentKeyId).toBe('k2')
  })

  it('never gives a name again, also when old keys went', () => {
    const third = introduceKey('secret-keys', dropOldKeys(promoted), key())
    expect(parseKeyring(promoteKey(third)).currentKeyId).toBe('k3')
  })

  it('keeps all older keys in their order', () => {
    expect(promoteKey('b,a,new')).toBe('new,b,a')
  })

  it('drops nothing where there is one only', () => expect(() => dropOldKeys(before)).toThrow('one key only'))
})

it('keys of webhooks have no names', () => {
  expect(promoteKey(introduceKey('webhook-keys', 'old', 'new'))).toBe('new,old')
})
