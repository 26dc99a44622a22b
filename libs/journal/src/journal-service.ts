import { journal as proto } from '@skladbridge/proto'
import type { Reconciler } from '@skladbridge/reconciler'
import { grpcService } from '@skladbridge/runtime'
import { createFailedLinks, type FailedLink, type LinkModel } from './failed-links.js'
import type { Journal } from './journal.js'
import { readConnection, readList, readListFailed, readRetry } from './read-request.js'
import { sentencesOf } from './sentences.js'
import type { Entry } from './types.js'
import type { WithJournal } from './with-journal.js'

export interface JournalServicePorts<Own> {
  journal: Pick<Journal, 'list'>
  reconciler: Pick<Reconciler<Own>, 'retry'>
  /** The links that the reconciler works on. */
  links: LinkModel
  describe: WithJournal<Own>['describe']
}

/** The `Journal` gRPC service of one service with lanes. */
export function journalService<Own>(ports: JournalServicePorts<Own>) {
  const failedLinks = createFailedLinks<Own>(ports.links)
  return grpcService(proto.JournalService, {
    async list(request) {
      const connection = readConnection(request.connection)
      const query = readList(request)
      // one more than asked for: tells whether there is more
      const found = await ports.journal.list(connection, { ...query, limit: query.limit + 1 })
      const entries = found.slice(0, query.limit).map(toEntryReply)
      const last = entries.at(-1)
      return { entries, cursor: found.length > entries.length && last ? `${last.at}/${last.id}` : '' }
    },
    async listFailed(request) {
      const connection = readConnection(request.connection)
      const query = readListFailed(request, connection)
      const [found, counts] = await Promise.all([
        failedLinks.page(connection, { ...query, limit: query.limit + 1 }),
        query.after ? [] : failedLinks.counts(connection),
      ])
      const failed = found.slice(0, query.limit).map((link) => toFailedReply(link, ports.describe))
      const last = failed.at(-1)
      const more = found.length > failed.length && last
      return { failed, cursor: more ? `${last.failedAt}/${last.kind}/${last.key}` : '', counts }
    },
    retry: async (request) => ({ retried: await ports.reconciler.retry(readRetry(request)) }),
  })
}

const toEntryReply = ({ at, title, ...entry }: Entry): proto.Entry => ({
  ...entry,
  at: at.toISOString(),
  subjectTitle: title,
})

function toFailedReply<Own>(link: FailedLink<Own>, describe: WithJournal<Own>['describe']): proto.Failed {
  const { kind, key, failure, parked, attempts, dueAt } = link
  const about = describe(link)
  return {
    kind,
    key,
    subject: about?.subject ?? 'connection',
    subjectTitle: about?.title ?? '',
    code: failure.code,
    ...sentencesOf(failure, parked),
    parked,
    attempts,
    failedAt: failure.at.toISOString(),
    nextAttemptAt: parked ? '' : dueAt.toISOString(),
  }
}
