import { Agent, request } from 'undici'
import { realDeadlineMs } from './clock.js'
import type { Faults, SandboxClock, WebhookSender } from './types.js'

type Hook = Parameters<WebhookSender['send']>[0]

const SHORTEST_DEADLINE_MS = 300
const REMEMBERED = 1000

interface SenderKit {
  clock: SandboxClock
  faults: Faults
  random(): number
  log(line: string): void
}

/** Sends in the background; a receiver's failure is the platform's affair and never thrown. */
export function createWebhookSender(kit: SenderKit): WebhookSender & { close(): Promise<void> } {
  const agent = new Agent({ connections: 64, keepAliveTimeout: 10_000 })
  const underWay = new Set<Promise<void>>()
  const given: Hook[] = []

  const strikes = (chance: number) => chance > 0 && kit.random() < chance
  function start(work: Promise<void>) {
    underWay.add(work)
    void work.finally(() => underWay.delete(work))
  }
  const deliverAfter = (hook: Hook, delayMs: number) => start(deliver(agent, kit, hook, delayMs))

  return {
    send(hook) {
      given.push(hook)
      if (given.length > REMEMBERED) given.shift()
      if (strikes(kit.faults.webhooksLost)) return
      deliverAfter(hook, kit.faults.webhookDelayMs)
      if (strikes(kit.faults.webhooksDoubled)) deliverAfter(hook, kit.faults.webhookDelayMs)
    },
    repeatLast(filter) {
      const last = given.findLast((hook) => hook.url.includes(filter?.urlContains ?? ''))
      if (last) deliverAfter(last, 0)
      return last !== undefined
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    close: () => agent.destroy(),
  }
}

async function deliver(agent: Agent, kit: SenderKit, hook: Hook, delayMs: number): Promise<void> {
  if (delayMs > 0) await kit.clock.sleep(delayMs)
  for (let attempt = 1; attempt <= hook.attempts; attempt += 1) {
    const outcome = await post(agent, hook, realDeadlineMs(kit.clock, hook.deadlineMs, SHORTEST_DEADLINE_MS))
    if (outcome === 'accepted') return
    kit.log(`webhook ${hook.url}: attempt ${attempt} of ${hook.attempts}: ${outcome}`)
  }
}

async function post(agent: Agent, hook: Hook, realDeadlineMs: number): Promise<string> {
  try {
    const answer = await request(hook.url, {
      method: 'POST',
      dispatcher: agent,
      headers: { 'content-type': 'application/json', ...hook.headers },
      body: typeof hook.body === 'string' ? hook.body : JSON.stringify(hook.body),
      signal: AbortSignal.timeout(realDeadlineMs),
    })
    await answer.body.dump()
    return answer.statusCode >= 200 && answer.statusCode < 300 ? 'accepted' : `answered ${answer.statusCode}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
