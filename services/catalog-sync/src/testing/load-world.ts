import { type CatalogSettings } from '@skladbridge/contracts'
import { testMongo } from '@skladbridge/testing'
import type { Load, LoadItem, LoadOptions } from '../domain/load-types.js'
import { withLoads } from '../handlers/load/index.js'
import type { LoadPorts } from '../handlers/load/load-ports.js'
import { kinds } from '../handlers/ports.js'
import { createStores } from '../stores/stores.js'
import { CatalogWorld } from './catalog-world.js'
import { fakePictures, FakeWriter } from './fake-writer.js'

/** Stores of loads on a real database, for worlds whose other stores are in memory. */
export async function startLoadStores() {
  const mongo = await testMongo()
  const { loads, items, staging } = await createStores(mongo.connection)
  const erase = () =>
    Promise.all(
      ['loads', 'load_items', 'load_staging'].map((name) => mongo.connection.collection(name).deleteMany({})),
    )
  return { loads, items, staging, erase, close: () => mongo.close() }
}

type LoadStores = Omit<Awaited<ReturnType<typeof startLoadStores>>, 'erase' | 'close'>

const all = { action: '', state: '', search: '', cursor: '', limit: 1_000 } as const

/** A world in which loads are made; its processes can die anywhere. */
export class LoadWorld extends CatalogWorld {
  readonly writer = new FakeWriter(this.moysklad)
  readonly loadPorts: LoadPorts
  #loads = 0

  constructor(
    readonly stores: LoadStores,
    settings: Partial<CatalogSettings> = {},
  ) {
    super({ syncProducts: false, ...settings })
    const { writer } = this
    this.loadPorts = { ...this.ports, ...stores, writer, pictures: fakePictures(this.shop) }
  }

  override kinds() {
    const all = withLoads(super.kinds(), this.loadPorts)
    // here what is due in a moment is due now: products would never have their turn
    return { ...all, [kinds.load]: { ...all[kinds.load]!, priority: 55 } }
  }

  async prepare(direction: LoadOptions['direction'], over: Partial<LoadOptions> = {}): Promise<Load> {
    const matchBy: LoadOptions['matchBy'] = ['insales-id', 'sku', 'barcode', 'external-code']
    const options = { direction, matchBy, bundles: false, properties: false, images: false, ...over }
    await this.stores.loads.open(this.lane, `load-${(this.#loads += 1)}`, options)
    await this.goOn()
    return this.load()
  }

  async start(): Promise<Load> {
    const { id } = await this.load()
    await this.stores.loads.move(this.lane, id, ['ready'], 'running', { startedAt: new Date() })
    await this.goOn()
    return this.load()
  }

  async goOn(): Promise<void> {
    await this.touch((await this.load()).id, kinds.load)
    await this.work({ turns: 500 })
  }

  async load(): Promise<Load> {
    return (await this.stores.loads.get(this.lane))!
  }

  async items(): Promise<LoadItem[]> {
    return (await this.stores.items.list((await this.load()).id, all)).items
  }

  async item(sourceId: string): Promise<LoadItem> {
    return (await this.items()).find((item) => item.sourceId === sourceId)!
  }
}
