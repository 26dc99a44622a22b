import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface CuttableWay {
  /** Listens on this loopback port. */
  readonly port: number
  /** Cuts every connection and refuses new ones, as a crash of the other side does. */
  cut(): Promise<void>
  /** Lets connections through again, on the same port. */
  mend(): Promise<void>
  close(): Promise<void>
}

/** A TCP way to a server that can be cut and mended, to see what its users make of that. */
export async function cuttableWay(to: { host?: string; port: number }): Promise<CuttableWay> {
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(to.port, to.host ?? '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve)
    })
  const cut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  await listen(0)
  const { port } = server.address() as AddressInfo
  return { port, cut, mend: () => listen(port), close: cut }
}
