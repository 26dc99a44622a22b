import { parseArgs } from 'node:util'
import { chaos } from './chaos.js'

// `pnpm chaos`: the figures are the last lines on standard output; what is said meanwhile goes to standard error.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    minutes: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
  },
})
const say = (line: string) => void process.stderr.write(`${line}\n`)
const seconds = values.quick ? 40 : Number(values.minutes) * 60
const size = values.quick
  ? { connections: 3, orders: 40, edits: 200 }
  : { connections: 20, orders: 2_000, edits: 10_000 }

async function main(): Promise<number> {
  say(`seed ${values.seed}`)
  const report = await chaos({ seed: Number(values.seed), seconds, say, ...size })
  for (const kind of ['lost', 'doubled', 'unequal'] as const) report[kind].slice(0, 50).forEach(say)
  say(`requests: ${report.requests}`)
  for (const kind of ['lost', 'doubled', 'unequal'] as const)
    process.stdout.write(`chaos.${kind}: ${report[kind].length}\n`)
  process.stdout.write(`chaos.settle_s: ${report.settleSeconds}\n`)
  return report.lost.length + report.doubled.length + report.unequal.length === 0 ? 0 : 1
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(String(error instanceof Error ? error.stack : error))
    process.exit(1)
  },
)
