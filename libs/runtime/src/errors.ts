import { defineErrors } from '@skladbridge/errors'

const soon = 'Внутренняя служба SkladBridge сейчас не отвечает. Повторим попытку сами.'
const ours = 'Внутренняя ошибка SkladBridge. Мы уже знаем о ней; повторим попытку сами.'

/** What the runtime itself can meet: other services, the database, the keyring, the environment. */
export const runtimeErrors = defineErrors({
  GRPC_UNAVAILABLE: { kind: 'unavailable', message: '{target} cannot be reached: {reason}', text: soon },
  GRPC_DEADLINE: { kind: 'unavailable', message: '{method} of {target} did not answer in time', text: soon },
  GRPC_CANCELLED: { kind: 'unavailable', message: '{method} of {target} was cancelled', text: soon },
  GRPC_TOO_LARGE: { kind: 'bug', message: '{method} of {target}: {reason}', text: ours },
  GRPC_UNEXPECTED: { kind: 'bug', message: '{method} of {target} answered {status}: {reason}', text: ours },
  GRPC_SERVICE_UNKNOWN: { kind: 'missing', message: 'no gRPC service {service} here' },
  MONGO_UNAVAILABLE: { kind: 'unavailable', message: 'the database cannot be reached: {reason}', text: soon },
  MONGO_DUPLICATE: { kind: 'conflict', message: 'a document with the same {fields} exists' },
  MONGO_WRITE_CONFLICT: { kind: 'conflict', message: 'someone else wrote the same document' },
  MONGO_FAILED: { kind: 'bug', message: 'the database refused an operation: {reason}', text: ours },
  SECRET_KEYRING_BROKEN: { kind: 'bug', message: 'keyring: {reason}' },
  SECRET_KEY_UNKNOWN: { kind: 'bug', message: 'no key {keyId} in the keyring', text: ours },
  SECRET_UNREADABLE: {
    kind: 'bug',
    message: 'a secret under key {keyId} cannot be read: wrong key, wrong owner or changed data',
    text: ours,
  },
  CONFIG_INVALID: { kind: 'bug', message: 'the environment has {count} problem(s):\n{problems}' },
  SERVICE_STOPPING: { kind: 'unavailable', message: 'the service is stopping: {name} was not opened' },
})
