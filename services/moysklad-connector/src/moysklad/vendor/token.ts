import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'

export interface SolutionKey {
  appUid: string
  secretKey: string
}

const lifeSeconds = 120

/** For one request: MoySklad takes each `jti` once, and no token older than 300 s (api/moysklad.md §5.1). */
export function signVendorToken({ appUid, secretKey }: SolutionKey, now = new Date()): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(appUid)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeSeconds)
    .setJti(randomUUID())
    .sign(new TextEncoder().encode(secretKey))
}
