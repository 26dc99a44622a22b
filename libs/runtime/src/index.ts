export {
  baseConfig,
  duration,
  flag,
  grpcAddress,
  integer,
  keyring,
  loadConfigOrExit,
  parseConfig,
  port,
  secretList,
  url,
  type BaseConfig,
} from './config.js'
export { currentContext, withContext, type WorkContext } from './context.js'
export { runtimeErrors } from './errors.js'
export type { CallContext } from './grpc/call.js'
export type { CallOptions } from './grpc/client-call.js'
export {
  connectGrpc,
  type GrpcClient,
  type GrpcClientControl,
  type GrpcClientOptions,
} from './grpc/client.js'
export type { CallPriority, GrpcDefinition, RequestOf, ResponseOf } from './grpc/definition.js'
export { grpcService, type GrpcBinding, type GrpcImplementation } from './grpc/binding.js'
export { startGrpc, type GrpcServer, type GrpcServerOptions } from './grpc/server.js'
export { startHealth, type Health, type HealthServer, type ReadinessCheck } from './health.js'
export { createLogger, type Logger } from './logger.js'
export { eraseAccount } from './mongo-erase.js'
export { fromMongo, translateMongoErrors } from './mongo-errors.js'
export { connectMongo, ensureIndexes, untilNoDeadlock, type Mongo, type MongoOptions } from './mongo.js'
export { countRequests, noteRequests } from './requests.js'
export { runService, type ServiceConfig } from './run-service.js'
export { createScope, type Scope } from './scope.js'
export {
  decryptSecret,
  encryptSecret,
  parseKeyring,
  rotateSecret,
  type EncryptedSecret,
  type Keyring,
} from './secrets.js'
export type { Closable } from './types.js'
