import { defineErrors } from '@skladbridge/errors'

const later = {
  text: 'SkladBridge сейчас не может принять изменение.',
  advice: 'Повторите через минуту.',
}
const ours = 'Внутренняя ошибка SkladBridge. Мы уже знаем о ней.'

/** What RabbitMQ and what came over it can do to us. */
export const messagingErrors = defineErrors({
  // publishing: whoever asked repeats; what was not confirmed may still have been taken
  MESSAGING_DISCONNECTED: { kind: 'unavailable', message: 'no connection to RabbitMQ', ...later },
  MESSAGING_BLOCKED: {
    kind: 'unavailable',
    message: 'RabbitMQ takes no messages now: {reason}',
    ...later,
  },
  MESSAGING_OVERLOADED: {
    kind: 'unavailable',
    message: 'already {limit} messages wait for their confirm',
    ...later,
  },
  MESSAGING_UNCONFIRMED: { kind: 'unavailable', message: 'no confirm within {ms} ms', ...later },
  MESSAGING_REFUSED: { kind: 'unavailable', message: 'RabbitMQ refused the message: {reason}', ...later },
  MESSAGING_UNROUTED: { kind: 'unavailable', message: 'no queue takes {routingKey}', ...later },
  MESSAGING_BAD_PUBLICATION: {
    kind: 'bug',
    message: '{routingKey} breaks its own contract: {problems}',
    text: ours,
  },

  // consuming: the reason why a message lies in a dead queue
  MESSAGING_TOO_LARGE: { kind: 'invalid', message: 'message of {bytes} bytes, at most {limit} are read' },
  MESSAGING_NOT_JSON: { kind: 'invalid', message: 'message is not JSON' },
  MESSAGING_BAD_ENVELOPE: { kind: 'invalid', message: 'envelope: {problems}' },
  MESSAGING_UNKNOWN_EVENT: { kind: 'invalid', message: 'got {got}, this handler reads {wanted}' },
  MESSAGING_BAD_DATA: { kind: 'invalid', message: '{routingKey}: {problems}' },

  // starting
  MESSAGING_TOPOLOGY_DIFFERS: {
    kind: 'bug',
    message: 'a queue or exchange of {queue} exists with other properties: {reason}',
  },
  MESSAGING_HANDLER_TWICE: { kind: 'bug', message: 'two handlers are called {name}' },

  // replay
  MESSAGING_NO_QUEUE: { kind: 'missing', message: 'there is no queue {queue}' },
})
