import { AppError, toAppError } from '@skladbridge/errors'
import type { insales } from '@skladbridge/proto'
import { z } from 'zod'
import { groupsOf } from '../../domain/groups.js'
import type { Shop } from '../shop.js'
import { theirId } from '../values.js'
import { readProduct } from './products.js'
import { productSchema, type TheirProduct } from './schema.js'
import { onlyVariant, toCreateBody, toNewVariant, toUpdateBody } from './to-product-body.js'

/** Of one request: the platform cuts what takes longer than 50 s (§1.3). */
const variantsAtOnce = 250

/**
 * Has no key of its own: repeated, it makes a second product (§3). With more variants than one request takes, the others
 * follow in updates; if they do not get there, the product is found by its mark and has fewer.
 */
export async function createProduct(
  shop: Shop,
  request: insales.CreateProductRequest,
  markFieldId: string,
): Promise<TheirProduct> {
  const variants = request.variants.length > 0 ? request.variants : [onlyVariant(request)]
  const [first = [], ...more] = groupsOf(variants, variantsAtOnce)
  try {
    const product = await post(shop, request.title, toCreateBody(request, first, markFieldId))
    return await begun(async () => {
      let whole = product
      for (const group of more) whole = await updateProduct(shop, onlyVariants(product.id, group))
      return whole
    })
  } catch (error) {
    if (first.length === 1 || !refusesNestedOptions(error)) throw error
  }
  // a refused creation had no effect
  const product = await post(shop, request.title, toCreateBody(request, [variants[0]!], markFieldId))
  return begun(() => addOneByOne(shop, product, variants.slice(1)))
}

/** What is refused after the product was made is no refusal of its creation: whoever tries again looks for it first. */
async function begun<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const { kind, code, message, text, advice, gist, retryAfterMs, details } = toAppError(thrown)
    const later = retryAfterMs === undefined ? {} : { retryAfterMs }
    const fields = { kind, code, message, text, advice, gist, ...later }
    throw new AppError({ ...fields, details: { ...details, effect: 'unknown' } }, { cause: thrown })
  }
}

const post = (shop: Shop, title: string, body: unknown): Promise<TheirProduct> =>
  shop.write(
    {
      operation: 'products.create',
      about: `новый товар «${title}»`,
      method: 'POST',
      path: '/products.json',
      body,
    },
    productSchema,
  )

/** Everything in one request, or in as many as its variants need. Done twice it changes nothing more, new variants apart. */
export async function updateProduct(
  shop: Shop,
  request: insales.UpdateProductRequest,
): Promise<TheirProduct> {
  const [first = [], ...more] = groupsOf(request.variants, variantsAtOnce)
  const standing = request.newOptions.length > 0 ? await readProduct(shop, request.id) : undefined
  const optionNameIds = standing?.option_names.map(({ id }) => id)
  let product: TheirProduct
  try {
    product = await put(shop, request, toUpdateBody(request, first, optionNameIds))
  } catch (error) {
    if (!refusesNestedOptions(error)) throw error
    return withoutNesting(shop, request, optionNameIds)
  }
  for (const group of more) {
    const next = onlyVariants(request.id, group)
    product = await put(shop, next, toUpdateBody(next))
  }
  return product
}

const onlyVariants = (id: string, variants: insales.VariantChange[]): insales.UpdateProductRequest => ({
  connection: undefined,
  id,
  variants,
  newOptions: [],
})

/** What a PUT answers is not documented in full: where it is no product, the product is read. */
async function put(
  shop: Shop,
  { id, title }: insales.UpdateProductRequest,
  body: unknown,
): Promise<TheirProduct> {
  const about = title?.trim() ? `товар «${title}» (${id})` : `товар ${id}`
  const call = { about, path: `/products/${id}.json`, operation: 'products.update' }
  const answer = await shop.write({ ...call, method: 'PUT', body }, z.unknown())
  const updated = productSchema.safeParse(answer)
  return updated.success ? updated.data : readProduct(shop, id)
}

/**
 * The documents show options of single variants only. Where a shop does not know them inside `variants_attributes`, all
 * else goes as before, and new variants one by one.
 */
async function withoutNesting(
  shop: Shop,
  request: insales.UpdateProductRequest,
  optionNameIds: string[] | undefined,
): Promise<TheirProduct> {
  const plain = request.variants.filter(({ id, options }) => id !== '' && options.length === 0)
  const product = await put(shop, request, toUpdateBody(request, plain, optionNameIds))
  return addOneByOne(
    shop,
    product,
    request.variants.filter((variant) => !plain.includes(variant)),
  )
}

async function addOneByOne(
  shop: Shop,
  product: TheirProduct,
  variants: insales.VariantChange[],
): Promise<TheirProduct> {
  const nameIds = new Map(product.option_names.map(({ id, title }) => [title, id]))
  const about = `варианты товара «${product.title}» (${product.id})`
  const path = `/products/${product.id}/variants`
  for (const variant of variants) {
    const options = variant.options.map(({ name, value }) => {
      const id = nameIds.get(name)
      return id === undefined ? { title: name, value } : { option_name_id: theirId(id), value }
    })
    const body = { variant: { ...toNewVariant({ ...variant, options: [] }), options } }
    const call = variant.id
      ? ({ operation: 'variants.update', method: 'PUT', path: `${path}/${variant.id}.json` } as const)
      : ({ operation: 'variants.create', method: 'POST', path: `${path}.json` } as const)
    await shop.write({ ...call, about, body }, z.unknown())
  }
  return variants.length === 0 ? product : readProduct(shop, product.id)
}

const refusesNestedOptions = (error: unknown): boolean =>
  error instanceof AppError &&
  error.code === 'INSALES_REQUEST_MALFORMED' &&
  /undefined keys.*options/.test(error.details['reason'] ?? '')
