// Webhooks a second through the gateway, each confirmed by a quorum queue before it is answered, ÷ a bare fastify with a
// bare amqplib that do the same without checks. Goal: intake.ratio ≥ 0.8. One is measured after the other, round by round,
// so that what else the machine does strikes both.
import { fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import amqplib from 'amqplib'
import { MoyskladOrderTouched, webhookPath } from '../../../libs/contracts/dist/index.js'
import { nodeEnv } from '../../node-options.mjs'
import { cpuSecondsOf } from '../load/cpu.mjs'
import { freePort, startProcess } from '../../local/processes.mjs'

const namespace = 'bench-intake-'
const exchange = `${namespace}events`
/** As many connections as a busy platform's senders keep open; fewer leave the servers waiting for confirms. */
const AT_ONCE = 64
const ACCOUNTS = 200
/** Nobody reads them: the oldest make place, so that the queue is as long in each round. */
const QUEUE_LENGTH = 5_000

/** `args`: rounds, seconds a round; when others than 16 and 2 are wanted. */
export async function run({ scope, say, servers: { amqpUrl }, args }) {
  const [rounds = 16, seconds = 2] = args.map(Number)
  const { routingKey } = MoyskladOrderTouched
  await makeQueue(amqpUrl, routingKey)
  const key = randomBytes(32).toString('base64')
  const sides = {
    gateway: { ...(await startGateway(scope, amqpUrl, key)), hooks: hooks((id) => gatewayPath(key, id)) },
    bare: { ...(await startBare(scope, amqpUrl, routingKey)), hooks: hooks((id) => `/hook/${id}`) },
  }
  const send = startLoad(scope)
  const rates = { gateway: [], bare: [] }
  const costs = { gateway: [], bare: [] }
  for (let round = 0; round <= rounds; round += 1) {
    for (const side of round % 2 ? ['gateway', 'bare'] : ['bare', 'gateway']) {
      const { pid, ...where } = sides[side]
      const cpuBefore = cpuSecondsOf(pid)
      const { accepted, refused, seconds: took } = await send({ ...where, atOnce: AT_ONCE, seconds })
      const cpu = cpuSecondsOf(pid) - cpuBefore
      if (refused > 0) throw new Error(`${side} refused ${refused} of ${accepted + refused} webhooks`)
      // the first round is for the compilers
      if (round === 0) continue
      rates[side].push(accepted / took)
      costs[side].push((cpu / accepted) * 1e6)
    }
    if (round > 0) say.line(`round ${round}: ${ratio(rates, round - 1).toFixed(2)}`)
  }
  report(rates, costs)
}

const ratio = ({ gateway, bare }, round) => gateway[round] / bare[round]

function report(rates, costs) {
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
  const ratios = rates.gateway.map((_, round) => ratio(rates, round))
  console.log(`intake.gateway_per_second: ${Math.round(median(rates.gateway))}`)
  console.log(`intake.bare_per_second: ${Math.round(median(rates.bare))}`)
  // depends less on what else the machine does than a rate
  console.log(`intake.gateway_cpu_us: ${Math.round(median(costs.gateway))}`)
  console.log(`intake.bare_cpu_us: ${Math.round(median(costs.bare))}`)
  console.log(`intake.ratio_lowest: ${Math.min(...ratios).toFixed(2)}`)
  console.log(`intake.ratio_highest: ${Math.max(...ratios).toFixed(2)}`)
  console.log(`intake.ratio: ${median(ratios).toFixed(2)}`)
}

async function makeQueue(amqpUrl, routingKey) {
  const connection = await amqplib.connect(amqpUrl)
  const channel = await connection.createChannel()
  await channel.assertExchange(exchange, 'topic', { durable: true })
  const quorum = { 'x-queue-type': 'quorum', 'x-max-length': QUEUE_LENGTH, 'x-overflow': 'drop-head' }
  await channel.assertQueue(`${namespace}taken`, { durable: true, arguments: quorum })
  await channel.bindQueue(`${namespace}taken`, exchange, routingKey)
  await connection.close()
}

const gatewayPath = (key, accountId) =>
  webhookPath(key, { system: 'moysklad', subject: accountId, topic: 'customerorder' })

/** A customer order was changed, in the words of api/moysklad.md §4.2. */
function hooks(pathOf) {
  return Array.from({ length: ACCOUNTS }, () => {
    const accountId = randomUUID()
    const href = `https://api.moysklad.ru/api/remap/1.2/entity/customerorder/${randomUUID()}`
    const event = {
      meta: { type: 'customerorder', href },
      updatedFields: ['state'],
      action: 'UPDATE',
      accountId,
    }
    const auditContext = { meta: { type: 'audit', href }, uid: 'admin@bench', moment: '2026-11-24 10:00:00' }
    return { path: pathOf(accountId), body: JSON.stringify({ auditContext, events: [event] }) }
  })
}

async function startGateway(scope, amqpUrl, key) {
  const [http, publicPort] = [await freePort(), await freePort()]
  const nobody = Object.fromEntries(
    [
      'BILLING',
      'MOYSKLAD_CONNECTOR',
      'INSALES_CONNECTOR',
      'CATALOG_SYNC',
      'ORDER_SYNC',
      'STOCK_AGGREGATOR',
    ].map((name) => [`${name}_ADDR`, '127.0.0.1:1']),
  )
  const secret = randomBytes(32).toString('base64')
  const gateway = await startProcess({
    name: 'bench-gateway',
    command: process.execPath,
    args: [join('services', 'gateway', 'dist', 'main.js')],
    env: {
      ...nobody,
      ...nodeEnv(),
      BIND_HOST: '127.0.0.1',
      HTTP_PORT: String(http),
      PUBLIC_PORT: String(publicPort),
      AMQP_URL: amqpUrl,
      MESSAGING_NAMESPACE: namespace,
      WEBHOOK_KEYS: key,
      SESSION_KEY: secret,
      APP_ID: randomUUID(),
      APP_SECRET_KEY: secret,
    },
    ready: `http://127.0.0.1:${http}/readyz`,
  })
  scope.defer(() => gateway.stop())
  return { origin: `http://127.0.0.1:${publicPort}`, pid: gateway.pid }
}

async function startBare(scope, amqpUrl, routingKey) {
  const child = fork(join(import.meta.dirname, 'bare-server.mjs'), [amqpUrl, exchange, routingKey], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  scope.defer(() => void child.kill())
  const [address] = await once(child.stdout, 'data')
  return { origin: String(address).trim(), pid: child.pid }
}

function startLoad(scope) {
  const child = fork(join(import.meta.dirname, 'load.mjs'))
  scope.defer(() => void child.kill())
  return async (round) => {
    child.send(round)
    const [counts] = await once(child, 'message')
    return counts
  }
}
