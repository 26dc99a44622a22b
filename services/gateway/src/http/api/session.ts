import { jwtVerify, SignJWT } from 'jose'
import { gatewayErrors } from '../../errors.js'
import type { Session } from '../../ports.js'

/** A session outlives no long working day at the page; a new one costs a reload inside MoySklad. */
const LIFE_S = 3600
const AUDIENCE = 'skladbridge-page'

export interface Sessions {
  /** A token for whoever MoySklad says opened the page. */
  open(session: Session): Promise<{ token: string; expiresInS: number }>
  /** Throws GATEWAY_SESSION_INVALID. */
  read(authorization: string | undefined): Promise<Session>
}

/** Stateless: any replica reads what another signed. */
export function createSessions(secret: string): Sessions {
  const key = new TextEncoder().encode(secret)
  return {
    async open({ accountId, userId, name, admin }) {
      const token = await new SignJWT({ accountId, name, admin })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(userId)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(`${LIFE_S}s`)
        .sign(key)
      return { token, expiresInS: LIFE_S }
    },
    async read(authorization) {
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
      if (!token) throw gatewayErrors.GATEWAY_SESSION_INVALID()
      try {
        const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'], audience: AUDIENCE })
        return {
          accountId: String(payload['accountId']),
          userId: String(payload.sub),
          ...(typeof payload['name'] === 'string' ? { name: payload['name'] } : {}),
          admin: payload['admin'] === true,
        }
      } catch (cause) {
        throw gatewayErrors.GATEWAY_SESSION_INVALID({}, { cause })
      }
    },
  }
}
