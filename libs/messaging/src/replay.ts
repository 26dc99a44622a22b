import { runReplay } from './replay-command.js'

/** `node libs/messaging/dist/replay.js`, `pnpm replay`. */
void runReplay(process.argv.slice(2), process.env, (line) => process.stdout.write(`${line}\n`)).then(
  (code) => (process.exitCode = code),
)
