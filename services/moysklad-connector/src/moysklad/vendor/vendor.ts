import type { OutsideAnswer, Upstream } from '@skladbridge/http-client'
import type { moysklad } from '@skladbridge/proto'
import { moyskladErrors, side } from '../../errors.js'
import type { Allowance } from '../api.js'
import { readRefusal, toRefusal } from '../refusals.js'
import type { SolutionStatus } from '../../ports.js'
import { employeeSchema } from './schema.js'
import { signVendorToken, type SolutionKey } from './token.js'

export interface VendorOptions {
  upstream: Upstream
  baseUrl: string
  key: SolutionKey
}

export interface Vendor {
  /** Who opened the page. Throws `denied` MOYSKLAD_CONTEXT_EXPIRED when the key is unknown or older than five minutes. */
  readContext(contextKey: string, allowance: Allowance): Promise<moysklad.Employee>
  /** Throws `invalid` MOYSKLAD_STATUS_REFUSED when there is no way from the present status to this one. */
  reportStatus(
    where: { appId: string; accountId: string },
    status: SolutionStatus,
    allowance: Allowance,
  ): Promise<void>
}

interface VendorAsk {
  operation: string
  method: 'POST' | 'PUT'
  path: string
  json?: unknown
}

/** MoySklad's side of Vendor API 1.0: signed with the solution's key, no account's token. */
export function createVendor({ upstream, baseUrl, key }: VendorOptions): Vendor {
  async function ask({ path, ...ask }: VendorAsk, allowance: Allowance): Promise<OutsideAnswer> {
    const token = await signVendorToken(key)
    return upstream.request({
      ...ask,
      ...allowance,
      account: 'vendor',
      url: `${baseUrl}/${path}`,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    })
  }
  return {
    async readContext(contextKey, allowance) {
      const path = `context/${encodeURIComponent(contextKey)}`
      const answer = await ask({ operation: 'vendor.context', method: 'POST', path }, allowance)
      if (answer.status === 403 || answer.status === 404) throw moyskladErrors.MOYSKLAD_CONTEXT_EXPIRED()
      checkAnswer(answer, 'vendor.context', false)
      return toEmployee(answer)
    },
    async reportStatus({ appId, accountId }, status, allowance) {
      const path = `apps/${appId}/${accountId}/status`
      const answer = await ask(
        { operation: 'vendor.status', method: 'PUT', path, json: { status } },
        allowance,
      )
      if (answer.status === 404 || answer.status === 409) {
        const number = readRefusal(answer.json)?.code ?? 0
        throw moyskladErrors.MOYSKLAD_STATUS_REFUSED({ wanted: status, status: answer.status, number })
      }
      checkAnswer(answer, 'vendor.status', true)
    },
  }
}

function checkAnswer(answer: OutsideAnswer, operation: string, isWrite: boolean): void {
  const { status } = answer
  if (status >= 200 && status < 300) return
  // the key is ours, not the merchant's: nothing he could mend
  if (status === 401) {
    throw moyskladErrors.MOYSKLAD_VENDOR_KEY_WRONG({ status, number: readRefusal(answer.json)?.code ?? 0 })
  }
  throw toRefusal(answer, { operation, isWrite })
}

function toEmployee({ json }: OutsideAnswer): moysklad.Employee {
  const parsed = employeeSchema.safeParse(json)
  if (!parsed.success) {
    const reason = parsed.error.issues[0]?.path.join('.') ?? ''
    throw moyskladErrors.MOYSKLAD_ANSWER_UNEXPECTED({
      side,
      operation: 'vendor.context',
      reason,
      effect: 'none',
    })
  }
  const { id, uid, accountId, name, shortFio, fullName, permissions } = parsed.data
  return {
    accountId,
    userId: id,
    uid,
    name: name ?? shortFio ?? fullName ?? uid,
    // `{view: "NO"}` is how MoySklad says that someone is none
    admin: permissions?.admin?.view === 'ALL',
  }
}
