// Plays interleavings <from> to <to>; prints what went wrong, one line each, and how many were played.
import { playInterleaving } from '../../../services/order-sync/src/testing/interleaving.js'

const [from = 0, to = 100_000] = process.argv.slice(3).map(Number)
let failures = 0
for (let seed = from; seed < to; seed += 1) {
  let wrong: string | undefined
  try {
    wrong = playInterleaving(seed)
  } catch (error) {
    wrong = `threw ${String(error)}`
  }
  if (wrong === undefined) continue
  failures += 1
  if (failures <= 20) process.stderr.write(`seed ${seed}: ${wrong}\n`)
}
process.stdout.write(`${JSON.stringify({ runs: to - from, failures })}\n`)
