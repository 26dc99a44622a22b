import { createTransport } from 'nodemailer'
import { billingErrors } from '../errors.js'
import type { Send } from '../ports.js'

export interface EmailOptions {
  /** `smtp://user:password@host:587`, `smtps://…` */
  url: string
  from: string
  timeoutMs?: number
}

/** By SMTP. Each address gets a letter of its own: they need not know of each other. */
export function createEmail({ url, from, timeoutMs = 10_000 }: EmailOptions): { send: Send; close(): void } {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // a letter names no file and no address to fetch
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0])
  return {
    async send({ subject, lines }, { email }) {
      const text = [...lines, '', 'Откройте SkladBridge в МоемСкладе: там видно, что делать.'].join('\n')
      for (const to of email.addresses) {
        try {
          await transport.sendMail({ from, to, subject, text })
        } catch (cause) {
          throw failure(cause)
        }
      }
    },
    close: () => transport.close(),
  }
}

/** 5xx of the server is its last word about this letter; all else may pass. */
function failure(cause: unknown): Error {
  const { responseCode } = cause as { responseCode?: number }
  if (responseCode !== undefined && responseCode >= 500) {
    return billingErrors.BILLING_EMAIL_REFUSED({ status: responseCode }, { cause })
  }
  return billingErrors.BILLING_CHANNEL_DOWN({ channel: 'почта' }, { cause })
}
