import type { ProductLink } from './ports.js'
import type { ProductOutcome, ProductTurn } from './products/product-ports.js'

/** For kinds of which a connection has one link: each by itself, in order. */
export const eachLink =
  (work: (link: ProductLink, turn: ProductTurn) => Promise<ProductOutcome>) =>
  async (links: ProductLink[], turn: ProductTurn): Promise<Map<string, ProductOutcome>> => {
    const outcomes = new Map<string, ProductOutcome>()
    for (const link of links) outcomes.set(link._id, await work(link, turn))
    return outcomes
  }
