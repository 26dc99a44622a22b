// Says whether a server answers in its own protocol, before any client library is installed.
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const AMQP_HELLO = Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')
const AMQP_METHOD_FRAME = 1
const OP_MSG = 2013
const ATTEMPT_MS = 3000

/** Resolves when RabbitMQ sends its first frame, rejects after `timeoutMs` or when `signal` says that it died. */
export function waitForAmqp(url, options) {
  return waitFor(url, 5672, AMQP_HELLO, (answer) => answer[0] === AMQP_METHOD_FRAME, options)
}

/** Resolves when the server answers `ping` with `ok: 1`. */
export function waitForMongo(url, options) {
  const pong = (answer) =>
    answer.includes(Buffer.from('\x01ok\x00\x00\x00\x00\x00\x00\x00\xf0\x3f', 'latin1'))
  return waitFor(url, 27017, pingMessage(), pong, options)
}

async function waitFor(url, defaultPort, hello, isGood, { timeoutMs = 60_000, signal } = {}) {
  const { hostname, port } = new URL(url)
  const deadline = Date.now() + timeoutMs
  for (;;) {
    signal?.throwIfAborted()
    if (await ask(hostname, Number(port) || defaultPort, hello, isGood)) return
    if (Date.now() > deadline)
      throw new Error(`${hostname}:${port} did not answer within ${timeoutMs / 1000} s`)
    await pause(50)
  }
}

function ask(host, port, hello, isGood) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ATTEMPT_MS }, () => socket.write(hello))
    const end = (good) => {
      socket.destroy()
      resolve(good)
    }
    socket.once('data', (answer) => end(isGood(answer)))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
    socket.once('close', () => resolve(false))
  })
}

/** OP_MSG with { ping: 1, $db: 'admin' }. */
function pingMessage() {
  const fields = Buffer.from('\x10ping\x00\x01\x00\x00\x00\x02$db\x00\x06\x00\x00\x00admin\x00\x00', 'latin1')
  const document = Buffer.concat([int32(fields.length + 4), fields])
  const body = Buffer.concat([int32(0), Buffer.from([0]), document])
  return Buffer.concat([int32(16 + body.length), int32(1), int32(0), int32(OP_MSG), body])
}

function int32(value) {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32LE(value)
  return buffer
}
