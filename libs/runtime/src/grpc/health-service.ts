import type { Server } from '@grpc/grpc-js'

/** The standard `grpc.health.v1.Health`: SERVING for the whole and for each service until `stopping`. */
export async function addHealthService(server: Server, services: readonly string[]) {
  // brings protobufjs with it: only processes that answer gRPC pay for that
  const { HealthImplementation } = await import('grpc-health-check')
  const names = ['', ...services]
  const health = new HealthImplementation(Object.fromEntries(names.map((name) => [name, 'SERVING'])))
  health.addToServer(server)
  return {
    stopping: () => {
      for (const name of names) health.setStatus(name, 'NOT_SERVING')
    },
  }
}
