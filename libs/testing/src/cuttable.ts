import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * How new connections are refused. `closed`: nobody listens, as after a crash. `dropped`: accepted and closed at once, as
 * by a load balancer with nothing behind it; MongoDB's driver 7.8 now and then waits for ever for a first answer then.
 */
export type Refusal = 'closed' | 'dropped'

/** A wire between us and a server, to be cut, and held, from outside. */
export interface CuttableWay {
  /** Listens on this loopback port. */
  readonly port: number
  /** The URL it was made for, leading this way. */
  readonly url: string
  /** How many connections run through it now. */
  open(): number
  /** How many were `dropped`. */
  dropped(): number
  /** Destroys every connection; new ones are let through. */
  cut(): void
  /** Destroys every connection and refuses new ones until `mend`. Default: `closed`. */
  away(refusal?: Refusal): Promise<void>
  /** Lets connections through again, on the same port. */
  mend(): Promise<void>
  /**
   * Passes nothing on any more, in either direction and on new connections too, and says nothing: the other side seems
   * to have vanished. Until `cut`, `away` or `mend`; what was held is lost with its connection.
   */
  freeze(): void
  close(): Promise<void>
}

const defaultPorts: Record<string, number> = { 'mongodb:': 27017, 'amqp:': 5672 }

/** A TCP way to the server of a URL, to see what its users make of it when it breaks. */
export async function cuttableWay(target: string): Promise<CuttableWay> {
  const url = new URL(target)
  const wires = startWires(url.hostname, Number(url.port || defaultPorts[url.protocol]))
  const { server } = wires
  const listen = (at: number) => once(server.listen(at, '127.0.0.1'), 'listening')
  await listen(0)
  const { port } = server.address() as AddressInfo
  url.hostname = '127.0.0.1'
  url.port = String(port)
  const stopListening = async () => {
    const closed = server.listening && once(server, 'close')
    if (closed) server.close()
    wires.cut()
    await closed
  }
  return {
    port,
    url: url.toString(),
    open: () => wires.pairs.size,
    dropped: () => wires.dropped,
    cut: wires.cut,
    async away(refusal = 'closed') {
      if (refusal === 'closed') return stopListening()
      wires.dropping = true
      wires.cut()
    },
    async mend() {
      wires.dropping = false
      if (wires.frozen) wires.cut()
      if (!server.listening) await listen(port)
    },
    freeze() {
      wires.frozen = true
      for (const pair of wires.pairs) for (const socket of pair) socket.unpipe().pause()
    },
    close: stopListening,
  }
}

function startWires(host: string, port: number) {
  const pairs = new Set<readonly [Socket, Socket]>()
  const server = createServer((near) => {
    if (wires.dropping) {
      wires.dropped += 1
      return void near.destroy()
    }
    const far = connect(port, host)
    const pair = [near, far] as const
    pairs.add(pair)
    if (wires.frozen) near.pause()
    else near.pipe(far).pipe(near)
    const end = () => {
      pairs.delete(pair)
      for (const socket of pair) socket.destroy()
    }
    for (const socket of pair) socket.on('error', end).on('close', end)
  })
  const cut = () => {
    wires.frozen = false
    for (const pair of [...pairs]) for (const socket of pair) socket.destroy()
  }
  const wires = { server, pairs, cut, dropping: false, dropped: 0, frozen: false }
  return wires
}
