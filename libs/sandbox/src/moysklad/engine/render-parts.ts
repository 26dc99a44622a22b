import type { Ctx } from '../model/account.js'
import type { EntityDefinition } from '../model/definition.js'
import type { AttributeMetadata, AttributeValue, PriceType, Ref, Values } from '../model/types.js'
import { metaOfRef, plainMeta } from './hrefs.js'

export function priceTypeJson(ctx: Ctx, type: PriceType): Values {
  return {
    meta: plainMeta(ctx, `context/companysettings/pricetype/${type.id}`, 'pricetype'),
    id: type.id,
    name: type.name,
    externalCode: type.externalCode,
  }
}

export function showPriceType(ctx: Ctx, id: string): Values | undefined {
  const type = ctx.account.priceTypes.find((one) => one.id === id)
  return type && priceTypeJson(ctx, type)
}

const attributeMeta = (ctx: Ctx, type: string, id: string) =>
  plainMeta(ctx, `entity/${type}/metadata/attributes/${id}`, 'attributemetadata')

export function showAttributes(ctx: Ctx, definition: EntityDefinition, values: AttributeValue[]): Values[] {
  const type = definition.attributesOf!
  return values.flatMap(({ id, value }) => {
    const metadata = ctx.account.attributes(type).get(id)
    if (!metadata) return []
    return [
      {
        meta: attributeMeta(ctx, type, id),
        id,
        name: metadata.name,
        type: metadata.type,
        value: showValue(ctx, value),
      },
    ]
  })
}

const showValue = (ctx: Ctx, value: unknown) =>
  typeof value === 'object' && value !== null && 'id' in value && 'type' in value
    ? { meta: metaOfRef(ctx, value as Ref) }
    : value

export function attributeJson(ctx: Ctx, type: string, metadata: AttributeMetadata): Values {
  const { id, name, type: valueType, required, show, description } = metadata
  return {
    meta: attributeMeta(ctx, type, id),
    id,
    name,
    type: valueType,
    required,
    show,
    ...(description && { description }),
  }
}

export const characteristicMeta = (ctx: Ctx, id: string) =>
  plainMeta(ctx, `entity/variant/metadata/characteristics/${id}`, 'attributemetadata')

export function showCharacteristics(ctx: Ctx, values: { id: string; value: string }[]): Values[] {
  return values.map(({ id, value }) => ({
    meta: characteristicMeta(ctx, id),
    id,
    name: ctx.account.characteristics.get(id)?.name,
    value,
  }))
}
