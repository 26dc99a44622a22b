import { setTimeout as pause } from 'node:timers/promises'
import type { FragileServers, ServerName } from '../testing/servers.js'
import { everyService, type Merchant, type Rig } from '../testing/rig.js'
import type { Dice } from './random.js'

/** How often what was done to them. */
export type Injected = Record<string, number>

interface Ground {
  rig: Rig
  servers: FragileServers
  merchants: readonly Merchant[]
  injected: Injected
  diceOf(name: string): Dice
}

type Fault = (ground: Ground, over: AbortSignal) => Promise<void>

const count = ({ injected }: Ground, kind: string): void => void (injected[kind] = (injected[kind] ?? 0) + 1)

/** Ends early, without a word, when all is over. */
const rest = (ms: number, signal: AbortSignal) => pause(ms, undefined, { signal }).catch(() => undefined)

/** A random service gets SIGKILL every five seconds, and is started again. */
const kills: Fault = async (ground, over) => {
  const dice = ground.diceOf('kills')
  while (!over.aborted) {
    await rest(5_000, over)
    if (over.aborted) return
    const victim = dice.pick(everyService)
    await ground.rig.kill(victim)
    count(ground, `killed ${victim}`)
    await ground.rig.start(victim)
  }
}

/** What they stand on is killed and started again, one at a time. */
const outages: Fault = async (ground, over) => {
  const dice = ground.diceOf('outages')
  while (!over.aborted) {
    await rest(dice.between(12_000, 25_000), over)
    if (over.aborted) return
    const server = dice.pick<ServerName>(['rabbitmq', 'mongodb'])
    await ground.servers.kill(server)
    count(ground, `killed ${server}`)
    await rest(dice.between(500, 4_000), over)
    await ground.servers.start(server)
  }
}

const none = { throttled: 0, serverErrors: 0, slowMs: 0, cutBefore: 0, answerHalf: 0 }
const bursts = {
  'bursts of 429': { throttled: 0.5 },
  'bursts of 5xx and HTML': { serverErrors: 0.5 },
  'slow answers': { slowMs: 1_500 },
  'connections cut': { cutBefore: 0.3 },
  'half answers': { answerHalf: 0.3 },
}

/** Webhooks and answers are lost all the time; now and then everything else goes wrong with the platforms. */
const platforms: Fault = async (ground, over) => {
  const dice = ground.diceOf('platforms')
  const { faults } = ground.rig.sandbox.kit
  Object.assign(faults, { webhooksLost: 0.3, webhooksDoubled: 0.3, webhookDelayMs: 700, answerLost: 0.05 })
  while (!over.aborted) {
    const [kind, burst] = dice.pick(Object.entries(bursts))
    Object.assign(faults, none, burst)
    count(ground, kind)
    await rest(dice.between(1_000, 3_000), over)
    Object.assign(faults, none)
    await rest(dice.between(1_000, 4_000), over)
  }
  Object.assign(faults, none, { webhooksLost: 0, webhooksDoubled: 0, webhookDelayMs: 0, answerLost: 0 })
}

/** The shop's key loses its right to orders for a while; an account is suspended and resumed. */
const rights: Fault = async (ground, over) => {
  const dice = ground.diceOf('rights')
  while (!over.aborted) {
    await rest(dice.between(8_000, 15_000), over)
    if (over.aborted) return
    const { accountId } = dice.pick(ground.merchants)
    const { vendor } = ground.rig.sandbox
    // the gateway may be dead just now: MoySklad repeats its calls by itself
    await vendor.suspend(accountId).catch(() => undefined)
    count(ground, 'suspended')
    await rest(dice.between(1_000, 3_000), over)
    await vendor.resume(accountId).catch(() => undefined)
  }
}

/** Until `over`: everything breaks. Resolves when the last of it is mended. */
export async function breakEverything(ground: Ground, over: AbortSignal): Promise<void> {
  await Promise.all([kills, outages, platforms, rights].map((fault) => fault(ground, over)))
}
