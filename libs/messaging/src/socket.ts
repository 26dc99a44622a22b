import type { Socket } from 'node:net'
import type { ChannelModel } from 'amqplib'

/** amqplib has no public way to it; without one we go on, only slower. */
const socketOf = (model: ChannelModel | undefined) =>
  (model?.connection as unknown as { stream?: Socket } | undefined)?.stream

/**
 * What is written within one turn of the event loop leaves in one system call. amqplib writes frame by frame, which for
 * small messages costs more than all the rest of publishing (Node's own HTTP does the same with its headers).
 */
export function batchWrites(model: ChannelModel): void {
  const socket = socketOf(model)
  if (!socket) return
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
  let corked = false
  const uncork = () => {
    corked = false
    socket.uncork()
  }
  socket.write = (...args: unknown[]) => {
    if (!corked) {
      corked = true
      socket.cork()
      process.nextTick(uncork)
    }
    return write(...args)
  }
}

/** Only an error makes amqplib stop its heartbeat, which would keep the process alive. */
export const destroySocket = (model: ChannelModel | undefined): void =>
  void socketOf(model)?.destroy(new Error('no answer to the good-bye'))
