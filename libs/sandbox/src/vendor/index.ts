import type { FastifyInstance } from 'fastify'
import type { AccountDirectory, SandboxKit } from '../core/types.js'
import { createCaller, noRetry } from './calls.js'
import { employeeJson, type EmployeeChoice } from './employee.js'
import { createLifecycle, type Lifecycle } from './lifecycle.js'
import { createVendorServer } from './server.js'
import type { CallOutcome, Installation, Solution } from './types.js'

export interface VendorOptions {
  solution?: Partial<Solution>
  /** The developer's server: calls go to `{gateway}/api/moysklad/vendor/1.0/apps/…`. Can be set later. */
  gateway?: string
  /** The `access.resource` of installs. Default: the real one's address. */
  resource?: () => string
  /** Who the account's first employee is, when it is known. */
  employee?: (accountId: string) => EmployeeChoice | undefined
  /** The name of an account that is there before the install. */
  accountName?: (accountId: string) => string | undefined
}

export interface VendorSandbox extends Lifecycle {
  app: FastifyInstance
  solution: Solution
  installations(): Record<string, unknown>[]
  setGateway(url: string): void
  /** The last call to the developer about this account once more, with the same request id. */
  repeatLast(accountId: string): Promise<CallOutcome | undefined>
  checkStatus(accountId: string): Promise<CallOutcome>
  pressButton(accountId: string, body: unknown): Promise<CallOutcome>
  /** As MoySklad adds to the iframe's address; good for 5 minutes of sandbox time. */
  makeContextKey(accountId: string, employee?: EmployeeChoice): string
  /** Where MoySklad's main frame of the solution leads, with a fresh key. Needs a gateway. */
  pageAddress(accountId: string, employee?: EmployeeChoice): string
  close(): Promise<void>
}

const CONTEXT_LIFE_MS = 5 * 60_000
const RESOURCE = 'https://api.moysklad.ru/api/remap/1.2'

export const defaultSolution: Solution = {
  appId: '5f3c5489-6a17-48b7-9fe5-b2000eb807fe',
  appUid: 'skladbridge.sandbox',
  secretKey: 'sandbox-secret-key-of-the-solution',
}

/** MoySklad's marketplace with one solution in it: both ends of Vendor API 1.0. */
export function createVendorSandbox(
  kit: SandboxKit,
  options: VendorOptions = {},
  directory?: AccountDirectory,
): VendorSandbox {
  const solution = { ...defaultSolution, ...options.solution }
  let gateway = options.gateway
  const caller = createCaller(kit, solution, () => gateway?.replace(/\/$/, ''))
  const resource = options.resource ?? (() => RESOURCE)
  const installations = new Map<string, Installation>()
  const lifecycle = createLifecycle({ kit, solution, caller, directory, installations }, resource)
  const contexts = createContexts(kit)
  const app = createVendorServer(kit, solution, { installations, context: contexts.read })

  const opening = createOpening({ options, solution, installations, contexts, gateway: () => gateway })

  return {
    ...lifecycle,
    install(accountId, choice) {
      const accountName = options.accountName?.(accountId)
      return lifecycle.install(accountId, { ...(accountName !== undefined && { accountName }), ...choice })
    },
    app,
    solution,
    installations: () => [...installations.values()].map((installation) => ({ ...installation })),
    setGateway(url) {
      gateway = url
    },
    repeatLast: caller.repeatLast,
    checkStatus: (accountId) => caller.call({ method: 'GET', accountId, retry: noRetry }),
    pressButton: (accountId, body) =>
      caller.call({ method: 'POST', accountId, path: '/button', body, retry: noRetry }),
    ...opening,
    async close() {
      await app.close()
      await caller.close()
    },
  }
}

interface Opener {
  options: VendorOptions
  solution: Solution
  installations: Map<string, Installation>
  contexts: ReturnType<typeof createContexts>
  gateway(): string | undefined
}

/** A person opens the solution's window. */
function createOpening({ options, solution, installations, contexts, gateway }: Opener) {
  const makeContextKey = (accountId: string, employee?: EmployeeChoice): string => {
    const accountName = installations.get(accountId)?.accountName ?? 'account'
    const admin = employee?.admin === false ? undefined : options.employee?.(accountId)
    return contexts.make({ accountId, accountName }, { ...admin, ...employee })
  }
  return {
    makeContextKey,
    pageAddress(accountId: string, employee?: EmployeeChoice): string {
      const base = gateway()
      if (!base) throw new Error('no gateway: there is no page to open')
      const { appId, appUid } = solution
      const query = { contextKey: makeContextKey(accountId, employee), appUid, appId, userLocale: 'ru' }
      return `${base.replace(/\/$/, '')}/app?${new URLSearchParams(query)}`
    },
  }
}

function createContexts(kit: SandboxKit) {
  const contexts = new Map<string, { employee: object; until: number }>()
  return {
    make(account: { accountId: string; accountName: string }, choice: EmployeeChoice = {}): string {
      const key = `${kit.uuid()}${kit.uuid()}`.replaceAll('-', '').slice(0, 40)
      const admin = choice.admin ?? true
      const login = admin ? 'admin' : 'seller'
      const employee = employeeJson(account, {
        admin,
        id: choice.id ?? kit.uuid(),
        uid: choice.uid ?? `${login}@${account.accountName}`,
        name: choice.name ?? (admin ? 'Администратор' : 'Продавец'),
      })
      contexts.set(key, { employee, until: kit.clock.now().getTime() + CONTEXT_LIFE_MS })
      return key
    },
    read(key: string): object | undefined {
      const context = contexts.get(key)
      return context && context.until > kit.clock.now().getTime() ? context.employee : undefined
    },
  }
}
