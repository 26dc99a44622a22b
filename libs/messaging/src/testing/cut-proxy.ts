import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A wire between us and a server, to be cut, and held, from outside. */
export interface CutProxy {
  url: string
  /** How many connections run through it now. */
  open(): number
  /** How many were turned away. */
  refused(): number
  /** Destroys every connection; new ones are let through. */
  cut(): void
  /** Destroys every connection and refuses new ones until `mend`. */
  away(): void
  mend(): void
  /** Passes nothing on any more, in either direction, and says nothing: the other side seems to have vanished. */
  freeze(): void
  close(): Promise<void>
}

export async function startCutProxy(target: string): Promise<CutProxy> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<[Socket, Socket]>()
  let refusing = false
  let refused = 0
  const server = createServer((near) => {
    if (refusing) {
      refused += 1
      return void near.destroy()
    }
    const far = connect(Number(port || 5672), hostname)
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    near.pipe(far)
    far.pipe(near)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  const cut = () => {
    for (const pair of [...pairs]) for (const socket of pair) socket.destroy()
  }
  return {
    url: url.toString(),
    open: () => pairs.size,
    refused: () => refused,
    cut,
    away: () => {
      refusing = true
      cut()
    },
    mend: () => (refusing = false),
    freeze: () => {
      for (const pair of pairs) for (const socket of pair) socket.unpipe().pause()
    },
    close: async () => {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
