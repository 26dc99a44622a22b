import type { FastifyInstance } from 'fastify'

/** Time inside a sandbox. May run faster than real time, so limits, windows and retries shrink alike. */
export interface SandboxClock {
  now(): Date
  /** Resolves after `ms` of sandbox time. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** 1 = real time, 60 = a minute passes in a second. */
  speed: number
}

/** What goes wrong on purpose. All shares are 0…1. Changed while running, through the control API. */
export interface Faults {
  webhooksLost: number
  webhooksDoubled: number
  webhookDelayMs: number
  /** Share of requests answered 429 (MoySklad 1049 body, inSales empty body) although the budget is not used up. */
  throttled: number
  /** Share of requests answered 500, 502, 503 or 504, now and then with an HTML body. */
  serverErrors: number
  /** Added to each answer, sandbox milliseconds. */
  slowMs: number
  /** Share of requests whose connection is cut before the request takes effect. */
  cutBefore: number
  /** Share of writes that take effect but whose connection is cut before the answer. */
  answerLost: number
  /** Share of answers cut in the middle of the body. */
  answerHalf: number
}

/** How many requests came in, by kind: `GET /entity/product`, `PUT /admin/orders/:id`. */
export interface RequestCounter {
  count(kind: string, status: number): void
  read(): {
    total: number
    throttled: number
    byKind: Record<string, number>
    byStatus: Record<string, number>
  }
  reset(): void
}

/** Sends webhooks as the platforms do; which deadline and how many repeats is the platform's affair. */
export interface WebhookSender {
  send(hook: {
    url: string
    body: unknown
    headers?: Record<string, string>
    deadlineMs: number
    attempts: number
  }): void
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>
  /** Sends the webhook that was given last once more (also a lost one), past all faults. False if there was none. */
  repeatLast(filter?: { urlContains: string }): boolean
}

/** What each platform sandbox is given. */
export interface SandboxKit {
  clock: SandboxClock
  faults: Faults
  counter: RequestCounter
  webhooks: WebhookSender
  /** Deterministic when seeded: 0 ≤ x < 1. */
  random(): number
  uuid(): string
  log(line: string): void
}

/** One platform: registers its routes on its own server, and answers for its state. */
export interface PlatformSandbox {
  name: 'moysklad' | 'insales'
  app: FastifyInstance
  close(): Promise<void>
}

/**
 * What MoySklad's vendor side needs of its JSON API: tokens and webhooks come and go with the solution.
 * Implemented by the MoySklad sandbox, called by `vendor/`.
 */
export interface AccountDirectory {
  /** From now on this solution token works for the account, which is made and seeded if it is new. */
  addAccount(account: { accountId: string; accountName: string; token: string; appUid: string }): void
  /** From now on requests with this token are answered 401. An unknown token is no error. */
  revokeToken(token: string): void
  /** Suspend disables the solution's webhooks in the account, Resume enables, Uninstall deletes them. */
  solutionWebhooks(accountId: string, state: 'enabled' | 'disabled' | 'deleted'): void
}

/** A person at work in a platform's own windows: no limits, no faults, but webhooks as after any change. */
export interface MoyskladPerson {
  /** Ids of the accounts known. */
  accounts(): string[]
  /** All entities of a type in API form: `product`, `variant`, `customerorder`, `counterparty`, … */
  list(accountId: string, type: string): unknown[]
  /** The body as in a POST to `/entity/<type>`; the answer as the API gives it. Throws on a refused body. */
  create(accountId: string, type: string, body: unknown): Promise<unknown>
  /** The body as in a PUT to `/entity/<type>/<id>`. Throws on a refused body. */
  update(accountId: string, type: string, id: string, body: unknown): Promise<unknown>
  remove(accountId: string, type: string, id: string): Promise<void>
  /** Pieces on hand of a product or variant; without `storeId`, in the account's first store. */
  setStock(accountId: string, stock: { assortmentId: string; storeId?: string; quantity: number }): void
}

/** The MoySklad sandbox with its handles for the vendor side and for the control API. */
export interface MoyskladSandbox extends PlatformSandbox {
  name: 'moysklad'
  directory: AccountDirectory
  person: MoyskladPerson
  /** What a person needs to try it by hand: accounts with logins, passwords and tokens. */
  credentials(): {
    accountId: string
    accountName: string
    token?: string
    login?: string
    password?: string
  }[]
}
