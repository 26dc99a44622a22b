import type { FoundHook, WatchedHook, WebhookDecision } from '../../domain/decide-webhooks.js'
import { isMoyskladError, type Ask, type MoyskladApi } from '../api.js'
import { idOf, pageOf } from '../hrefs.js'
import { readRefusal, toRefusal } from '../refusals.js'
import { bulkSchema, stockWebhookSchema, webhookSchema } from './schema.js'

const pathOf = (entityType: string): string =>
  entityType === 'stock' ? 'entity/webhookstock' : 'entity/webhook'

/** The account's hooks that we can see, both kinds. */
export async function listWebhooks(api: MoyskladApi): Promise<FoundHook[]> {
  const hooks = await api.ask(pageOf(webhookSchema), { operation: 'webhooks.list', path: pathOf('') })
  const stock = await api.ask(pageOf(stockWebhookSchema), {
    operation: 'webhooks.list',
    path: pathOf('stock'),
  })
  const applicationOf = (ref: Parameters<typeof idOf>[0]) => idOf(ref) || undefined
  return [
    ...hooks.rows.map(({ authorApplication, ...hook }) => ({
      ...hook,
      applicationId: applicationOf(authorApplication),
    })),
    ...stock.rows.map(({ id, url, enabled, authorApplication }) => ({
      ...{ id, url, enabled, entityType: 'stock', action: '' },
      applicationId: applicationOf(authorApplication),
    })),
  ]
}

/** Does what was decided. Done twice it changes nothing: what exists is success (30003), what is gone too. */
export async function applyWebhooks(api: MoyskladApi, { make, mend, drop }: WebhookDecision): Promise<void> {
  for (const { id, entityType } of drop) {
    const path = `${pathOf(entityType)}/${id}`
    await unless('MOYSKLAD_NOT_FOUND', api.send({ operation: 'webhooks.remove', method: 'DELETE', path }))
  }
  for (const { id, entityType, url } of mend) {
    const ask: Ask = { operation: 'webhooks.mend', method: 'PUT', path: `${pathOf(entityType)}/${id}` }
    // gone meanwhile: the next look makes it
    await unless('MOYSKLAD_NOT_FOUND', api.send({ ...ask, json: { url, enabled: true } }))
  }
  await makeAll(
    api,
    make.filter(({ entityType }) => entityType !== 'stock'),
  )
  for (const { url } of make.filter(({ entityType }) => entityType === 'stock')) {
    const json = { url, enabled: true, reportType: 'bystore', stockType: 'stock' }
    const ask: Ask = { operation: 'webhooks.make', method: 'POST', path: pathOf('stock'), json }
    await unless('MOYSKLAD_WEBHOOK_EXISTS', api.send(ask))
  }
}

/** All in one request; a bulk request may be done in part, so each element is looked at. */
async function makeAll(api: MoyskladApi, hooks: WatchedHook[]): Promise<void> {
  if (hooks.length === 0) return
  const json = hooks.map(({ entityType, action, url }) => ({ url, action, entityType }))
  const ask: Ask = { operation: 'webhooks.make', method: 'POST', path: pathOf(''), json }
  const answer = await api.send({ ...ask, bulk: true })
  for (const element of api.read(bulkSchema, answer, ask)) {
    if (readRefusal(element) === undefined) continue
    const refusal = toRefusal({ status: 400, json: element }, { operation: ask.operation, isWrite: true })
    if (!isMoyskladError(refusal, 'MOYSKLAD_WEBHOOK_EXISTS')) throw refusal
  }
}

async function unless(code: Parameters<typeof isMoyskladError>[1], work: Promise<unknown>): Promise<void> {
  await work.catch((thrown: unknown) => {
    if (!isMoyskladError(thrown, code!)) throw thrown
  })
}
