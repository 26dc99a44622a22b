import { randomBytes } from 'node:crypto'

/** `prefix-1a2b3c4d5e`: fit for a database, a queue, a namespace. Short: MongoDB allows 63 bytes for a database's name. */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(5).toString('hex')}`
