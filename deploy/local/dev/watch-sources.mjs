import { watch } from 'node:fs'

/** An editor saves a file in several steps, and a person several files. */
const SETTLE_MS = 150

/** Tests, what is built and editors' own files change nothing that runs. */
const concernsUs = (file) =>
  /\.(ts|proto)$/.test(file) && !/\.test\.ts$|(^|[/\\])(testing|dist|gen|node_modules)[/\\]/.test(file)

/**
 * Runs `onChange(files)` after sources under these folders have changed: one at a time, and once more for what changed
 * meanwhile. Returns how to stop; a run under way comes to its end first.
 */
export function watchSources(folders, onChange, settleMs = SETTLE_MS) {
  const changed = new Set()
  let timer
  let running
  const settle = () => {
    clearTimeout(timer)
    timer = setTimeout(run, settleMs)
  }
  async function run() {
    if (running || changed.size === 0) return
    const files = [...changed]
    changed.clear()
    running = Promise.resolve(onChange(files)).finally(() => {
      running = undefined
      if (changed.size > 0) settle()
    })
    await running
  }
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_event, file) => {
      if (!file || !concernsUs(file)) return
      changed.add(file)
      settle()
    }),
  )
  return async () => {
    for (const watcher of watchers) watcher.close()
    changed.clear()
    clearTimeout(timer)
    await running
  }
}
