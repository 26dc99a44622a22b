import { choice, name, of, ownership, paymentItemTypes } from '../model/fields.js'
import { filesChild, good, goodsFields } from './goods.js'

export const service = good({
  type: 'service',
  page: 'service',
  metadataOf: 'product',
  attributesOf: 'product',
  fields: {
    ...ownership,
    name,
    ...goodsFields,
    buyPrice: of('money'),
    paymentItemType: choice(paymentItemTypes),
    pathName: of('string', { readOnly: true, filter: true }),
  },
  children: [filesChild],
})
