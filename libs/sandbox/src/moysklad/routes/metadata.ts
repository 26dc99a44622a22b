import { definitions } from '../entities/index.js'
import * as errors from '../errors.js'
import { attributeTypes } from '../engine/parse-attributes.js'
import { hasMetadata, isUuid, pathOfHref, plainMeta } from '../engine/hrefs.js'
import { parseExpand } from '../engine/expand.js'
import { parsePage } from '../engine/list.js'
import { attributeJson, characteristicMeta } from '../engine/render-parts.js'
import { showState } from '../engine/states.js'
import type { Answer, Call, Route } from '../http/server.js'
import type { AttributeMetadata, Characteristic, StateMetadata, Values } from '../model/types.js'
import { listAnswer } from './answers.js'
import { perElement } from './entities.js'

/** Custom attributes, states of documents, characteristics of variants. */
export function metadataRoutes(route: Route): void {
  route('GET', '/entity/metadata', allMetadata)
  route('GET', '/entity/variant/metadata', variantMetadata)
  route('GET', '/entity/variant/metadata/characteristics', variantMetadata)
  route('POST', '/entity/variant/metadata/characteristics', addCharacteristics)
  route('GET', '/entity/variant/metadata/characteristics/:id', getCharacteristic)
  route('GET', '/entity/:type/metadata', getMetadata)
  route('GET', '/entity/:type/metadata/attributes', listAttributes)
  route('POST', '/entity/:type/metadata/attributes', saveAttributes)
  route('POST', '/entity/:type/metadata/attributes/delete', deleteAttributes)
  route('GET', '/entity/:type/metadata/attributes/:id', getAttribute)
  route('PUT', '/entity/:type/metadata/attributes/:id', putAttribute)
  route('DELETE', '/entity/:type/metadata/attributes/:id', deleteAttribute)
  route('POST', '/entity/:type/metadata/states', saveStates)
  route('POST', '/entity/:type/metadata/states/batch', saveStates)
  route('GET', '/entity/:type/metadata/states/:id', getState)
  route('PUT', '/entity/:type/metadata/states/:id', putState)
  route('DELETE', '/entity/:type/metadata/states/:id', deleteState)
}

function allMetadata({ ctx }: Call): Answer {
  const json: Values = {}
  for (const { type, metadataOf } of definitions.values())
    if (hasMetadata(type)) json[type] = { meta: plainMeta(ctx, `entity/${metadataOf ?? type}/metadata`) }
  return { json }
}

/** The type whose attributes the address names; goods share those of products. */
function typeOf({ params }: Call): string {
  const definition = definitions.get(params.type ?? '')
  if (!definition) throw errors.unknownType(params.type ?? '')
  if (!hasMetadata(definition.type)) throw errors.noMetadata(definition.type)
  return definition.attributesOf ?? definition.type
}

function getMetadata(call: Call): Answer {
  const { ctx, params, query } = call
  const type = typeOf(call)
  const attributes = [...ctx.account.attributes(type).values()]
  const rows =
    parseExpand(query.expand).attributes &&
    attributes.slice(0, 100).map((one) => attributeJson(ctx, type, one))
  const path = `entity/${type}/metadata/attributes`
  const states = definitions.get(params.type!)?.hasStates && [...ctx.account.states(type).values()]
  return {
    json: {
      meta: plainMeta(ctx, `entity/${type}/metadata`),
      attributes: {
        meta: {
          ...plainMeta(ctx, path, 'attributemetadata'),
          size: attributes.length,
          limit: 1000,
          offset: 0,
        },
        ...(rows && { rows }),
      },
      ...(states && { states: states.map((state) => showState(ctx, type, state)) }),
      createShared: ctx.account.settings.createdShared,
    },
  }
}

function listAttributes(call: Call): Answer {
  const type = typeOf(call)
  const attributes = [...call.ctx.account.attributes(type).values()]
  const meta = plainMeta(call.ctx, call.path, 'attributemetadata')
  return listAnswer(call, meta, attributes, parsePage(call.query), (one) =>
    attributeJson(call.ctx, type, one),
  )
}

const idOf = ({ params }: Call) => {
  if (!isUuid(params.id ?? '')) throw errors.badUuid()
  return params.id!
}

function attributeOf(call: Call, type: string): AttributeMetadata {
  const found = call.ctx.account.attributes(type).get(idOf(call))
  if (!found) throw errors.notFound('attributemetadata', call.params.id!)
  return found
}

function getAttribute(call: Call): Answer {
  const type = typeOf(call)
  return { json: attributeJson(call.ctx, type, attributeOf(call, type)) }
}

function saveAttributes(call: Call): Answer {
  const type = typeOf(call)
  const body = call.body()
  if (Array.isArray(body)) return perElement(body, (one) => saveAttribute(call, type, one))
  return { json: saveAttribute(call, type, body) }
}

function saveAttribute(call: Call, type: string, body: Values): Values {
  const { ctx } = call
  const attributes = ctx.account.attributes(type)
  const href = (body.meta as { href?: unknown } | undefined)?.href
  const id = typeof href === 'string' ? pathOfHref(ctx, href, 'meta').split('/').at(-1)! : undefined
  const existing = id === undefined ? undefined : attributes.get(id)
  if (id !== undefined && !existing) throw errors.notFound('attributemetadata', id)
  const saved = mergeAttribute(ctx.account.uuid, body, existing)
  attributes.set(saved.id, saved)
  return attributeJson(ctx, type, saved)
}

