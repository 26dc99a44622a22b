// Where the processor time goes: this process and all that it started, servers included, by name. Linux only.
import { readdirSync, readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100

/** Returns a function that says, sorted, how many seconds of processor time each used since: [[name, seconds]]. */
export function watchCpu(names = new Map()) {
  const before = snapshot()
  return () => {
    const used = new Map()
    for (const [pid, { name, ticks }] of snapshot()) {
      const label = names.get(pid) ?? name
      used.set(label, (used.get(label) ?? 0) + (ticks - (before.get(pid)?.ticks ?? 0)) / TICKS_PER_SECOND)
    }
    return [...used].sort(([, a], [, b]) => b - a)
  }
}

/** Seconds of processor time that a process has used since its start. */
export const cpuSecondsOf = (pid) => statOf(pid)[0][1].ticks / TICKS_PER_SECOND

/** pid → { name, ticks } of this process and its descendants. */
function snapshot() {
  const all = new Map(
    readdirSync('/proc')
      .filter(Number)
      .flatMap((pid) => statOf(Number(pid))),
  )
  const ours = (pid) => pid === process.pid || (all.has(pid) && ours(all.get(pid).parent))
  return new Map([...all].filter(([pid]) => ours(pid)))
}

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = text.lastIndexOf(')')
    const name = text.slice(text.indexOf('(') + 1, end)
    const fields = text.slice(end + 2).split(' ')
    return [[pid, { name, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }]]
  } catch {
    return [] // ended meanwhile
  }
}
