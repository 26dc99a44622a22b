// Says what is going on: one line a step, with its time. Lines only, so that a log reads like the terminal did.
const SLOW_MS = 3000

/** « 9.2 s», «1 min 20 s» */
export function formatDuration(ms) {
  const seconds = ms / 1000
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/**
 * `line(text)` says a thing; `step(title, work)` runs `work` and says `✓ title  time` or `✗ title  time`. A step that
 * takes more than three seconds is announced with `…`, so that nobody looks at a silent terminal.
 * `work` may return a string that starts with «+ »: it is added to the line.
 */
export function createSay({
  write = (text) => process.stdout.write(text),
  clock = () => performance.now(),
} = {}) {
  const line = (text) => write(`${text}\n`)

  async function step(title, work) {
    const started = clock()
    const announce = setTimeout(() => line(`… ${title}`), SLOW_MS)
    const end = (mark, more = '') => line(`${mark} ${title}${more}  ${formatDuration(clock() - started)}`)
    try {
      const result = await work()
      const more = typeof result === 'string' && result.startsWith('+ ') ? ` ${result.slice(2)}` : ''
      end('✓', more)
      return result
    } catch (error) {
      end('✗')
      throw error
    } finally {
      clearTimeout(announce)
    }
  }

  return { line, step }
}
