import { createSandboxKit, type KitOptions } from '../core/kit.js'
import { createInsalesSandbox, type InsalesOptions, type InsalesSandbox } from '../insales/index.js'
import type { InsalesPerson } from '../insales/person.js'

export interface Answer {
  status: number
  headers: Headers
  text: string
  // bodies are looked at field by field, which `unknown` would drown in casts
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: any
}

export interface ShopUnderTest {
  kit: ReturnType<typeof createSandboxKit>
  insales: InsalesSandbox
  person: InsalesPerson
  url: string
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  close(): Promise<void>
}

export const basic = (login: string, password: string) =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`

/** One inSales on loopback, asked as the application of its first shop. */
export async function startShop(
  options: InsalesOptions = {},
  kitOptions: KitOptions = { seed: 1, speed: 200 },
): Promise<ShopUnderTest> {
  const kit = createSandboxKit(kitOptions)
  const insales = createInsalesSandbox(kit, options)
  const url = await insales.app.listen({ host: '127.0.0.1', port: 0 })
  const [shop] = insales.shops()
  return {
    kit,
    insales,
    url,
    person: insales.person(shop!.id),
    async ask(method, path, body, headers) {
      const answer = await fetch(`${url}/admin${path}`, {
        method,
        headers: {
          authorization: basic('sandbox-app', 'shop-1-password'),
          ...(method !== 'GET' && method !== 'DELETE' && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      const isJson = answer.headers.get('content-type')?.startsWith('application/json')
      return {
        status: answer.status,
        headers: answer.headers,
        text,
        json: isJson ? JSON.parse(text) : undefined,
      }
    },
    async close() {
      await insales.close()
      await kit.close()
    },
  }
}
