import * as errors from '../errors.js'
import type { Save } from '../model/definition.js'
import { bool, code, externalCode, of, ref, str } from '../model/fields.js'
import type { Ref } from '../model/types.js'
import { good, imagesChild } from './goods.js'

interface Value {
  id: string
  value: string
}

export const variant = good({
  type: 'variant',
  page: 'feature',
  fields: {
    name: str({ readOnly: true }),
    externalCode,
    code,
    description: of('string', { max: 4096 }),
    archived: bool(false),
    article: str(),
    discountProhibited: bool(false, { readOnly: true, filter: false }),
    characteristics: of('characteristics', { required: true }),
    barcodes: of('barcodes', { filter: true }),
    minPrice: of('money'),
    buyPrice: of('money'),
    salePrices: of('salePrices'),
    packs: of('packs'),
    things: of('strings', { readOnly: true }),
    product: ref('product', { required: true, filter: false }),
  },
  children: [imagesChild],
  prepare({ ctx, draft }) {
    draft.values.name = nameOf(
      ctx.account.collection('product').get((draft.values.product as Ref)?.id ?? '')?.values.name,
      draft.values.characteristics as Value[] | undefined,
    )
  },
  check: checkVariant,
  show({ account }, stored, json) {
    json.name = nameOf(
      account.collection('product').get((stored.values.product as Ref).id)?.values.name,
      stored.values.characteristics as Value[],
    )
  },
})

const nameOf = (product: unknown, characteristics: Value[] = []) =>
  `${String(product ?? '')} (${characteristics.map(({ value }) => value).join(', ')})`

const signature = (values: Value[]) => JSON.stringify([...values].map(({ id, value }) => [id, value]).sort())

function checkVariant({ ctx, draft }: Save): void {
  const parent = ctx.account.collection('product').get((draft.values.product as Ref).id)
  const tracked = parent?.values.trackingType
  if (tracked === 'TOBACCO' || tracked === 'SHOES') throw errors.trackedProductHasNoVariants()
  const mine = signature(draft.values.characteristics as Value[])
  const siblings = ctx.account.collection('variant').by('productId', parent?.id ?? '')
  const same = siblings.some(
    ({ id, values }) => id !== draft.id && signature(values.characteristics as Value[]) === mine,
  )
  if (same) throw errors.duplicateVariant()
}
