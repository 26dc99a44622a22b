import { Histogram } from 'prom-client'

const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export const grpcServerSeconds = new Histogram({
  name: 'skladbridge_grpc_server_call_seconds',
  help: 'gRPC calls answered, by service, method and status.',
  labelNames: ['service', 'method', 'code'] as const,
  buckets,
})

export const grpcClientSeconds = new Histogram({
  name: 'skladbridge_grpc_client_call_seconds',
  help: 'gRPC calls made, by service, method and status.',
  labelNames: ['service', 'method', 'code'] as const,
  buckets,
})
