import type { ServiceConfig } from '@grpc/grpc-js'
import type { GrpcDefinition } from './definition.js'

const safeByName = /^(get|list|resolve|find)/

/**
 * Round robin over all addresses of the name; calls of safe methods that did not get through are tried three times in
 * all (gRFC A6). Retries stop by themselves when half of the calls fail.
 */
export function serviceConfig(definition: GrpcDefinition, retry?: readonly string[]): ServiceConfig {
  const safe = Object.entries(definition).filter(([name]) =>
    retry ? retry.includes(name) : safeByName.test(name),
  )
  return {
    loadBalancingConfig: [{ round_robin: {} }],
    methodConfig: safe.map(([, { path }]) => {
      const [, service, method] = path.split('/')
      return {
        name: [{ service: service!, method: method! }],
        retryPolicy: {
          maxAttempts: 3,
          initialBackoff: '0.1s',
          maxBackoff: '1s',
          backoffMultiplier: 3,
          retryableStatusCodes: ['UNAVAILABLE'],
        },
      }
    }),
    retryThrottling: { maxTokens: 20, tokenRatio: 0.5 },
  }
}
