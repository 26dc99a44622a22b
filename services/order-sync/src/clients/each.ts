import { AppError, isErrorKind } from '@skladbridge/errors'
import type { moysklad } from '@skladbridge/proto'
import type { Each } from '../handlers/ports.js'

/** One element's outcome as the connector tells it. */
export function toEach<T, R>(
  value: T | undefined,
  refusal: moysklad.Refusal | undefined,
  read: (value: T) => R,
): Each<R> {
  if (value !== undefined) return { ok: read(value) }
  const { kind, ...fields } = refusal ?? unsaid
  return { error: new AppError({ ...fields, kind: isErrorKind(kind) ? kind : 'bug' }) }
}

const unsaid: moysklad.Refusal = {
  ...{ kind: 'bug', code: 'INTERNAL_BUG', message: 'an outcome without a value and without a refusal' },
  ...{ text: 'Внутренняя ошибка SkladBridge. Мы уже знаем о ней; повторим попытку сами.', details: {} },
  ...{ advice: '', gist: '' },
}
