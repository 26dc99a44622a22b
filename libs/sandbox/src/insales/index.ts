import type { PlatformSandbox, SandboxKit } from '../core/types.js'
import { createPerson, type InsalesPerson } from './person.js'
import { dictionaryRoutes } from './routes/dictionaries.js'
import { fileRoutes } from './routes/files.js'
import { orderRoutes } from './routes/orders.js'
import { imageRoutes, productRoutes, variantRoutes } from './routes/products.js'
import { routesOf } from './routes/route.js'
import { accountRoutes, chargeRoutes, clientRoutes, collectRoutes, webhookRoutes } from './routes/shop.js'
import { createServer } from './server.js'
import { createBackground, createIds, listeningAt } from './world.js'
import { createShop, type ShopOptions, type World } from './shop/create-shop.js'
import type { Shop } from './shop/types.js'

export interface InsalesOptions {
  /** Default: one shop. */
  shops?: ShopOptions[]
  limits?: 'real' | 'off'
  /** What a used-up budget is answered with; 503 as before 2026. Default 429. */
  throttledStatus?: 429 | 503
  /** Where pictures can be fetched, when it is not where the server listens. */
  publicUrl?: string
}

export interface InsalesSandbox extends PlatformSandbox {
  name: 'insales'
  shops(): Shop[]
  addShop(options?: ShopOptions): Shop
  /** @throws Error for an id that is no shop's. */
  shop(id: number): Shop
  person(shopId: number): InsalesPerson
  /** Resolves when queued updates, image processing and webhooks given so far are through. */
  idle(): Promise<void>
}

const routes = [
  accountRoutes,
  productRoutes,
  variantRoutes,
  imageRoutes,
  orderRoutes,
  clientRoutes,
  collectRoutes,
  webhookRoutes,
  chargeRoutes,
  dictionaryRoutes,
]

/** inSales with its shops, on one server: which shop is meant is told by the credentials, or by the Host header. */
export function createInsalesSandbox(kit: SandboxKit, options: InsalesOptions = {}): InsalesSandbox {
  const shops = new Map<number, Shop>()
  const background = createBackground(kit)
  const app = createServer(kit, {
    shops: () => shops.values(),
    limits: options.limits ?? 'real',
    throttledStatus: options.throttledStatus ?? 429,
  })
  const world: World = {
    kit,
    nextId: createIds(),
    publicUrl: () => options.publicUrl ?? listeningAt(app.server.address()),
    later: background.add,
  }
  routes.forEach((add) => add(routesOf(app)))
  fileRoutes(app, () => shops.values())

  function addShop(shopOptions: ShopOptions = {}): Shop {
    return register(shops, createShop(world, shops.size + 1, shopOptions))
  }
  const shop = (id: number) => known(shops, id)
  for (const shopOptions of options.shops ?? [{}]) addShop(shopOptions)

  return {
    name: 'insales',
    app,
    shops: () => [...shops.values()],
    addShop,
    shop,
    person: (shopId) => createPerson(shop(shopId)),
    async idle() {
      await background.idle()
      await kit.webhooks.idle()
    },
    close: () => app.close(),
  }
}

function register(shops: Map<number, Shop>, shop: Shop): Shop {
  if (shops.has(shop.id)) throw new Error(`there is a shop ${shop.id} already`)
  shops.set(shop.id, shop)
  return shop
}

function known(shops: Map<number, Shop>, id: number): Shop {
  const shop = shops.get(id)
  if (!shop) throw new Error(`no shop ${id}`)
  return shop
}
