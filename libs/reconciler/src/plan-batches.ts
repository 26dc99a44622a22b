import type { LinkFields } from './types.js'

export interface Batch<Link> {
  kind: string
  links: Link[]
}

/**
 * Cuts what is due, already in order of priority, into calls of `reconcile`: one kind each, at most `batchOf(kind)` links,
 * the kind of the most urgent link first.
 */
export function planBatches<Link extends Pick<LinkFields, 'kind'>>(
  due: readonly Link[],
  batchOf: (kind: string) => number,
): Batch<Link>[] {
  const kinds = [...new Set(due.map((link) => link.kind))]
  return kinds.flatMap((kind) => {
    const links = due.filter((link) => link.kind === kind)
    const size = Math.max(1, batchOf(kind))
    return Array.from({ length: Math.ceil(links.length / size) }, (_, i) => ({
      kind,
      links: links.slice(i * size, (i + 1) * size),
    }))
  })
}
