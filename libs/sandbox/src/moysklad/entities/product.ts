import { bool, choice, float, name, of, ownership, paymentItemTypes, ref } from '../model/fields.js'
import { filesChild, good, goodsFields, imagesChild, physicalFields } from './goods.js'

export const product = good({
  type: 'product',
  page: 'good',
  attributesOf: 'product',
  fields: {
    ...ownership,
    name,
    ...goodsFields,
    ...physicalFields,
    buyPrice: of('money'),
    supplier: ref(['counterparty', 'organization']),
    packs: of('packs'),
    minimumBalance: float({ filter: true }),
    isSerialTrackable: bool(false),
    paymentItemType: choice(paymentItemTypes),
    ppeType: of('string'),
    alcoholic: of('any'),
    things: of('strings'),
    weighed: of('boolean'),
    onTap: of('boolean'),
    pathName: of('string', { readOnly: true, filter: true }),
  },
  children: [imagesChild, filesChild],
  show({ account }, stored, json) {
    json.variantsCount = account.collection('variant').by('productId', stored.id).length
  },
})
