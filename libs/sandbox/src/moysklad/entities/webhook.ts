import * as errors from '../errors.js'
import type { EntityDefinition, Save } from '../model/definition.js'
import { of, ref } from '../model/fields.js'
import type { Stored } from '../model/types.js'

const forUsers = 5
const forSolutions = 1

const url = () => of('string', { required: true })

export const webhook: EntityDefinition = {
  type: 'webhook',
  bare: true,
  fields: {
    authorApplication: ref('application', { readOnly: true }),
    entityType: of('string', { required: true }),
    url: url(),
    method: of('string', { initial: 'POST' }),
    enabled: of('boolean', { initial: true }),
    action: of('string', { required: true }),
    diffType: of('string'),
  },
  prepare: setAuthor,
  check(save) {
    const { action, diffType, entityType } = save.draft.values as Record<string, string>
    if (['webhook', 'discount', 'notes'].includes(entityType!)) throw errors.webhookEntityUnknown(entityType!)
    if (!['CREATE', 'UPDATE', 'DELETE', 'PROCESSED'].includes(action!))
      throw errors.webhookActionUnknown(action!)
    if (diffType && action !== 'UPDATE') throw errors.webhookDiffType(action!)
    if (diffType && !['NONE', 'FIELDS'].includes(diffType))
      throw errors.badEnum('diffType', diffType, ['NONE', 'FIELDS'])
    checkHook(save, ['entityType', 'action'])
  },
}

export const webhookstock: EntityDefinition = {
  type: 'webhookstock',
  bare: true,
  fields: {
    authorApplication: ref('application', { readOnly: true }),
    stockType: of('enum', { values: ['stock'], required: true }),
    reportType: of('enum', { values: ['all', 'bystore'], required: true }),
    url: url(),
    enabled: of('boolean', { initial: true }),
  },
  prepare: setAuthor,
  check: (save) => checkHook(save, ['stockType', 'reportType']),
}

function setAuthor({ ctx, draft, before }: Save): void {
  if (before || ctx.principal.kind !== 'solution') return
  draft.values.authorApplication = { type: 'application', id: ctx.account.applicationId }
}

/** Unique by what it watches and its url; and few of them for each author: 5 of users, 1 of a solution. */
function checkHook({ ctx, draft, before }: Save, watched: string[]): void {
  if (!ctx.account.paid) throw errors.webhookTariff()
  const address = String(draft.values.url)
  if (address.length > 255) throw errors.webhookUrlLong()
  if (!/^https?:\/\/[^\s/]+/i.test(address)) throw errors.webhookUrlBad()
  const alike = [...ctx.account.collection(draft.type).all()].filter(
    (other) => other.id !== draft.id && watched.every((name) => other.values[name] === draft.values[name]),
  )
  if (alike.some((other) => other.values.url === address)) throw errors.webhookExists()
  if (before && watched.every((name) => before.values[name] === draft.values[name])) return
  const bySolution = draft.values.authorApplication !== undefined
  const limit = bySolution ? forSolutions : forUsers
  if (alike.filter((other) => isSolutions(other) === bySolution).length >= limit)
    throw errors.webhookTooMany(limit)
}

const isSolutions = (hook: Stored) => hook.values.authorApplication !== undefined
