import type { PriceProblem } from '../../domain/map-prices.js'
import type { Card } from '../../domain/types.js'
import { catalogErrors } from '../../errors.js'
import type { JournalNote, ProductLink } from '../ports.js'
import { attributeSays, type Prepared } from './prepare-card.js'
import type { Batch, CardCase } from './product-ports.js'

/** An id in «ID товара inSales» that no product of the shop has. */
function refusedRelink(each: CardCase, batch: Batch): JournalNote[] {
  const says = attributeSays(each, batch)
  if (says.kind !== 'relink' || !each.card) return []
  const { id, name } = each.card.good
  const error = catalogErrors.CATALOG_RELINK_REFUSED({ product: says.insalesProductId, title: name })
  return [{ outcome: 'note', subjectId: id, subjectTitle: name, said: error }]
}

/** Prices that could not be mapped. */
export function notesOf(card: Card | undefined, problems: readonly PriceProblem[]): JournalNote[] {
  const about = {
    outcome: 'note',
    subjectId: card?.good.id ?? '',
    subjectTitle: card?.good.name ?? '',
  } as const
  return problems.map((problem) => {
    const price = 'target' in problem ? problem.target : problem.source
    return { ...about, said: catalogErrors[problem.code]({ price }) }
  })
}

const sentences = {
  created: 'Товар создан в inSales.',
  hidden: 'Товар скрыт на витрине inSales.',
  shown: 'Товар снова показан на витрине inSales.',
} as const

export function done(what: keyof typeof sentences, card: Card | undefined, link?: ProductLink): JournalNote {
  const said = { code: `catalog-${what}`, text: sentences[what], advice: '', details: {} }
  const subjectId = card?.good.id ?? link?.key ?? ''
  return { outcome: 'done', subjectId, subjectTitle: card?.good.name ?? link?.title ?? '', said }
}

function shownOrHidden({ plan, each }: Extract<Prepared, { kind: 'update' }>): JournalNote[] {
  const { hidden } = plan.card
  return hidden === undefined ? [] : [done(hidden ? 'hidden' : 'shown', each.card, each.link)]
}

export const notesOfUpdate = (
  prepared: Extract<Prepared, { kind: 'update' }>,
  problems: readonly PriceProblem[],
  batch: Batch,
): JournalNote[] => [
  ...shownOrHidden(prepared),
  ...notesOf(prepared.each.card, problems),
  ...refusedRelink(prepared.each, batch),
]

/** The shop makes a bundle of its parts once and for all: the merchant has to do it. */
export function notesOfComposition({ card, link }: CardCase, now: string | undefined): JournalNote[] {
  const before = link.written?.composition
  if (!card || now === undefined || before === undefined || before === now) return []
  const { id, name } = card.good
  const said = catalogErrors.CATALOG_BUNDLE_CHANGED({ product: link.insalesProductId ?? '', title: name })
  return [{ outcome: 'conflict', subjectId: id, subjectTitle: name, said }]
}
