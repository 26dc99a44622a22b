import type { common } from '@skladbridge/proto'
import type { Change } from './changes.js'
import { settingsErrors } from './errors.js'
import type { HistoryPlace } from './settings-store.js'

const most = 200

/** `ListChanges` of whoever keeps changes: one cursor pages through the lists of several services merged. */
export async function listChanges(
  { cursor, limit }: { cursor: string; limit: number },
  read: (page: { before?: HistoryPlace; limit: number }) => Promise<Change[]>,
): Promise<common.ListChangesResponse> {
  const size = Math.min(Math.max(limit, 1), most)
  const before = cursor === '' ? {} : { before: parse(cursor) }
  const found = await read({ ...before, limit: size })
  const last = found.at(-1)
  const next = found.length === size && last ? `${last.at.toISOString()}/${last.id}` : ''
  return { changes: found.map(toReply), cursor: next }
}

function parse(cursor: string): HistoryPlace {
  const [, moment, id] = /^([^/]{1,40})\/(.{1,250})$/.exec(cursor) ?? []
  const at = new Date(moment ?? '')
  if (id === undefined || Number.isNaN(at.getTime())) throw settingsErrors.SETTINGS_CURSOR_WRONG()
  return { at, id }
}

const json = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value))

const toReply = ({ id, at, by, fields }: Change): common.Change => ({
  id,
  at: at.toISOString(),
  by,
  fields: fields.map(({ field, from, to }) => ({ field, fromJson: json(from), toJson: json(to) })),
})
