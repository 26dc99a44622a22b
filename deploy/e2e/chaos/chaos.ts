import { setTimeout as pause } from 'node:timers/promises'
import { LONG_PATIENCE_MS, PATIENCE_MS, startRig, type Merchant, type Rig } from '../testing/rig.js'
import { fragileServers } from '../testing/servers.js'
import { waitFor } from '@skladbridge/testing'
import { compare, type Unequal } from './check.js'
import { breakEverything, type Injected } from './faults.js'
import { deeds, type Stage } from './people.js'
import { diceOf } from './random.js'

export interface ChaosOptions {
  seed: number
  connections: number
  orders: number
  edits: number
  /** Over which all of it happens. */
  seconds: number
  say(line: string): void
}

export interface ChaosReport extends Unequal {
  injected: Injected
  settleSeconds: number
  /** To both platforms, over all of it. */
  requests: number
}

/** Minutes in production: here the rig must show within a minute what would come right within ten. */
const pace = {
  ...{ SWEEP_INTERVAL_MS: '3000', FULL_RUN_INTERVAL_MS: '3000', READ_BACK_INTERVAL_MS: '10000' },
  ...{ MOYSKLAD_BUDGET_REQUESTS: '1000000', INSALES_BUDGET_REQUESTS: '1000000' },
}
const productsEach = 4
/** After which it is not «settling» any more. */
const settleAtMostMs = 180_000

/**
 * Merchants work while everything breaks; then all is mended, and both platforms must come to say the same. Never throws for
 * what it finds: the report has it.
 */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  const servers = await fragileServers()
  const rig = await startRig({
    name: `chaos-${options.seed}`,
    env: pace,
    sandbox: { limits: 'off' },
    servers,
  })
  try {
    const stages = await Promise.all(Array.from({ length: options.connections }, () => stageOf(rig)))
    options.say(`${stages.length} connections with ${productsEach} products each`)
    rig.sandbox.kit.counter.reset()
    const injected: Injected = {}
    const over = new AbortController()
    const ground = {
      ...{ rig, servers, injected, merchants: stages.map(({ merchant }) => merchant) },
      diceOf: (name: string) => diceOf(options.seed, name),
    }
    const breaking = breakEverything(ground, over.signal)
    await workOn(stages, options)
    over.abort()
    await breaking
    await rig.allReady()
    options.say(`all is mended: ${JSON.stringify(injected)}`)
    const began = performance.now()
    const found = await settle(stages)
    const settleSeconds = Math.round((performance.now() - began) / 1_000)
    return { ...found, injected, settleSeconds, requests: rig.sandbox.kit.counter.read().total }
  } finally {
    await rig.close()
    await servers.close()
  }
}

async function stageOf(rig: Rig): Promise<Stage> {
  const merchant: Merchant = await rig.merchant()
  const products = Array.from({ length: productsEach }, (_, at) =>
    merchant.createProduct({ article: `TEA-${at}`, name: `Чай «${at}»`, price: 45_000 }),
  )
  const pieces = new Map(products.map((product) => [product['id'] as string, 9_000]))
  for (const product of products) merchant.setStock(product, 9_000)
  const isThere = (article: string) => Number(merchant.variants(article)[0]?.['quantity']) === 9_000
  await waitFor(() => products.every(({ article }) => isThere(article)), {
    what: 'products with their stock in the shop',
    timeoutMs: LONG_PATIENCE_MS,
  })
  return { merchant, products, orders: [], pieces }
}

async function workOn(stages: Stage[], { seed, orders, edits, seconds, say }: ChaosOptions): Promise<void> {
  const dice = diceOf(seed, 'people')
  const all = deeds(dice, orders, edits)
  const began = performance.now()
  for (const [at, deed] of all.entries()) {
    const wait = began + (at * seconds * 1_000) / all.length - performance.now()
    if (wait > 0) await pause(wait)
    deed(dice.pick(stages), dice)
    if (at % 500 === 499) say(`${at + 1} of ${all.length} done`)
  }
}

/** Looks until nothing differs, and once more a little later: what was to be doubled late would be there then. */
async function settle(stages: readonly Stage[]): Promise<Unequal> {
  const isEqual = ({ lost, doubled, unequal }: Unequal) => lost.length + doubled.length + unequal.length === 0
  const until = performance.now() + settleAtMostMs
  let found = compare(stages)
  while (!isEqual(found) && performance.now() < until) {
    await pause(500)
    found = compare(stages)
  }
  if (!isEqual(found)) return found
  await pause(PATIENCE_MS / 10)
  return compare(stages)
}
