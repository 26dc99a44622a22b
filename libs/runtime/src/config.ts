import { z } from 'zod'
import { runtimeErrors } from './errors.js'
import { parseKeyring } from './secrets.js'

type Environment = Readonly<Record<string, string | undefined>>

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^-?\d{1,15}$/, `must be a whole number from ${from} to ${to}`)
    .transform(Number)
    .refine((value) => value >= from && value <= to, `must be a whole number from ${from} to ${to}`)

/** A whole number; the name of the variable says the unit (`POLL_INTERVAL_MS`). */
export const integer = (fallback: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  wholeNumber(min, max).default(fallback)

/** Milliseconds, at most a day. */
export const duration = (fallbackMs: number, { min = 0, max = 86_400_000 } = {}) =>
  integer(fallbackMs, { min, max })

/** A TCP port to listen on; 0 takes any free one. */
export const port = (fallback: number) => integer(fallback, { max: 65_535 })

/** An absolute URL of one of the schemes, such as `url('amqp', 'amqps')`. Kept as written. */
export const url = (...schemes: string[]) =>
  z
    .string()
    // not WHATWG URL: a replica set names several hosts (mongodb://a:27017,b:27017/)
    .regex(
      new RegExp(`^(${schemes.map((scheme) => scheme.replace('+', '\\+')).join('|')})://[^\\s/]+(/\\S*)?$`),
      `must be a URL beginning with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    )

/** Where another service answers gRPC: `host:port`. */
export const grpcAddress = () =>
  z.string().regex(/^[^\s/:]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$/, 'must be host:port')

/** `1`, `true`, `yes`, `on` or `0`, `false`, `no`, `off`. */
export const flag = (fallback: boolean) => z.stringbool({ error: 'must be true or false' }).default(fallback)

/** Keys for `encryptSecret`: `k2:<base64 of 32 bytes>,k1:<…>`, the current one first. */
export const keyring = () =>
  z.string().transform((text, context) => {
    try {
      return parseKeyring(text)
    } catch (error) {
      context.issues.push({ code: 'custom', message: (error as Error).message, input: text })
      return z.NEVER
    }
  })

/** Secrets after commas, each at least so long: the first is for what is made from now on, the others are still accepted. */
export const secretList = (shortest: number) =>
  z
    .string()
    .transform((text) => text.split(',').map((key) => key.trim()))
    .refine((keys) => keys.every((key) => key.length >= shortest), {
      error: `each key must have at least ${shortest} characters`,
    })

/** What every service reads: `z.object({ ...baseConfig, MY_OWN: … })`. */
export const baseConfig = {
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'must be a pino level such as info')
    .default('info'),
  /** Address that all servers of the service listen on. */
  BIND_HOST: z.string().default('0.0.0.0'),
  /** Health and metrics. */
  HTTP_PORT: port(8080),
  GRPC_PORT: port(9090),
  /** May name a database; without one the service uses the database of its own name. */
  MONGO_URL: url('mongodb', 'mongodb+srv'),
  AMQP_URL: url('amqp', 'amqps'),
  /** Put before every exchange and queue, so that several installs share a broker. */
  MESSAGING_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9._-]{0,64}$/, 'may hold letters, digits, dot, dash and underscore only')
    .default(''),
  /** From the signal to the last thing closed. */
  SHUTDOWN_TIMEOUT_MS: duration(15_000, { min: 100 }),
  /** Not ready, but still serving, before closing: time for load balancers to notice. */
  DRAIN_MS: duration(0),
}

export type BaseConfig = z.output<z.ZodObject<typeof baseConfig>>

/**
 * The environment as the schema's type. Throws CONFIG_INVALID whose message lists every problem, one a line, by the
 * variable's name; values are never in it. An empty variable counts as absent.
 */
export function parseConfig<S extends z.ZodType>(schema: S, env: Environment): z.output<S> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `  ${describe(issue, given)}`)
  throw runtimeErrors.CONFIG_INVALID({ count: problems.length, problems: problems.join('\n') })
}

function describe(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const name = issue.path.join('.') || 'environment'
  const value = given[String(issue.path[0])]
  if (issue.path.length > 0 && value === undefined) return `${name}: is missing`
  // a value may be a secret: it is cut out even of a message that quotes it
  return `${name}: ${issue.message.replaceAll(String(value), '…')}`
}

/** For `config.ts` of a service: says what is wrong on stderr, once, and exits 1. */
export function loadConfigOrExit<S extends z.ZodType>(
  schema: S,
  env: Environment = process.env,
): z.output<S> {
  try {
    return parseConfig(schema, env)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exit(1)
  }
}
