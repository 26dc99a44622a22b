/** `expand=positions.assortment,agent` as a tree. */
export interface ExpandTree {
  [field: string]: ExpandTree
}

const maxDepth = 3

export function parseExpand(expand: string | undefined): ExpandTree {
  const tree: ExpandTree = {}
  for (const path of (expand ?? '').split(',')) {
    let level = tree
    for (const name of path.trim().split('.').filter(Boolean).slice(0, maxDepth)) level = level[name] ??= {}
  }
  return tree
}
