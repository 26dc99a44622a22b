import { z } from 'zod'

/** MoySklad refuses hrefs of another server (error 1059), so they are built on the address in use. */
export interface Meta {
  href: string
  type: string
  mediaType: 'application/json'
}
export interface Link {
  meta: Meta
}

export const linkTo = (baseUrl: string, path: string, type: string): Link => ({
  meta: { href: `${baseUrl}/${path}`, type, mediaType: 'application/json' },
})

export const entityLink = (baseUrl: string, type: string, id: string): Link =>
  linkTo(baseUrl, `entity/${type}/${id}`, type)

export const orderStateLink = (baseUrl: string, id: string): Link =>
  linkTo(baseUrl, `entity/customerorder/metadata/states/${id}`, 'state')

/** A reference as it stands in answers. Old hrefs may name another host: only the path's end counts. */
export const refSchema = z.object({ meta: z.object({ href: z.string(), type: z.string().optional() }) })
export type Ref = z.infer<typeof refSchema>

/** The id at the end of a reference's href; empty when there is no reference. */
export const idOf = (ref: Ref | undefined | null): string => {
  const path = ref?.meta.href.split(/[?#]/)[0] ?? ''
  return path.split('/').at(-1) ?? ''
}

/** A collection inside an entity: its size always, its rows when expanded. */
export const collectionOf = <R extends z.ZodType>(row: R) =>
  z.object({ meta: z.object({ size: z.number().catch(0) }), rows: z.array(row).optional() })

const makePage = <R extends z.ZodType>(row: R) =>
  z.object({ meta: z.object({ size: z.number().optional() }).optional(), rows: z.array(row) })

const pages = new WeakMap<z.ZodType, unknown>()

/** A page of a list. Made once for each kind of row: zod compiles a schema at its first use, which costs more than reading. */
export function pageOf<R extends z.ZodType>(row: R): ReturnType<typeof makePage<R>> {
  const page = (pages.get(row) ?? makePage(row)) as ReturnType<typeof makePage<R>>
  pages.set(row, page)
  return page
}
