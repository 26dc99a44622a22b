import { defineErrors } from '@skladbridge/errors'

export const catalogErrors = defineErrors({
  CATALOG_TOO_MANY_KEYS: { kind: 'invalid', message: '{keys} keys in one question, at most {most} may be' },
})
