import { randomUUID } from 'node:crypto'
import { catalogSettingsSchema, type CatalogSettings, type ConnectionKey } from '@skladbridge/contracts'
import { catalog } from '@skladbridge/proto'
import { createLanes, startReconciler } from '@skladbridge/reconciler'
import { connectGrpc, startGrpc } from '@skladbridge/runtime'
import { createSettingsStore } from '@skladbridge/settings'
import { silentLogger, testMongo, uniqueName, waitFor } from '@skladbridge/testing'
import { withLoads } from '../handlers/load/index.js'
import { loadsService } from '../grpc/loads.js'
import { linksService } from '../grpc/links.js'
import { productsService } from '../grpc/products.js'
import { createDictionaries } from '../handlers/dictionaries.js'
import { createJustRead } from '../handlers/just-read.js'
import { touchAfterSave, workKinds, type WorkPorts } from '../handlers/index.js'
import { kinds, type JournalNote, type PairRef } from '../handlers/ports.js'
import { createStores } from '../stores/stores.js'
import { settings as defaults } from './builders.js'
import { FakeMoysklad } from './fake-moysklad.js'
import { FakeShop } from './fake-shop.js'
import { fakePictures, FakeWriter } from './fake-writer.js'

/** The service on a real database and a real reconciler, between two sides in memory; its gRPC over the wire. */
export async function startCatalog() {
  const log = silentLogger()
  const mongo = await testMongo()
  const { linkModel, ...stores } = await createStores(mongo.connection)
  const lanes = createLanes(mongo.connection)
  const settings = createSettingsStore(mongo.connection, catalogSettingsSchema)
  const moysklad = new FakeMoysklad()
  const insales = new FakeShop()
  const told: JournalNote[] = []
  const announced: PairRef[] = []
  const now = () => new Date()
  const ports: WorkPorts = {
    ...stores,
    settings,
    moysklad,
    insales,
    justRead: createJustRead(),
    dictionaries: createDictionaries({ moysklad, insales, now }),
    announce: async (_connection, pairs) => void announced.push(...pairs),
    journal: async (_connection, notes) => void told.push(...notes),
    now,
    sweepIntervalMs: 600_000,
    foldersIntervalMs: 600_000,
    compareIntervalMs: 86_400_000,
  }
  const loadPorts = { ...ports, ...stores, writer: new FakeWriter(moysklad), pictures: fakePictures(insales) }
  const all = withLoads(workKinds(ports), loadPorts)
  const reconciler = await startReconciler({ links: linkModel, kinds: all, log })
  const touch = reconciler.touch.bind(reconciler)
  const services = [
    linksService(stores.pairs),
    productsService({ ...stores, settings, touch }),
    loadsService({ ...stores, settings, touch, now, newId: randomUUID }),
  ]
  const server = await startGrpc({ port: 0, host: '127.0.0.1', services, log })
  const address = `127.0.0.1:${server.port}`
  const products = connectGrpc(catalog.ProductsService, address)
  const links = connectGrpc(catalog.LinksService, address)
  const loads = connectGrpc(catalog.LoadsService, address)

  const connection: ConnectionKey = { accountId: uniqueName('a'), shopId: '1' }
  return {
    moysklad,
    shop: insales,
    stores,
    touch,
    told,
    announced,
    products,
    links,
    loads,
    connection,
    lanes,
    reconciler,
    async save(over: Partial<CatalogSettings>) {
      const { version } = await settings.get(connection)
      const wanted = defaults({ syncSince: '2026-11-01T00:00:00.000Z', ...over })
      await settings.put(connection, wanted, version)
      await touchAfterSave(touch, connection)
    },
    touchCards: (...keys: string[]) =>
      touch(
        keys.map((key) => ({
          connection,
          kind: kinds.product,
          key,
          onInsert: { assortmentKind: 'product' },
        })),
      ),
    /** Until nothing is due now: sweeps wait for later. */
    settled: () =>
      waitFor(
        async () => {
          const lane = `${connection.accountId}.${connection.shopId}`
          const due = {
            lane,
            dirty: true,
            parked: false,
            kind: { $in: [kinds.product, kinds.images, kinds.variant] },
          }
          return (await linkModel.countDocuments(due)) === 0
        },
        { what: 'all cards to be worked on', timeoutMs: 60_000 },
      ),
    async close() {
      await Promise.all([products, links, loads].map((client) => client.close()))
      await server.close()
      await reconciler.close()
      await mongo.close()
    },
  }
}
