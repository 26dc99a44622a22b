import { defineErrors } from '@skladbridge/errors'

export const journalErrors = defineErrors({
  JOURNAL_NO_CONNECTION: { kind: 'invalid', message: 'the request names no connection' },
  JOURNAL_ARGUMENT_WRONG: { kind: 'invalid', message: 'argument {field}: {rule}' },
})
