/** From one writer to one reader, at most `room` items between them: a slow reader holds up the writer. */
export class Channel<T> {
  readonly #items: T[] = []
  readonly #room: number
  #ended = false
  #failure: unknown
  #wakeReader = () => undefined as void
  #wakeWriter = () => undefined as void

  constructor(room: number) {
    this.#room = room
  }

  /** Resolves when there is room for more; at once when nobody reads any more. */
  async put(item: T): Promise<void> {
    if (this.#ended) return
    this.#items.push(item)
    this.#wakeReader()
    while (this.#items.length >= this.#room && !this.#ended) {
      await new Promise<void>((resolve) => (this.#wakeWriter = resolve))
    }
  }

  /** No more items; a failure is thrown to the reader once it has read what came before. */
  end(failure?: unknown): void {
    this.#ended = true
    this.#failure ??= failure
    this.#wakeReader()
    this.#wakeWriter()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        while (this.#items.length > 0) {
          const item = this.#items.shift()!
          this.#wakeWriter()
          yield item
        }
        if (this.#ended) break
        await new Promise<void>((resolve) => (this.#wakeReader = resolve))
      }
      if (this.#failure !== undefined) throw this.#failure
    } finally {
      this.#items.length = 0
      this.end()
    }
  }
}
