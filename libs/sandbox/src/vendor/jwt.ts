import { randomUUID } from 'node:crypto'
import { SignJWT, errors, jwtVerify } from 'jose'
import type { Solution } from './types.js'

const LONGEST_LIFE_S = 300

// Tokens live in real time, whatever the sandbox's clock says: both sides sign by their own machine's clock.

/** MoySklad → developer: `{iat, exp, jti}`, no sub. A new one for each attempt. */
export function signForDeveloper(solution: Solution): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(now)
    .setExpirationTime(now + LONGEST_LIFE_S)
    .setJti(randomUUID())
    .sign(keyOf(solution))
}

/** Developer → MoySklad: says what is wrong with the token, or nothing. A `jti` is good once. */
export function createTokenCheck(solution: Solution): (token: string) => Promise<string | undefined> {
  const seen = new Map<string, number>()
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keyOf(solution), {
        algorithms: ['HS256'],
        subject: solution.appUid,
        requiredClaims: ['sub', 'iat', 'jti'],
        // min(exp, iat + 300): the library checks exp, and the age by iat
        maxTokenAge: LONGEST_LIFE_S,
      })
      forgetOld(seen)
      if (seen.has(String(payload.jti))) return 'Токен уже был использован'
      seen.set(String(payload.jti), Date.now())
      return undefined
    } catch (error) {
      if (error instanceof errors.JOSEError) return error.message
      throw error
    }
  }
}

function forgetOld(seen: Map<string, number>): void {
  for (const [jti, at] of seen) if (Date.now() - at > 2 * LONGEST_LIFE_S * 1000) seen.delete(jti)
}

const keyOf = ({ secretKey }: Solution) => new TextEncoder().encode(secretKey)
