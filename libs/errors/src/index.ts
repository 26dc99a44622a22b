export { AppError, merchantText, toAppError, type AppErrorFields } from './app-error.js'
export { defineErrors, type ErrorDefinition, type ErrorTable } from './define-errors.js'
export { errorKinds, isErrorKind, isTransient, type ErrorKind } from './kind.js'
