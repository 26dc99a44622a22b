import { moysklad } from '@skladbridge/proto'
import {
  grpcService,
  type CallContext,
  type GrpcBinding,
  type GrpcImplementation,
} from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { mostRows } from '../domain/changes-cursor.js'
import { moyskladErrors } from '../errors.js'
import { ensureAttribute } from '../moysklad/attributes/attributes.js'
import { createCharacteristics, type Characteristics } from '../moysklad/characteristics/characteristics.js'
import { downloadImage } from '../moysklad/products/images.js'
import {
  getProducts,
  listAllProducts,
  listChangedProducts,
  listVariants,
} from '../moysklad/products/products.js'
import { saveProducts } from '../moysklad/products/save.js'
import { ensureService } from '../moysklad/services/services.js'
import { filled, idOf, idsOf, limitOf, oneOf } from './arguments.js'
import { asTheAskerSays, inAccount, streamFromAccount } from './in-account.js'
import { checkChange } from './product-arguments.js'

const mostAtOnce = 100
const mostChanges = 1_000
const kinds = ['product', 'variant', 'bundle', 'service'] as const
const attributeTypes = ['string', 'text', 'long', 'double', 'boolean', 'time', 'link'] as const

export interface ProductsServiceDeps {
  accounts: Accounts
  /** The same accounts through the upstream for pictures. */
  files: Accounts
}

export function productsService({ accounts, files }: ProductsServiceDeps): GrpcBinding {
  return grpcService(moysklad.ProductsService, { ...reading(accounts, files), ...writing(accounts) })
}

type Methods = GrpcImplementation<typeof moysklad.ProductsService>
type Reading = 'getMany' | 'listChanged' | 'listAll' | 'listVariants' | 'downloadImage'

function reading(accounts: Accounts, files: Accounts): Pick<Methods, Reading> {
  return {
    getMany: (request, call) => {
      const refs = request.refs.map(({ id }) => id)
      const ids = idsOf(refs, 'refs', mostAtOnce)
      return inAccount(accounts, request, call, asTheAskerSays(call), (api) => getProducts(api, ids, request))
    },
    listChanged: (request, call) => {
      limitOf(request.limit, mostRows)
      return inAccount(accounts, request, call, asTheAskerSays(call), (api) =>
        listChangedProducts(api, request),
      )
    },
    listAll: (request, call) => {
      request.kinds.forEach((kind) => oneOf(kind, 'kinds', kinds))
      return streamFromAccount(accounts, request, call, (api) => listAllProducts(api, request))
    },
    listVariants: (request, call) => {
      const ids = idsOf(request.productIds, 'product_ids', mostAtOnce)
      return streamFromAccount(accounts, request, call, (api) => listVariants(api, ids, request))
    },
    downloadImage: (request, call) => {
      const imageId = idOf(request.imageId, 'image_id')
      return streamFromAccount(files, request, call, (api) => downloadImage(api, imageId))
    },
  }
}

function writing(accounts: Accounts): Omit<Methods, Reading> {
  const characteristics = createCharacteristics()
  return {
    ensureService: (request, call) => {
      const syncId = idOf(request.syncId, 'sync_id')
      const name = filled(request.name, 'name', 255)
      // asked for when an order needs it
      return inAccount(accounts, request, call, 'orders', (api) => ensureService(api, syncId, name))
    },
    ensureAttribute: (request, call) => {
      const name = filled(request.name, 'name', 255)
      const type = oneOf(request.type, 'type', attributeTypes)
      return inAccount(accounts, request, call, asTheAskerSays(call), (api) =>
        ensureAttribute(api, name, type),
      )
    },
    save: (request, call) => save(accounts, characteristics, request, call),
  }
}

async function save(
  accounts: Accounts,
  characteristics: Characteristics,
  request: moysklad.SaveProductsRequest,
  call: CallContext,
): Promise<moysklad.SaveProductsResponse> {
  const { changes } = request
  const kind = oneOf(request.kind, 'kind', ['product', 'variant', 'bundle'] as const)
  if (changes.length > mostChanges)
    throw moyskladErrors.MOYSKLAD_ARGUMENT_WRONG({ field: 'changes', rule: `at most ${mostChanges}` })
  for (const change of changes) checkChange(kind, change)
  return inAccount(accounts, request, call, asTheAskerSays(call), async (api) => ({
    outcomes: await saveProducts(api, kind, changes, characteristics),
  }))
}
