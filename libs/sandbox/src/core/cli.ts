import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createSandbox, type SandboxOptions } from './create-sandbox.js'
import type { Sandbox } from './sandbox.js'
import { faultsSchema, noFaults } from './faults.js'
import type { Faults } from './types.js'

const ports = { moysklad: 7101, insales: 7102, vendor: 7103, control: 7104 }

const firstAccount = {
  accountId: '3f1c0a52-6d0f-11ee-ac12-000c00000001',
  name: 'chaylavka',
  token: 'sandbox-solution-token',
  login: 'admin@chaylavka',
  password: 'sandbox-password',
  seed: true,
}

const faultFlags = Object.keys(noFaults).map((fault) => [fault, dashed(fault)] as const)

const flags = {
  host: { type: 'string' },
  'moysklad-port': { type: 'string' },
  'insales-port': { type: 'string' },
  'vendor-port': { type: 'string' },
  'control-port': { type: 'string' },
  speed: { type: 'string' },
  seed: { type: 'string' },
  'no-limits': { type: 'boolean' },
  shops: { type: 'string' },
  products: { type: 'string' },
  warehouses: { type: 'string' },
  gateway: { type: 'string' },
  'secret-key': { type: 'string' },
  'app-id': { type: 'string' },
  'app-uid': { type: 'string' },
  help: { type: 'boolean' },
} as const

const help = `pnpm sandbox [flags]
  --moysklad-port N --insales-port N --vendor-port N --control-port N   default ${Object.values(ports).join(' ')}; 0 = any free
  --host ADDRESS        default 127.0.0.1
  --speed N             how fast the clock runs, default 1
  --seed N              same faults and ids in each run
  --no-limits           no request limits
  --shops N             how many inSales shops, default 1
  --products N          products in the first shop, 0 to 12, default 0
  --warehouses N        warehouses of each shop, default 1
  --gateway URL         where MoySklad's vendor calls go
  --secret-key S --app-id UUID --app-uid S   the solution, as in the developer's cabinet
 faults: shares 0…1, or sandbox milliseconds where the name ends in ms
  ${faultFlags.map(([, flag]) => `--${flag}`).join(' ')}`

/** Runs until it is told to stop. Exit code 2 on wrong flags, 1 when it can't start. */
export async function startCli(argv: string[]): Promise<void> {
  const out = (text: string) => void process.stdout.write(`${text}\n`)
  try {
    const options = readFlags(argv)
    if (options === 'help') return out(help)
    const sandbox = await createSandbox({ ...options, log: out })
    out(greeting(sandbox))
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())
  } catch (error) {
    process.stderr.write(`sandbox: ${messageOf(error)}\n`)
    process.exitCode = error instanceof WrongFlag ? 2 : 1
  }
}

export class WrongFlag extends Error {}

/** @throws WrongFlag that says which flag and why. */
export function readFlags(argv: string[]): SandboxOptions | 'help' {
  const values = parsed(argv)
  if (values['help']) return 'help'
  const number = (flag: string, least: number, most: number, whole = true) => {
    const text = values[flag]
    if (text === undefined) return undefined
    const value = Number(text)
    const fits = text !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))
    if (!fits)
      throw new WrongFlag(
        `--${flag} must be ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}, not «${text}»`,
      )
    return value
  }
  const port = (flag: keyof typeof ports) => number(`${flag}-port`, 0, 65_535) ?? ports[flag]
  const warehouses = number('warehouses', 1, 10) ?? 1
  const products = number('products', 0, 12) ?? 0
  const shops = Array.from({ length: number('shops', 1, 500) ?? 1 }, (_, at) => ({
    warehouses,
    products: at === 0 ? products : 0,
  }))
  const seed = number('seed', 0, 2 ** 32)
  return {
    ...(values['host'] !== undefined && { host: String(values['host']) }),
    moyskladPort: port('moysklad'),
    insalesPort: port('insales'),
    vendorPort: port('vendor'),
    controlPort: port('control'),
    speed: number('speed', 0.01, 10_000, false) ?? 1,
    ...(seed !== undefined && { seed }),
    limits: values['no-limits'] ? 'off' : 'real',
    faults: readFaults(values),
    insales: { shops },
    moysklad: { accounts: [firstAccount] },
    vendor: readVendor(values),
  }
}

type Values = Record<string, string | boolean | undefined>

function parsed(argv: string[]): Values {
  const faults = Object.fromEntries(faultFlags.map(([, flag]) => [flag, { type: 'string' as const }]))
  try {
    return parseArgs({ args: argv, options: { ...flags, ...faults }, strict: true }).values as Values
  } catch (error) {
    throw new WrongFlag(`${messageOf(error)} (see --help)`)
  }
}

function readFaults(values: Values): Partial<Faults> {
  const given = faultFlags.filter(([, flag]) => values[flag] !== undefined)
  const read = faultsSchema
    .partial()
    .safeParse(Object.fromEntries(given.map(([fault, flag]) => [fault, Number(values[flag])])))
  if (read.success) return JSON.parse(JSON.stringify(read.data)) as Partial<Faults>
  const [issue] = read.error.issues
  throw new WrongFlag(`--${dashed(String(issue?.path[0]))}: ${issue?.message}`)
}

function readVendor(values: Values): NonNullable<SandboxOptions['vendor']> {
  const gateway = values['gateway']
  if (gateway !== undefined && !z.url({ protocol: /^https?$/ }).safeParse(gateway).success) {
    throw new WrongFlag(`--gateway must be an address like http://127.0.0.1:8080, not «${gateway}»`)
  }
  const solution = { secretKey: values['secret-key'], appId: values['app-id'], appUid: values['app-uid'] }
  const given = Object.entries(solution).filter(([, value]) => value !== undefined)
  return { ...(gateway !== undefined && { gateway: String(gateway) }), solution: Object.fromEntries(given) }
}

function greeting({ urls, insales, moysklad, vendor }: Sandbox): string {
  const shops = insales.shops().slice(0, 5)
  return [
    `MoySklad JSON API 1.2   ${urls.moysklad}`,
    ...moysklad.credentials().map((account) => `  ${JSON.stringify(account)}`),
    `MoySklad Vendor API 1.0 ${urls.vendor}`,
    `  appId ${vendor.solution.appId}, appUid ${vendor.solution.appUid}, secretKey ${vendor.solution.secretKey}`,
    `inSales                 ${urls.insales}`,
    ...shops.flatMap((shop) =>
      shop.credentials.map(({ login, password }) => `  ${shop.id} ${shop.host}: ${login} / ${password}`),
    ),
    ...(insales.shops().length > shops.length
      ? [`  … ${insales.shops().length} shops, see ${urls.control}`]
      : []),
    `Control                 ${urls.control}`,
    'Ctrl-C stops it.',
  ].join('\n')
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

function messageOf(error: unknown): string {
  const { code, port } = error as { code?: string; port?: number }
  if (code === 'EADDRINUSE') return `port ${port} is taken; choose others with --…-port, 0 takes any free one`
  return error instanceof Error ? error.message : String(error)
}
