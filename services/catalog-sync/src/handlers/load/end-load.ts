import type { Load, LoadItem } from '../../domain/load-types.js'
import type { ProductOutcome, ProductTurn } from '../products/product-ports.js'
import type { ItemEnd, LoadPorts } from './load-ports.js'

/** Failed items are looked at once more, so many at a time: a bundle may have been made when its last part came. */
const PAGE = 500

/** Everything was tried: the staging goes, items and their failures stay for the merchant. */
export async function endLoad(
  ports: LoadPorts,
  turn: ProductTurn,
  load: Load,
  endsOf: (failed: LoadItem[]) => Promise<ItemEnd[]> = async () => [],
): Promise<ProductOutcome> {
  let after = ''
  for (;;) {
    const failed = await ports.items.failed(load.id, after, PAGE)
    const done = (await endsOf(failed)).filter(({ state }) => state === 'done')
    await ports.items.end(load.id, done)
    if (failed.length < PAGE) break
    after = failed.at(-1)!.id
  }
  // the staging stays while something may be tried again: of a shop's product it is all we know
  const { failed } = await ports.items.states(load.id)
  if (failed === 0 || load.direction === 'moysklad-to-insales') await ports.staging.erase(load.id)
  await ports.loads.move(turn.lane, load.id, ['running'], 'done', { finishedAt: ports.now() })
  return { kind: 'done', remember: { phase: 'cards' } }
}
