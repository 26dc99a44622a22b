import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A wire between us and a server, to be cut, and held, from outside. */
export interface CutProxy {
  url: string
  /** Destroys every connection; new ones are let through. */
  cut(): void
  /**
   * Destroys every connection; new ones are refused until `mend`, as by a machine where nothing listens. (Accepting and
   * closing at once instead makes MongoDB's driver 7.8 now and then wait for ever for an answer to its first word.)
   */
  away(): Promise<void>
  mend(): Promise<void>
  /** Passes nothing on any more, in either direction, and says nothing: the other side seems to have vanished. */
  freeze(): void
  close(): Promise<void>
}

export async function startCutProxy(target: string): Promise<CutProxy> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<[Socket, Socket]>()
  const server = createServer((near) => {
    const far = connect(Number(port || 27017), hostname)
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
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  await listen(0)
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  const cut = () => {
    for (const pair of [...pairs]) for (const socket of pair) socket.destroy()
  }
  const away = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    cut()
    await closed
  }
  return {
    url: url.toString(),
    cut,
    away,
    mend: () => (server.listening ? Promise.resolve() : listen(Number(url.port))),
    freeze: () => {
      for (const pair of pairs) for (const socket of pair) socket.unpipe().pause()
    },
    close: away,
  }
}
