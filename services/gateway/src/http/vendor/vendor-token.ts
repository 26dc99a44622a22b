import { jwtVerify } from 'jose'
import { LRUCache } from 'lru-cache'
import { gatewayErrors } from '../../errors.js'

/** No vendor token lives longer (api/moysklad.md §5.1); more would let a stolen one be used for as long. */
const LONGEST_LIFE_S = 300
/** Clocks differ a little. */
const CLOCK_TOLERANCE_S = 30

/** `requestId`: X_Lognex_RequestId, the same in every repeat of one call (api/moysklad.md §5.2). */
export type CheckVendorToken = (call: {
  authorization: string | undefined
  /** Method and path. */
  what: string
  requestId: string | undefined
}) => Promise<void>

/**
 * Checks the JWT of a call from MoySklad: HS256 under the solution's secret key, issued lately, not expired, `jti` not seen.
 * A call that MoySklad repeats after a 5xx of ours may carry the very same token: with the same request id it is the
 * same call of the same thing, and repeats change nothing; anything else is a replay. What was seen is remembered per replica.
 */
export function createVendorTokenCheck(secretKey: string): CheckVendorToken {
  const key = new TextEncoder().encode(secretKey)
  const seen = new LRUCache<string, { what: string; requestId: string | undefined }>({
    max: 50_000,
    ttl: (LONGEST_LIFE_S + CLOCK_TOLERANCE_S) * 1000,
  })
  return async ({ authorization, what, requestId }) => {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
    if (!token) throw gatewayErrors.GATEWAY_VENDOR_TOKEN_INVALID({ reason: 'no bearer token' })
    const jti = await verify(token, key)
    const first = seen.get(jti)
    const isRepeat = requestId !== undefined && first?.requestId === requestId && first.what === what
    if (first && !isRepeat) throw gatewayErrors.GATEWAY_VENDOR_TOKEN_INVALID({ reason: 'used before' })
    if (!first) seen.set(jti, { what, requestId })
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
