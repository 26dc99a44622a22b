import { waitFor } from '@skladbridge/testing'
import { PATIENCE_MS, type Merchant, type Row } from './rig.js'

/** A product that is linked and has stock, so that orders for it can be placed. */
export async function stockedProduct(merchant: Merchant, article: string): Promise<Row> {
  const product = merchant.createProduct({ article, name: `Чай «${article}»`, price: 45_000 })
  merchant.setStock(product, 10_000)
  await waitFor(() => Number(merchant.variants(article)[0]?.['quantity']) === 10_000, {
    what: `${article} with its stock in the shop`,
    timeoutMs: PATIENCE_MS,
  })
  return product
}
