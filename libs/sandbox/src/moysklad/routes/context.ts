import { definitions } from '../entities/index.js'
import * as errors from '../errors.js'
import { childMeta, isUuid, metaOf, pathOfHref, plainMeta } from '../engine/hrefs.js'
import { plainView, toJson } from '../engine/render.js'
import { priceTypeJson } from '../engine/render-parts.js'
import type { Access } from '../http/access.js'
import type { Answer, Call, Route } from '../http/server.js'
import type { Ctx } from '../model/account.js'
import type { PriceType, Values } from '../model/types.js'

/** Who asks, and what holds for the whole account. */
export function contextRoutes(route: Route, access: Access): void {
  route('POST', '/security/token', ({ identity }) => {
    if (identity.principal.kind !== 'user') throw errors.notAuthenticated('Нужны логин и пароль')
    return { json: { access_token: access.issueUserToken(identity) } }
  })
  route('GET', '/context/application', getApplication)
  route('GET', '/context/employee', getEmployee)
  route('GET', '/context/companysettings', getSettings)
  route('GET', '/context/companysettings/pricetype', ({ ctx }) => ({ json: allPriceTypes(ctx) }))
  route('GET', '/context/companysettings/pricetype/default', ({ ctx }) => ({ json: allPriceTypes(ctx)[0] }))
  route('GET', '/context/companysettings/pricetype/:id', getPriceType)
  route('POST', '/context/companysettings/pricetype', replacePriceTypes)
  route('GET', '/entity/assortment/settings', getAssortmentSettings)
  route('PUT', '/entity/assortment/settings', putAssortmentSettings)
}

function getApplication({ ctx, identity }: Call): Answer {
  if (identity.principal.kind !== 'solution') throw errors.applicationOnly()
  const { applicationId, appUid } = ctx.account
  return { json: { meta: metaOf(ctx, 'application', applicationId), appUid, id: applicationId } }
}

const rights = { view: 'ALL', create: 'ALL', update: 'ALL', delete: 'ALL' }

function getEmployee({ ctx, identity }: Call): Answer {
  const { employeeId } = identity.principal
  const stored = employeeId && ctx.account.collection('employee').get(employeeId)
  if (!stored) throw errors.employeeOnly()
  const permissions = Object.fromEntries([...definitions.keys()].map((type) => [type, rights]))
  return { json: { ...toJson(ctx, definitions.get('employee')!, stored, plainView), permissions } }
}

const allPriceTypes = (ctx: Ctx) => ctx.account.priceTypes.map((type) => priceTypeJson(ctx, type))

function getSettings({ ctx }: Call): Answer {
  const { settings, defaults } = ctx.account
  const currency = defaults.currency && ctx.account.collection('currency').get(defaults.currency.id)
  return {
    json: {
      meta: childMeta(ctx, 'context/companysettings', 'companysettings'),
      ...(currency && { currency: toJson(ctx, definitions.get('currency')!, currency, plainView) }),
      priceTypes: allPriceTypes(ctx),
      discountStrategy: 'bySum',
      globalOperationNumbering: settings.checkUniqueDocumentNumber,
      checkShippingStock: settings.checkShippingStock,
      checkMinPrice: settings.checkMinPrice,
      useRecycleBin: settings.useRecycleBin,
      useCompanyAddress: false,
      accountCountry: 'RU',
    },
  }
}

function getPriceType({ ctx, params }: Call): Answer {
  if (!isUuid(params.id!)) throw errors.badUuid()
  const found = ctx.account.priceTypes.find(({ id }) => id === params.id)
  if (!found) throw errors.notFound('pricetype', params.id!)
  return { json: priceTypeJson(ctx, found) }
}

/** The full new list, as documented: what is not named goes, what has no `meta` is new. */
function replacePriceTypes(call: Call): Answer {
  const { account } = call.ctx
  const body = call.body()
  if (!Array.isArray(body)) throw errors.notAnObject()
  if (body.length === 0) throw errors.noPriceTypesLeft()
  if (body.length > 100) throw errors.tooManyPriceTypes()
  account.priceTypes = body.map((one) => priceTypeFrom(call.ctx, one))
  return { json: allPriceTypes(call.ctx) }
}

function priceTypeFrom(ctx: Ctx, body: Values): PriceType {
  const { account } = ctx
  const href = (body.meta as { href?: unknown } | undefined)?.href
  const id = typeof href === 'string' ? pathOfHref(ctx, href, 'meta').split('/').at(-1) : body.id
  const existing = account.priceTypes.find((type) => type.id === id)
  if (id !== undefined && !existing) throw errors.notFound('pricetype', String(id))
  const name = body.name ?? existing?.name
  if (typeof name !== 'string' || name === '') throw errors.required('name')
  const externalCode = String(body.externalCode ?? existing?.externalCode ?? account.externalCode())
  return { id: existing?.id ?? account.uuid(), name, externalCode }
}

function getAssortmentSettings({ ctx }: Call): Answer {
  const { fillEAN13Barcode, checkUniqueCode, fillUniqueCode, createdShared } = ctx.account.settings
  return {
    json: {
      meta: plainMeta(ctx, 'entity/assortment/settings', 'assortmentsettings'),
      barcodeRules: { fillEAN13Barcode, weightBarcode: false, weightBarcodePrefix: 0 },
      uniqueCodeRules: { checkUniqueCode, fillUniqueCode },
      createdShared,
    },
  }
}

function putAssortmentSettings(call: Call): Answer {
  const body = call.body() as Record<string, Values | boolean | undefined>
  const { settings } = call.ctx.account
  const given = {
    ...(body.barcodeRules as Values),
    ...(body.uniqueCodeRules as Values),
    createdShared: body.createdShared,
  }
  for (const name of ['fillEAN13Barcode', 'checkUniqueCode', 'fillUniqueCode', 'createdShared'] as const)
    if (typeof given[name as keyof typeof given] === 'boolean')
      settings[name] = given[name as keyof typeof given] as boolean
  return getAssortmentSettings(call)
}
