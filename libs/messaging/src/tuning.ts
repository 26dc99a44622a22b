export interface RetryDelay {
  /** End of the queue's name: `5s` in `catalog-sync.on-product-touched.retry.5s`. */
  label: string
  ms: number
}

/** What nobody needs to set. Tests do; so may a service with a reason. Times in milliseconds. */
export interface Tuning {
  /** How long starting waits for RabbitMQ before it gives up. */
  connectMs: number
  /** After a cut, publishing waits this long for the connection to come back before it fails at once. */
  graceMs: number
  /** No confirm within this time: the publication failed. */
  confirmMs: number
  /** Published and not yet confirmed; one more is refused. Bounds the memory. */
  maxInFlight: number
  /** Of a message's body. Events are hints and ids; whatever is larger is a mistake. */
  maxMessageBytes: number
  /** Growing. A queue of its own for each: RabbitMQ lets only the head of a queue expire. */
  retryDelays: readonly RetryDelay[]
  /**
   * How many retries before `.dead`, but for bugs, which have one for each delay. The last delay repeats: with ten
   * minutes, 150 outlast a day of a database or a platform being away.
   */
  maxRetries: number
  /** A handler that runs longer is logged, once. */
  slowHandlerMs: number
  /** How long closing waits for running handlers. A service has 15 s in all. */
  drainMs: number
  /** Pause before a channel is opened again, or a message moved to another queue is tried again. */
  againMs: number
}

export const defaultTuning: Tuning = {
  connectMs: 30_000,
  graceMs: 1_000,
  confirmMs: 5_000,
  maxInFlight: 10_000,
  maxMessageBytes: 256 * 1024,
  retryDelays: [
    { label: '5s', ms: 5_000 },
    { label: '1m', ms: 60_000 },
    { label: '10m', ms: 600_000 },
  ],
  maxRetries: 150,
  slowHandlerMs: 30_000,
  drainMs: 8_000,
  againMs: 500,
}
