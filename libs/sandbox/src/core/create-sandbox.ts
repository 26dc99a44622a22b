import type { FastifyInstance } from 'fastify'
import { createInsalesSandbox, type InsalesOptions } from '../insales/index.js'
import { createMoyskladSandbox, type Moysklad, type MoyskladOptions } from '../moysklad/index.js'
import { createVendorSandbox, type VendorOptions } from '../vendor/index.js'
import { createControl } from './control/control.js'
import { createSandboxKit, type KitOptions } from './kit.js'
import type { Sandbox } from './sandbox.js'

export interface SandboxOptions extends KitOptions {
  /** Default 127.0.0.1. The control API has no password: think before you open it to others. */
  host?: string
  /** Ports; 0 (the default) takes a free one. */
  moyskladPort?: number
  insalesPort?: number
  vendorPort?: number
  controlPort?: number
  /** Request limits of the platforms. Default real. */
  limits?: 'real' | 'off'
  insales?: Omit<InsalesOptions, 'limits'>
  vendor?: Omit<VendorOptions, 'resource' | 'employee' | 'accountName'>
  moysklad?: Omit<MoyskladOptions, 'limits'>
}

/** Both platforms, MoySklad's marketplace and the control API, each on its own port. @throws when a port is taken. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const kit = createSandboxKit(options)
  const host = options.host ?? '127.0.0.1'
  const limits = options.limits ?? 'real'
  const insales = createInsalesSandbox(kit, { ...options.insales, limits })
  const moysklad = createMoyskladSandbox(kit, { ...options.moysklad, limits })
  const urls = { moysklad: '', insales: '', vendor: '', control: '' }
  const vendor = createVendorSandbox(
    kit,
    {
      ...options.vendor,
      resource: () => urls.moysklad,
      employee: (id) => firstEmployee(moysklad, id),
      accountName: (id) => moysklad.accounts().find((account) => account.id === id)?.name,
    },
    moysklad.directory,
  )
  const sandbox: Sandbox = { kit, insales, vendor, moysklad, urls, idle: () => insales.idle(), close }
  const control = createControl(sandbox)

  async function close() {
    await Promise.all([control.close(), insales.close(), vendor.close(), moysklad.close()])
    await kit.close()
  }
  const listen = (app: FastifyInstance, port = 0) => app.listen({ host, port })
  try {
    urls.insales = await listen(insales.app, options.insalesPort)
    urls.vendor = `${await listen(vendor.app, options.vendorPort)}/api/vendor/1.0`
    urls.moysklad = `${await listen(moysklad.app, options.moyskladPort)}/api/remap/1.2`
    urls.control = await listen(control, options.controlPort)
  } catch (error) {
    await close()
    throw error
  }
  return sandbox
}

/** Whoever opens the solution's window is somebody the account knows. */
function firstEmployee(
  moysklad: Moysklad,
  accountId: string,
): { id: string; uid: string; name: string } | undefined {
  if (!moysklad.person.accounts().includes(accountId)) return undefined
  const [employee] = moysklad.person.list(accountId, 'employee') as Record<string, unknown>[]
  if (!employee) return undefined
  return { id: String(employee['id']), uid: String(employee['uid']), name: String(employee['name']) }
}
