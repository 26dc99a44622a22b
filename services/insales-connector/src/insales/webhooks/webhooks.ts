import { AppError } from '@skladbridge/errors'
import { z } from 'zod'
import { decideWebhooks, isOurs, type Hook, type StandingHook } from '../../domain/decide-webhooks.js'
import type { Shop } from '../shop.js'
import { webhookSchema, webhooksSchema } from './schema.js'

const about = 'уведомления магазина (вебхуки)'

const listHooks = (shop: Shop): Promise<StandingHook[]> =>
  shop.read({ operation: 'webhooks.list', about, path: '/webhooks.json' }, webhooksSchema)

/** `batch_size` is for products only; 10 is what the platform would take itself (§2.11). */
const createHook = (shop: Shop, { address, topic }: Hook): Promise<unknown> =>
  shop.write(
    {
      operation: 'webhooks.create',
      about,
      method: 'POST',
      path: '/webhooks.json',
      body: {
        webhook: {
          address,
          topic,
          format_type: 'json',
          ...(topic.startsWith('products/') ? { batch_size: 10 } : {}),
        },
      },
    },
    webhookSchema,
  )

async function removeHook(shop: Shop, hook: StandingHook): Promise<void> {
  try {
    await shop.write(
      { operation: 'webhooks.delete', about, method: 'DELETE', path: `/webhooks/${hook.id}.json` },
      z.unknown(),
    )
  } catch (error) {
    // gone is what was wanted
    if (!(error instanceof AppError && error.kind === 'missing')) throw error
  }
}

/**
 * Makes `wanted` be there, and nothing else of ours. Looks first: a hook left by an attempt that died, or by an earlier
 * connection, is found and kept. Answers what was made and removed.
 */
export async function ensureWebhooks(
  shop: Shop,
  wanted: Hook[],
  ours: (hook: Hook) => boolean,
): Promise<{ made: number; removed: number }> {
  const { create, remove } = decideWebhooks(await listHooks(shop), wanted, ours)
  // first away with the stale: one of them may stand at the very address and topic that is to be made
  for (const hook of remove) await removeHook(shop, hook)
  for (const hook of create) await createHook(shop, hook)
  return { made: create.length, removed: remove.length }
}

export const ownedBy = (publicUrl: string, connection: Parameters<typeof isOurs>[2]) => (hook: Hook) =>
  isOurs(hook, publicUrl, connection)
