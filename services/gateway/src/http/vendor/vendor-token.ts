import { jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { gatewayErrors } from '../../errors.js'

/** No vendor token lives longer (api/moysklad.md §5.1); more would let a stolen one be used for as long. */
const LONGEST_LIFE_S = 300
/** Clocks differ a little. */
const CLOCK_TOLERANCE_S = 30

/**
 * Checks the JWT of a call from MoySklad: HS256 under the solution's secret key, issued lately, not expired, `jti` not seen.
 * What was seen is remembered per replica: a second replica may accept a repeat, and repeats change nothing.
 */
export function createVendorTokenCheck(
  secretKey: string,
): (authorization: string | undefined) => Promise<void> {
  const key = new TextEncoder().encode(secretKey)
  const seen = new LRUCache<string, true>({ max: 50_000, ttl: (LONGEST_LIFE_S + CLOCK_TOLERANCE_S) * 1000 })
  return async (authorization) => {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
    if (!token) throw gatewayErrors.GATEWAY_VENDOR_TOKEN_INVALID({ reason: 'no bearer token' })
    const jti = await verify(token, key)
    if (seen.has(jti)) throw gatewayErrors.GATEWAY_VENDOR_TOKEN_INVALID({ reason: 'used before' })
    seen.set(jti, true)
  }
}

async function verify(token: string, key: Uint8Array): Promise<string> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      requiredClaims: ['iat', 'exp', 'jti'],
      maxTokenAge: LONGEST_LIFE_S,
      clockTolerance: CLOCK_TOLERANCE_S,
    })
    return payload.jti!
  } catch (cause) {
    const reason = cause instanceof Error ? ((cause as { code?: string }).code ?? cause.name) : 'unknown'
    throw gatewayErrors.GATEWAY_VENDOR_TOKEN_INVALID({ reason }, { cause })
  }
}
