// What Node is told wherever a service runs: here, in the benchmarks, and by whoever writes an image or a chart.

/**
 * For resident memory: 120 MB less of the seven's 720 (deploy/bench). V8 lets its young
 * generation grow to 48 MB before it looks what is garbage, and keeps four threads for it, each with an arena of
 * glibc's; a service that waits for answers most of the time needs none of it.
 */
const options = '--max-semi-space-size=2 --v8-pool-size=1'
const arenas = '2'

/** Whoever sets the same in `given` wins: Node takes the last of two options. */
export const nodeEnv = (given = process.env) => ({
  NODE_OPTIONS: [options, given.NODE_OPTIONS].filter(Boolean).join(' '),
  MALLOC_ARENA_MAX: given.MALLOC_ARENA_MAX ?? arenas,
})
