import { AppError, isErrorKind } from '@skladbridge/errors'

/** What moysklad-connector says of one element of a bulk save. */
export interface BulkOutcome {
  errorKind: string
  errorCode: string
  errorText: string
  /** Which field MoySklad refused; empty or absent = not told. */
  errorField?: string
}

/** Undefined when the element went well. A kind that only a newer connector knows is a `bug`. */
export function outcomeError(outcome: BulkOutcome | undefined): AppError | undefined {
  if (!outcome || outcome.errorCode === '') return undefined
  const { errorKind, errorCode, errorText, errorField } = outcome
  return new AppError({
    kind: isErrorKind(errorKind) ? errorKind : 'bug',
    code: errorCode,
    message: `MoySklad refused an element of a bulk save: ${errorCode}`,
    text: errorText,
    details: errorField ? { field: errorField } : {},
  })
}
