// Resident memory, as Linux counts it: VmRSS, in megabytes of 10⁶ bytes.
import { readFileSync } from 'node:fs'

/** Pages that several processes share (Node's own program text, about 45 MB) count in each. */
export function residentMb(pid) {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return (Number(kib) * 1_024) / 1e6
}
