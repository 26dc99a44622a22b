import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'
import { gatewayErrors } from '../../errors.js'

const { localeError } = z.locales.ru()

/** Checks a part of a request against the route's zod schema. What is wrong is said in Russian, field by field. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (data) => {
    const { success, data: value, error } = schema.safeParse(data, { error: localeError })
    if (success) return { value }
    const problem = error.issues
      .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
      .join('; ')
    return { error: gatewayErrors.GATEWAY_BODY_INVALID({ problem }) }
  }
