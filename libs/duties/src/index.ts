export { askedFor, dutiesSchema, indexDuties, type DutyDocument, type HasDuties } from './duty-documents.js'
export { createDutyStore } from './duty-store.js'
export { startDuties, type DutiesOptions } from './start-duties.js'
export type { Claim, Duties, DutyAllowance, DutyStore, DutyWork } from './types.js'
