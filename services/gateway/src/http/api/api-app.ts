import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { gatewayErrors } from '../../errors.js'
import type { Services, Session } from '../../ports.js'
import type { App } from '../app.js'
import type { Sessions } from './session.js'

export interface ApiPorts {
  services: Services
  sessions: Sessions
}

/** Who asks; set before any route of the API runs. The account comes from nowhere else, so tenants cannot meet. */
const sessions = new WeakMap<FastifyRequest, Session>()

export const keepSession = (request: FastifyRequest, session: Session): void =>
  void sessions.set(request, session)

export function sessionOf(request: FastifyRequest): Session {
  const session = sessions.get(request)
  if (!session) throw gatewayErrors.GATEWAY_SESSION_INVALID()
  return session
}

export function adminOf(request: FastifyRequest): Session {
  const session = sessionOf(request)
  if (!session.admin) throw gatewayErrors.GATEWAY_NOT_ADMIN()
  return session
}

/** Who it was, for the list of changes. */
export const personOf = ({ userId, name = '' }: Session): { userId: string; name: string } => ({
  userId,
  name,
})

/** A route scope whose schemas are zod. */
export const zodApp = (app: App) => app.withTypeProvider<ZodTypeProvider>()
export type ApiApp = ReturnType<typeof zodApp>

export const security = [{ session: [] }]
