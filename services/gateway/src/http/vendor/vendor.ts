import { AppError } from '@skladbridge/errors'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { gatewayErrors } from '../../errors.js'
import type { Services } from '../../ports.js'
import type { App } from '../app.js'
import { answerRepeatable } from '../problem.js'
import type { CheckVendorToken } from './vendor-token.js'

export interface VendorPorts {
  services: Pick<Services, 'billing' | 'moyskladAccounts' | 'insalesConnections'>
  /** The solution's id at MoySklad: calls for another are refused. */
  appId: string
  checkToken: CheckVendorToken
  now(): number
}

/** MoySklad waits 10 s and then repeats (api/moysklad.md §5.2); we answer before. */
const ANSWER_WITHIN_MS = 8_000

const id = z.string().min(1).max(64)
const activation = z.object({
  appUid: z.string().max(255).default(''),
  accountName: z.string().max(255).default(''),
  cause: z.enum(['Install', 'Resume', 'TariffChanged', 'Autoprolongation']),
  access: z
    .array(z.object({ access_token: z.string().min(1).max(1024).optional() }))
    .max(10)
    .default([]),
  subscription: z
    .object({
      tariffId: z.string().max(64).default(''),
      trial: z.boolean().default(false),
      tariffName: z.string().max(255).default(''),
      expiryMoment: z.string().max(64).default(''),
    })
    .optional(),
})
const deactivation = z.object({ cause: z.enum(['Suspend', 'Uninstall']) })

interface VendorParams {
  appId: string
  accountId: string
}

type VendorRequest = FastifyRequest<{ Params: VendorParams }>
type SetupStatus = 'Activating' | 'SettingsRequired' | 'Activated'

/**
 * The vendor side of MoySklad's Vendor API 1.0 (api/moysklad.md §5.2), at MoySklad's own path. Every call may be repeated:
 * each step is an upsert, so a repeat finishes what a died attempt began.
 */
export function registerVendor(app: App, ports: VendorPorts): void {
  void app.register((vendor, _options, done) => {
    // after a 4xx MoySklad gives the activation up and voids the token, after a 5xx it repeats
    vendor.setErrorHandler(answerRepeatable)
    vendor.addHook('onRequest', async (request) => {
      const requestId = request.headers['x_lognex_requestid']
      await ports.checkToken({
        authorization: request.headers.authorization,
        what: `${request.method} ${request.url}`,
        requestId: typeof requestId === 'string' && requestId !== '' ? requestId : undefined,
      })
      const { appId, accountId } = request.params as VendorParams
      if (appId !== ports.appId) throw gatewayErrors.GATEWAY_BODY_INVALID({ problem: 'another solution' })
      if (!id.safeParse(accountId).success) throw gatewayErrors.GATEWAY_BODY_INVALID({ problem: 'accountId' })
    })
    const path = '/api/moysklad/vendor/1.0/apps/:appId/:accountId'
    vendor.put<{ Params: VendorParams }>(path, (request) => activate(ports, request))
    vendor.delete<{ Params: VendorParams }>(path, (request) => deactivate(ports, request))
    vendor.get<{ Params: VendorParams }>(path, async ({ params }) => {
      return { status: await setupStatus(ports, params.accountId, deadline(ports)) }
    })
    done()
  })
}

const deadline = (ports: VendorPorts) => new Date(ports.now() + ANSWER_WITHIN_MS)

/** The token first: MoySklad never sends it again, and without it the account is of no use. */
async function activate(
  ports: VendorPorts,
  { params, body }: VendorRequest,
): Promise<{ status: SetupStatus }> {
  const { accountId, appId } = params
  const { cause, accountName, appUid, access, subscription } = parse(activation, body)
  const by = deadline(ports)
  const accessToken = access.find((entry) => entry.access_token)?.access_token
  if (accessToken) {
    const account = { accountId, accountName, appId, appUid, accessToken }
    await ports.services.moyskladAccounts.save(account, { deadline: by })
  }
  const request = { accountId, accountName, appUid, cause, subscription }
  await ports.services.billing.activate(request, { deadline: by })
  return { status: await statusSoFar(ports, accountId, by) }
}

async function deactivate(ports: VendorPorts, { params, body }: VendorRequest): Promise<object> {
  const { accountId } = params
  const { cause } = parse(deactivation, body)
  const by = deadline(ports)
  await ports.services.billing.deactivate({ accountId, cause }, { deadline: by })
  const reason = cause === 'Uninstall' ? 'uninstalled' : 'suspended'
  await ports.services.moyskladAccounts.remove({ accountId, reason }, { deadline: by })
  return {}
}

/**
 * What was to be kept is kept, so a shop's connector that is away does not fail an installation: how far set-up is, is told when
 * the page is opened (`http/api/tell-status.ts`).
 */
async function statusSoFar(ports: VendorPorts, accountId: string, by: Date): Promise<SetupStatus> {
  try {
    return await setupStatus(ports, accountId, by)
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return 'Activating'
    throw error
  }
}

/** Set up means: at least one shop is connected. */
async function setupStatus(ports: VendorPorts, accountId: string, by: Date): Promise<SetupStatus> {
  const page = { accountId, afterAccountId: '', afterShopId: '', limit: 100 }
  const { connections } = await ports.services.insalesConnections.list(page, { deadline: by })
  return connections.some((connection) => connection.state !== 'removed') ? 'Activated' : 'SettingsRequired'
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw gatewayErrors.GATEWAY_BODY_INVALID({ problem: z.prettifyError(parsed.error) })
}
