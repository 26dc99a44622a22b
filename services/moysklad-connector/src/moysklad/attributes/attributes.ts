import type { moysklad } from '@skladbridge/proto'
import { z } from 'zod'
import type { MoyskladApi } from '../api.js'
import { pageOf } from '../hrefs.js'

const attributeSchema = z.object({ id: z.string(), name: z.string(), type: z.string() })
type AttributeMetadata = z.infer<typeof attributeSchema>

/** Bundles and services share those of products (api/moysklad.md §2.6); 1000 is the largest page. */
export async function listAttributes(
  api: MoyskladApi,
  entity: 'product' | 'customerorder',
): Promise<AttributeMetadata[]> {
  const { rows } = await api.ask(pageOf(attributeSchema), {
    operation: 'attributes.list',
    path: `entity/${entity}/metadata/attributes`,
  })
  return rows
}

/**
 * By name, made if absent; one that is there keeps its type. If the answer to the making is lost, the next attempt finds
 * it by its name.
 */
export async function ensureAttribute(
  api: MoyskladApi,
  name: string,
  type: string,
): Promise<moysklad.Attribute> {
  const standing = (await listAttributes(api, 'product')).find((attribute) => attribute.name === name)
  const attribute = standing ?? (await makeAttribute(api, name, type))
  return { id: attribute.id, name: attribute.name, type: attribute.type, value: '' }
}

const makeAttribute = (api: MoyskladApi, name: string, type: string): Promise<AttributeMetadata> =>
  api.ask(attributeSchema, {
    operation: 'attributes.create',
    method: 'POST',
    path: 'entity/product/metadata/attributes',
    json: { name, type, required: false },
  })
