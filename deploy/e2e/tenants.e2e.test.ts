// One merchant asks every service for what is another's: over gRPC, with their own account and the other's ids.
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { billing, catalog, insales, journal, moysklad, orders, stock } from '@skladbridge/proto'
import { connectGrpc, type GrpcDefinition } from '@skladbridge/runtime'
import { stockedProduct } from './testing/goods.js'
import { startRig, type Merchant, type Rig, type ServiceName } from './testing/rig.js'
import { allInStep } from './testing/settled.js'

jest.setTimeout(300_000)

const definitionsOf = (area: object): [string, GrpcDefinition][] =>
  Object.entries(area).filter(
    (entry): entry is [string, GrpcDefinition] => /Service$/.test(entry[0]) && typeof entry[1] === 'object',
  )
const served: [ServiceName, string, GrpcDefinition][] = (
  [
    ['billing', billing],
    ['moysklad-connector', moysklad],
    ['insales-connector', insales],
    ['catalog-sync', catalog],
    ['order-sync', orders],
    ['stock-aggregator', stock],
    ['catalog-sync', journal],
    ['order-sync', journal],
    ['stock-aggregator', journal],
  ] as [ServiceName, object][]
).flatMap(([service, area]) =>
  definitionsOf(area).map(([name, definition]): [ServiceName, string, GrpcDefinition] => [
    service,
    name,
    definition,
  ]),
)

/** For the services themselves, of all accounts: a NetworkPolicy keeps others from them. */
const lists = ['Billing/ListAccess', 'Accounts/List']

const article = 'SEAL-TEA'
let rig: Rig
let a: Merchant
let b: Merchant
let known: Record<string, unknown>

beforeAll(async () => {
  rig = await startRig({ name: 'tenants' })
  a = await rig.merchant()
  b = await rig.merchant()
  const product = await stockedProduct(a, article)
  const order = a.placeOrder(article, 1)
  await allInStep(rig, a)
  const variant = a.variants(article)[0]!
  const [productId, orderId] = [String(product.id), String(order.id)]
  known = {
    ...{
      assortmentId: productId,
      assortmentIds: [productId],
      productId,
      id: productId,
      ids: [productId, orderId],
    },
    ...{ insalesOrderId: orderId, orderId, number: String(order.number), search: article },
    ...{ insalesVariantIds: [String(variant.id)], kind: 'stores', limit: 50, wholeProducts: true },
  }
})
afterAll(() => rig?.close())

/** The method's empty request with all that is known of A filled in, for the account of `who`. */
function requestFor(bytes: (empty: Buffer) => unknown, who: Merchant): Record<string, unknown> {
  const empty = bytes(Buffer.alloc(0)) as Record<string, unknown>
  const filled = {
    ...known,
    accountId: who.accountId,
    connection: { accountId: who.accountId, shopId: a.shopId },
  }
  return Object.fromEntries(
    Object.entries(empty).map(([field, value]) => {
      const given = (filled as Record<string, unknown>)[field]
      const fits =
        given !== undefined && (value === undefined || Array.isArray(value) === Array.isArray(given))
      return [field, fits ? given : value]
    }),
  )
}

/** What every method says to `who`, as text; a refusal is its code. */
async function askAll(who: Merchant): Promise<Map<string, string>> {
  const said = new Map<string, string>()
  for (const [service, , definition] of served) {
    const client = connectGrpc(definition, rig.grpcAddresses[service], { deadlineMs: 10_000 })
    for (const [method, { path, requestDeserialize }] of Object.entries(definition)) {
      // what ends an account would end what is asked after it
      if (/^(deactivate|remove)$/.test(method)) continue
      const request = requestFor(requestDeserialize, who)
      const call = (client as unknown as Record<string, (request: object) => unknown>)[method]!
      const key = `${service} ${path.split('.').at(-1)}`
      said.set(key, await textOf(() => call(request)))
    }
    await client.close()
  }
  return said
}

async function textOf(call: () => unknown): Promise<string> {
  try {
    const answer = call()
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) {
      const parts: unknown[] = []
      for await (const part of answer as AsyncIterable<unknown>) parts.push(part)
      return JSON.stringify(parts)
    }
    return JSON.stringify(await answer)
  } catch (error) {
    return `refused: ${String((error as { code?: unknown }).code)} ${(error as Error).message}`
  }
}

describe('tenants over gRPC', () => {
  it('A is told of its own by many methods: the questions are real ones', async () => {
    const said = await askAll(a)
    const telling = [...said].filter(([, text]) => !text.startsWith('refused') && text.includes(article))
    expect(telling.length).toBeGreaterThanOrEqual(3)
  })

  it('B is told nothing of A by any method', async () => {
    const said = await askAll(b)
    expect(said.size).toBeGreaterThanOrEqual(60)
    const leaks = [...said].filter(
      ([key, text]) =>
        !lists.some((list) => key.endsWith(list)) &&
        [article, a.accountId].some((mark) => text.includes(mark)),
    )
    expect(leaks).toEqual([])
  })
})