function mergeAttribute(uuid: () => string, body: Values, existing?: AttributeMetadata): AttributeMetadata {
  const name = body.name ?? existing?.name
  const type = existing?.type ?? body.type
  if (typeof name !== 'string' || name === '') throw errors.required('name')
  if (typeof type !== 'string') throw errors.required('type')
  if (!attributeTypes.includes(type)) throw errors.badEnum('type', type, attributeTypes)
  const description = body.description ?? existing?.description
  return {
    id: existing?.id ?? uuid(),
    name,
    type,
    required: Boolean(body.required ?? existing?.required ?? false),
    show: Boolean(body.show ?? existing?.show ?? true),
    ...(typeof description === 'string' && { description }),
  }
}

function putAttribute(call: Call): Answer {
  const type = typeOf(call)
  const body = call.body()
  if (Array.isArray(body)) throw errors.oneEntityOnly()
  const saved = mergeAttribute(call.ctx.account.uuid, body, attributeOf(call, type))
  call.ctx.account.attributes(type).set(saved.id, saved)
  return { json: attributeJson(call.ctx, type, saved) }
}

function deleteAttribute(call: Call): Answer {
  const type = typeOf(call)
  call.ctx.account.attributes(type).delete(attributeOf(call, type).id)
  return {}
}

function deleteAttributes(call: Call): Answer {
  const type = typeOf(call)
  const body = call.body()
  if (!Array.isArray(body)) throw errors.notAnObject()
  return perElement(body, (one) => {
    const href = (one.meta as { href?: unknown } | undefined)?.href
    if (typeof href !== 'string') throw errors.hrefMissing('meta')
    const id = pathOfHref(call.ctx, href, 'meta').split('/').at(-1)!
    if (!call.ctx.account.attributes(type).delete(id)) throw errors.notFound('attributemetadata', id)
    return { info: `Сущность 'attributemetadata' с UUID: ${id} успешно удалена` }
  })
}

const stateTypes = ['Regular', 'Successful', 'Unsuccessful']

function saveStates(call: Call): Answer {
  const type = typeOf(call)
  const body = call.body()
  if (Array.isArray(body)) return perElement(body, (one) => saveState(call, type, one))
  return { json: saveState(call, type, body) }
}

function saveState(call: Call, type: string, body: Values, existing?: StateMetadata): Values {
  const name = body.name ?? existing?.name
  const stateType = String(body.stateType ?? existing?.stateType ?? 'Regular')
  if (typeof name !== 'string' || name === '') throw errors.required('name')
  if (!stateTypes.includes(stateType)) throw errors.badEnum('stateType', stateType, stateTypes)
  const color = Number(body.color ?? existing?.color ?? 15106326)
  const saved = { id: existing?.id ?? call.ctx.account.uuid(), name, color, stateType }
  call.ctx.account.states(type).set(saved.id, saved)
  return showState(call.ctx, type, saved)
}

function stateOf(call: Call, type: string): StateMetadata {
  const found = call.ctx.account.states(type).get(idOf(call))
  if (!found) throw errors.notFound('state', call.params.id!)
  return found
}

function getState(call: Call): Answer {
  const type = typeOf(call)
  return { json: showState(call.ctx, type, stateOf(call, type)) }
}

function putState(call: Call): Answer {
  const type = typeOf(call)
  const body = call.body()
  if (Array.isArray(body)) throw errors.oneEntityOnly()
  return { json: saveState(call, type, body, stateOf(call, type)) }
}

function deleteState(call: Call): Answer {
  const type = typeOf(call)
  call.ctx.account.states(type).delete(stateOf(call, type).id)
  return {}
}

const characteristicJson = (call: Call, { id, name }: Characteristic): Values => ({
  meta: characteristicMeta(call.ctx, id),
  id,
  name,
  type: 'string',
  required: false,
})

function variantMetadata(call: Call): Answer {
  const all = [...call.ctx.account.characteristics.values()]
  return {
    json: {
      meta: plainMeta(call.ctx, 'entity/variant/metadata'),
      characteristics: all.map((one) => characteristicJson(call, one)),
    },
  }
}

function getCharacteristic(call: Call): Answer {
  const found = call.ctx.account.characteristics.get(idOf(call))
  if (!found) throw errors.notFound('attributemetadata', call.params.id!)
  return { json: characteristicJson(call, found) }
}

function addCharacteristics(call: Call): Answer {
  const body = call.body()
  const add = (one: Values): Values => {
    if (typeof one.name !== 'string' || one.name === '') throw errors.required('name')
    if (one.name.length > 255) throw errors.tooLong('name', 255)
    const known = [...call.ctx.account.characteristics.values()].find(({ name }) => name === one.name)
    if (known) throw errors.characteristicExists()
    const made = { id: call.ctx.account.uuid(), name: one.name }
    call.ctx.account.characteristics.set(made.id, made)
    return characteristicJson(call, made)
  }
  return Array.isArray(body) ? perElement(body, add) : { json: add(body) }
}
