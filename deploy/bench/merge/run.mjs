// Random interleavings of edits on both sides of an order, webhooks lost, doubled and out of order, attempts that die
// anywhere (services/order-sync/src/testing/interleaving.ts). Goal: merge.runs ≥ 100 000, merge.failures 0: all converge,
// no edit made on one side only is lost, nothing goes on writing. Pure: the decisions alone, in one process, no I/O.
//
// `pnpm bench merge <runs> <first seed>`: a run that failed is played again by its seed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../../local/setup.mjs'

const runner = join(root, 'libs/runtime/src/testing/run-ts.cjs')
const play = join(root, 'deploy/bench/merge/play.ts')

/** @param {{ say: { line: (text: string) => void }, args?: string[] }} with_ */
export async function run({ say: { line: say }, args = [] }) {
  const [runs = 100_000, from = 0] = args.map(Number)
  const began = performance.now()
  const child = spawn(
    process.execPath,
    ['--conditions=skladbridge-source', runner, play, String(from), String(from + runs)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'close')
  let output = ''
  for await (const chunk of child.stdout) output += chunk
  const [code] = await ended
  if (code !== 0) throw new Error(`the player ended with ${code}`)
  const played = JSON.parse(output.trim().split('\n').at(-1))
  say(`${played.runs} interleavings in ${((performance.now() - began) / 1_000).toFixed(1)} s`)
  console.log(`merge.runs: ${played.runs}`)
  console.log(`merge.failures: ${played.failures}`)
}
