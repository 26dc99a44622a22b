import { ensureIndexes } from '@skladbridge/runtime'
import type { Connection } from 'mongoose'
import { createBundleStore } from './bundles.js'
import { createHoldStore } from './holds.js'
import { createOrderNews } from './order-news.js'
import { createRunStore } from './runs.js'
import { createSentStore } from './sent.js'

/** All that this service keeps besides its links, settings and journal. */
export async function openStores(mongo: Connection) {
  const { model: sentModel, sent } = createSentStore(mongo)
  const { model: runModel, runs } = createRunStore(mongo)
  const { model: bundleModel, bundles } = createBundleStore(mongo)
  const { model: holdModel, holds } = createHoldStore(mongo)
  const { model: orderModel, orders } = createOrderNews(mongo)
  await ensureIndexes([sentModel, runModel, bundleModel, holdModel, orderModel])
  return { sent, runs, bundles, holds, orders }
}
