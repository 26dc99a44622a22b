// How long the reconciler takes to claim due work, with 1 000 000 links and with 10 000: the first lane in line, leased,
// and its due links read. Goal: claim.ratio ≤ 1.5, that is, it does not grow with the number of links.
//
// Both databases have the same number of lanes and the same work due; of all links one in a hundred waits for later and
// one in a hundred is parked, so that these grow with the links. The two are measured in turn, round by round.
import { randomBytes } from 'node:crypto'
import { createLaneStore } from '../../../libs/reconciler/dist/lane-store.js'
import { createLanes, ensureLaneIndexes } from '../../../libs/reconciler/dist/lanes.js'
import { linkSchema } from '../../../libs/reconciler/dist/link-schema.js'
import { createLinkStore } from '../../../libs/reconciler/dist/link-store.js'
import { connectMongo, createLogger } from '../../../libs/runtime/dist/index.js'

const sizes = { small: 10_000, large: 1_000_000 }
const lanesCount = 500
const rounds = 400
const warmUp = 50
const batch = 100

/** `args`: sizes, when other ones are wanted. */
export async function run({ say: { line: say }, servers: { mongoUrl }, args = [] }) {
  const [small = sizes.small, large = sizes.large] = args.map(Number).filter(Boolean)
  const sides = { small: await open(mongoUrl, small, say), large: await open(mongoUrl, large, say) }
  try {
    const times = { small: [], large: [] }
    for (let round = -warmUp; round < rounds; round += 1) {
      for (const name of ['small', 'large']) {
        const ms = await claimOnce(sides[name], round)
        if (round >= 0) times[name].push(ms)
      }
    }
    for (const name of ['small', 'large']) times[name].sort((a, b) => a - b)
    report(times)
  } finally {
    await Promise.all(Object.values(sides).map((side) => side.close()))
  }
}

function report({ small, large }) {
  const at = (times, share) => times[Math.floor(times.length * share)]
  console.log(`claim.small_p50_ms: ${at(small, 0.5).toFixed(2)}`)
  console.log(`claim.small_p95_ms: ${at(small, 0.95).toFixed(2)}`)
  console.log(`claim.large_p50_ms: ${at(large, 0.5).toFixed(2)}`)
  console.log(`claim.large_p95_ms: ${at(large, 0.95).toFixed(2)}`)
  console.log(`claim.ratio: ${(at(large, 0.5) / at(small, 0.5)).toFixed(2)}`)
}

/** A database of its own with that many links, and the stores that the reconciler uses. */
async function open(mongoUrl, count, say) {
  const log = createLogger('bench', 'error')
  const url = new URL(mongoUrl)
  url.pathname = `/bench-claim-${count}-${randomBytes(3).toString('hex')}`
  const mongo = await connectMongo(url.toString(), { log, appName: 'bench-claim' })
  const { connection } = mongo
  const model = connection.model('Link', linkSchema({ name: String }), 'links')
  await model.createIndexes()
  await ensureLaneIndexes(connection)
  const lanes = createLanes(connection)
  for (let i = 0; i < lanesCount; i += 1) await lanes.open(connectionOf(i))
  const began = performance.now()
  await fill(connection, count)
  say(`${count} links in ${lanesCount} lanes: made in ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  const laneStore = createLaneStore(connection, { owner: 'bench', leaseMs: 60_000 })
  await letAllSleep(laneStore)
  return {
    links: createLinkStore(model, 5_000),
    lanes: laneStore,
    perLane: Math.floor(count / lanesCount),
    async close() {
      await connection.dropDatabase()
      await mongo.close()
    },
  }
}

const connectionOf = (i) => ({ accountId: `account-${i}`, shopId: '1' })
const laneOf = (i) => `account-${i}.1`

async function fill(connection, count) {
  const links = connection.db.collection('links')
  const size = 5_000
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, i) => i * size)
  const worker = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
      const docs = Array.from({ length: Math.min(size, count - start) }, (_, i) => link(start + i))
      await links.insertMany(docs, { ordered: false })
    }
  }
  await Promise.all([worker(), worker()])
}

/** Link `n` of all: one in a hundred waits for later, one in a hundred is parked, the others are clean. */
function link(n) {
  const lane = laneOf(n % lanesCount)
  const key = String(Math.floor(n / lanesCount))
  const state = Math.floor(n / lanesCount) % 100
  const now = Date.now()
  const dirty = state < 2
  return {
    _id: `${lane}/product/${key}`,
    lane,
    kind: 'product',
    key,
    wanted: 1,
    done: dirty ? 0 : 1,
    dirty,
    priority: 5,
    dueAt: new Date(state === 0 ? now + 3_600_000 : now - 60_000),
    touchedAt: new Date(now - 60_000),
    attempts: 0,
    failure: null,
    parked: state === 1,
    fence: 0,
    name: `Product ${n}, with a name of ordinary length`,
  }
}

const later = (ms) => new Date(Date.now() + ms)
const endAt = (nextAt) => ({ nextAt, restMs: 0, failures: 0, denied: 'keep' })

/** Opened lanes are due at once; the measured ones shall be the only ones. */
async function letAllSleep(lanes) {
  for (let lane = await lanes.claim(later(0)); lane; lane = await lanes.claim(later(0))) {
    await lanes.release(lane, endAt(later(3_600_000)))
  }
}

/** Touches one link, and times what the reconciler does from a free place to the links in hand. */
async function claimOnce({ links, lanes, perLane }, round) {
  const lane = laneOf((round + warmUp) % lanesCount)
  const plan = { lane, kind: 'product', priority: 5, dueAt: later(0), onInsert: {} }
  await links.touch([{ ...plan, key: String((round + warmUp) % perLane) }])
  await lanes.touch(new Map([[lane, undefined]]))

  const began = performance.now()
  const claimed = await lanes.claim(later(0))
  const now = later(0)
  const [due] = await Promise.all([
    links.due(claimed._id, ['product'], now, batch),
    links.nextDue(claimed._id, ['product'], now),
  ])
  const ms = performance.now() - began
  if (claimed._id !== lane || due.length !== 1)
    throw new Error(`claimed ${claimed._id} with ${due.length} links`)

  await finish(links, claimed, due[0])
  await lanes.release(claimed, endAt(later(3_600_000)))
  return ms
}

async function finish(links, { fence, lease }, link) {
  const set = { done: link.wanted, dirty: false }
  await links.remember([{ link, update: [{ $set: set }] }], { fence, leaseUntil: lease.until })
}
