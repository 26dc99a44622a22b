/** Statuses of a solution in an account, as `GET …/status` names them. */
export type Status =
  | 'Activating'
  | 'ActivationFailed'
  | 'SettingsRequired'
  | 'Activated'
  | 'Deactivating'
  | 'DeactivationFailed'
  | 'Suspended'

export interface Subscription {
  tariffId: string
  trial: boolean
  tariffName: string
  expiryMoment: string
  notForResale: boolean
  partner: boolean
}

export interface Access {
  resource: string
  scope: string[]
  permissions?: Record<string, unknown>
}

export interface Installation {
  accountId: string
  accountName: string
  status: Status
  cause: string | undefined
  subscription: Subscription
  access: Access[]
  /** The solution's token for JSON API; none while suspended. */
  token: string | undefined
}

/** The solution as the developer's cabinet knows it. */
export interface Solution {
  appId: string
  appUid: string
  secretKey: string
}

/** How a call to the developer's server went. */
export interface CallOutcome {
  requestId: string
  attempts: number
  /** HTTP status of the last attempt; 0 = no answer in time, or none at all. */
  httpStatus: number
  body: unknown
  succeeded: boolean
}
