import * as errors from '../errors.js'
import type { Save } from '../model/definition.js'
import { choice, float, name, of, ownership, paymentItemTypes, ref } from '../model/fields.js'
import type { Child, Ref } from '../model/types.js'
import { usersOf } from '../model/usage.js'
import { filesChild, good, goodsFields, imagesChild, physicalFields } from './goods.js'

export const bundle = good({
  type: 'bundle',
  page: 'bundle',
  metadataOf: 'product',
  attributesOf: 'product',
  fields: {
    ...ownership,
    name,
    ...goodsFields,
    ...physicalFields,
    overhead: of('money'),
    paymentItemType: choice(paymentItemTypes),
    pathName: of('string', { readOnly: true, filter: true }),
  },
  children: [
    {
      name: 'components',
      type: 'bundlecomponent',
      fields: {
        assortment: ref(['product', 'variant', 'service', 'bundle'], { required: true }),
        quantity: float({ initial: 1, positive: true }),
      },
    },
    imagesChild,
    filesChild,
  ],
  check: checkComponents,
})

const idsAndQuantities = (components: Child[] | undefined) =>
  JSON.stringify(
    (components ?? []).map(({ values }) => [(values.assortment as Ref).id, values.quantity]).sort(),
  )

function checkComponents({ ctx, draft, before }: Save): void {
  const components = draft.children.components ?? []
  if (components.length < 1 || components.length > 50) throw errors.bundleSize()
  const refs = components.map((component) => component.values.assortment as Ref)
  if (
    refs.some(({ type, id }) => type === 'bundle' || isSerial(ctx.account.collection(type).get(id)?.values))
  )
    throw errors.bundleInBundle()
  if (new Set(refs.map(({ id }) => id)).size < refs.length) throw errors.bundleTwice()
  if (!before || idsAndQuantities(before.children.components) === idsAndQuantities(components)) return
  if (usersOf(ctx.account, { type: 'bundle', id: draft.id }).length > 0) throw errors.bundleInUse()
}

const isSerial = (values: Record<string, unknown> | undefined) => values?.isSerialTrackable === true
