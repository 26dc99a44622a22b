import { JSONParser } from '@streamparser/json'

/** Hands over the rows of a JSON array while it is still coming in, `size` at a time. */
export class RowStream {
  readonly #ready: unknown[][] = []
  readonly #parser = new JSONParser({ paths: ['$.*'], keepStack: false })
  #rows: unknown[] = []

  constructor(size: number) {
    this.#parser.onValue = ({ value }) => {
      this.#rows.push(value)
      if (this.#rows.length >= size) this.#cut()
    }
  }

  /** Throws what is not JSON. */
  write(piece: Buffer): unknown[][] {
    this.#parser.write(piece)
    return this.#ready.splice(0)
  }

  /** The rest. Throws when the array was not closed: an answer cut short is no answer. */
  end(): unknown[][] {
    if (!this.#parser.isEnded) throw new Error('the array has no end')
    if (this.#rows.length > 0) this.#cut()
    return this.#ready.splice(0)
  }

  #cut(): void {
    this.#ready.push(this.#rows)
    this.#rows = []
  }
}
