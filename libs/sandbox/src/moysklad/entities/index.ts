import type { EntityDefinition } from '../model/definition.js'
import { bundle } from './bundle.js'
import { customerorder } from './customerorder.js'
import { demand } from './demand.js'
import {
  bonusprogram,
  contract,
  country,
  currency,
  group,
  project,
  region,
  saleschannel,
  store,
  uom,
} from './dictionaries.js'
import { counterparty, employee, organization } from './parties.js'
import { cashin, paymentin } from './payments.js'
import { product } from './product.js'
import { productfolder } from './productfolder.js'
import { service } from './service.js'
import { variant } from './variant.js'
import { webhook, webhookstock } from './webhook.js'

const all = [
  product, variant, bundle, service, productfolder, customerorder, demand, paymentin, cashin, counterparty,
  organization, employee, store, group, project, saleschannel, contract, currency, uom, country, region,
  bonusprogram, webhook, webhookstock,
] // prettier-ignore

/** Every type of object the sandbox knows. A new type is a definition and a line here. */
export const definitions: ReadonlyMap<string, EntityDefinition> = new Map(all.map((one) => [one.type, one]))

/** Types that other objects refer to and that have no list of their own. */
export const otherTypes: ReadonlySet<string> = new Set([
  'state',
  'account',
  'application',
  'pricetype',
  'attributemetadata',
])

export { goodTypes } from './goods.js'
