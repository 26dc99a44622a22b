// The first load, as a merchant sees it: the preview, the start, the progress, the end.
import { Trouble } from '../scope.mjs'
import { until } from './until.mjs'

/** A few requests a product, and a look at the progress now and then. */
const LIMIT_MS = 120_000

/** [title, work]. The shop has one product of the account's already, so that the preview has something to link. */
export function createLoadSteps({ merchant }) {
  const { buyer, account, page, shopId } = merchant
  const inState = (state, look = () => {}) =>
    until(
      `the load to be ${state}`,
      async () => {
        const load = await page.lastLoad(shopId)
        look(load)
        return load.state === state && load
      },
      LIMIT_MS,
    )

  async function preview() {
    const known = account()
      .list('product')
      .find(({ article }) => article)
    buyer.createProduct({
      title: known.name,
      variants_attributes: [{ sku: known.article, price: '1' }],
    })
    await page.prepareLoad(shopId, { direction: 'moysklad-to-insales' })
    const { create, link, conflict, skip } = await inState('ready')
    if (link.products !== 1) throw new Trouble(`${link.products} products to link, not one`)
    return `+ ${create.products} to make, ${link.products} to link, ${conflict.products} conflicts, ${skip.products} left`
  }

  async function start() {
    const { id } = await page.lastLoad(shopId)
    await page.changeLoad(shopId, id, 'start')
    const seen = new Set()
    const { done, failed, total, requests } = await inState('done', (load) => seen.add(load.done))
    if (failed > 0 || done !== total) throw new Trouble(`${done} of ${total} done, ${failed} failed`)
    return `+ ${[...seen].join(', ')} of ${total} there, ${requests} requests`
  }

  return [
    ['first load MoySklad → shop, preview:', preview],
    ['first load started →', start],
  ]
}
