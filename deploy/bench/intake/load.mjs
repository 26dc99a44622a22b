// Sends webhooks as fast as they are taken, a fixed number at once, for some seconds. Told what to do by its parent, round
// by round; answers { accepted, refused, seconds }.
import { Pool } from 'undici'

process.on('message', async (round) => process.send(await sendFor(round)))
process.on('disconnect', () => process.exit())

async function sendFor({ origin, hooks, atOnce, seconds }) {
  const pool = new Pool(origin, { connections: atOnce, pipelining: 1 })
  const counts = { accepted: 0, refused: 0 }
  let next = 0
  const began = performance.now()
  const until = began + seconds * 1_000
  const sender = async () => {
    while (performance.now() < until) {
      const { path, body } = hooks[next++ % hooks.length]
      const answer = await pool.request({
        path,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      await answer.body.dump()
      counts[answer.statusCode === 204 ? 'accepted' : 'refused'] += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, sender))
  const took = (performance.now() - began) / 1_000
  await pool.close()
  return { ...counts, seconds: took }
}
