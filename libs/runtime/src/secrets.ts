import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { runtimeErrors } from './errors.js'

/** Named keys; the first is used for what is written from now on. KeyObjects do not show their bytes when printed. */
export interface Keyring {
  readonly currentKeyId: string
  readonly keys: ReadonlyMap<string, KeyObject>
}

/** As stored: key id in the open, everything else base64. */
export interface EncryptedSecret {
  keyId: string
  iv: string
  tag: string
  data: string
}

const algorithm = 'aes-256-gcm'
const tagBytes = 16
/** NIST SP 800-38D §8.2: 96 bits, never twice under one key. */
const ivBytes = 12

/**
 * `k2:<base64>,k1:<base64>`: the first key is current, the others can still be read. Each key is 32 bytes.
 * Throws SECRET_KEYRING_BROKEN; names the key's id, never its bytes.
 */
export function parseKeyring(text: string): Keyring {
  const entries = text.split(',').map((part, index) => parseKey(part.trim(), index))
  const keys = new Map(entries)
  if (keys.size !== entries.length) throw broken('two keys have the same id')
  return { currentKeyId: entries[0]![0], keys }
}

function parseKey(part: string, index: number): [string, KeyObject] {
  const [, keyId, encoded] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_=-]+)$/.exec(part) ?? []
  if (!keyId || !encoded) throw broken(`entry ${index + 1} is not <id>:<base64>`)
  const bytes = Buffer.from(encoded, 'base64')
  if (bytes.length !== 32) throw broken(`key ${keyId} has ${bytes.length} bytes, not 32`)
  return [keyId, createSecretKey(bytes)]
}

const broken = (reason: string) => runtimeErrors.SECRET_KEYRING_BROKEN({ reason })

/**
 * Encrypts under the current key. `aad` binds the secret to its owner (account or connection id): moved to another
 * owner's document it cannot be read.
 */
export function encryptSecret(keyring: Keyring, plain: string, aad: string): EncryptedSecret {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, keyOf(keyring, keyring.currentKeyId), iv, {
    authTagLength: tagBytes,
  })
  cipher.setAAD(Buffer.from(aad, 'utf8'))
  const data = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return {
    keyId: keyring.currentKeyId,
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  }
}

/** Throws SECRET_KEY_UNKNOWN or SECRET_UNREADABLE (both `bug`); the plain text is in neither. */
export function decryptSecret(keyring: Keyring, secret: EncryptedSecret, aad: string): string {
  const key = keyOf(keyring, secret.keyId)
  try {
    const iv = Buffer.from(secret.iv, 'base64')
    const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(aad, 'utf8'))
    decipher.setAuthTag(Buffer.from(secret.tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(secret.data, 'base64')), decipher.final()]).toString(
      'utf8',
    )
  } catch (cause) {
    throw runtimeErrors.SECRET_UNREADABLE({ keyId: secret.keyId }, { cause })
  }
}

/**
 * The same secret under the current key, to be stored in place of the old one; undefined where it is under it already.
 * Throws as `decryptSecret` does.
 */
export function rotateSecret(
  keyring: Keyring,
  secret: EncryptedSecret,
  aad: string,
): EncryptedSecret | undefined {
  if (secret.keyId === keyring.currentKeyId) return undefined
  return encryptSecret(keyring, decryptSecret(keyring, secret, aad), aad)
}

function keyOf(keyring: Keyring, keyId: string): KeyObject {
  const key = keyring.keys.get(keyId)
  if (!key) throw runtimeErrors.SECRET_KEY_UNKNOWN({ keyId })
  return key
}
