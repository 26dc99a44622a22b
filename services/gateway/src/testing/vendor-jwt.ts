import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { appSecret } from './start-gateway.js'

export interface VendorJwt {
  secret?: string
  /** Seconds from now; negative = past. */
  issuedIn?: number
  expiresIn?: number | undefined
  jti?: string | undefined
}

/** `Bearer …` as MoySklad sends it (api/moysklad.md §5.1): HS256, no subject, at most 300 s. */
export async function vendorBearer(over: VendorJwt = {}): Promise<string> {
  const { secret, issuedIn, expiresIn, jti } = {
    secret: appSecret,
    issuedIn: 0,
    expiresIn: 300,
    jti: randomUUID(),
    ...over,
  }
  const now = Math.floor(Date.now() / 1000)
  const token = new SignJWT({ iat: now + issuedIn }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
  if (expiresIn !== undefined) token.setExpirationTime(now + expiresIn)
  if (jti !== undefined) token.setJti(jti)
  return `Bearer ${await token.sign(new TextEncoder().encode(secret))}`
}
