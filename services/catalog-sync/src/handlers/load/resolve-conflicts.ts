import { skipped, type Decision } from '../../domain/decide-load-item.js'
import type { Load, LoadItem } from '../../domain/load-types.js'
import { catalogErrors } from '../../errors.js'
import type { LoadItems } from './load-ports.js'

const rules = ['create', 'skip', 'first', 'link'] as const
type Rule = (typeof rules)[number]

const PAGE = 500

export interface Answer {
  /** Empty = all open conflicts. */
  itemId: string
  rule: string
  targetId: string
}

/** The merchant's answer to one conflict, or to all that are open. Answered twice, the last answer stands. */
export async function resolveConflicts(
  items: Pick<LoadItems, 'get' | 'conflicts' | 'decide'>,
  load: Load,
  { itemId, rule, targetId }: Answer,
): Promise<void> {
  if (!isRule(rule)) throw wrong('rule', `must be one of ${rules.join(', ')}`)
  if (rule === 'link' && (itemId === '' || targetId === ''))
    throw wrong('target_id', 'a link is chosen for one item, with the id of the other side')
  if (itemId !== '') {
    const item = await items.get(load.id, itemId)
    if (!item || item.kind === 'group') throw catalogErrors.CATALOG_LOAD_ITEM_UNKNOWN({})
    await items.decide(load.id, itemId, answerTo(item, rule, targetId))
    return
  }
  let after = ''
  for (;;) {
    const page = await items.conflicts(load.id, after, PAGE)
    for (const item of page) await items.decide(load.id, item.id, answerTo(item, rule, targetId))
    if (page.length < PAGE) return
    after = page.at(-1)!.id
  }
}

const isRule = (rule: string): rule is Rule => rules.includes(rule as Rule)
const wrong = (field: string, rule: string) => catalogErrors.CATALOG_ARGUMENT_WRONG({ field, rule })

function answerTo({ candidates, title }: LoadItem, rule: Rule, targetId: string): Decision {
  const byHand = { reason: 'by-hand', reasonText: '', candidates }
  const create: Decision = { action: 'create', ...byHand, targetId: '' }
  switch (rule) {
    case 'create':
      return create
    case 'skip':
      return { ...skipped(catalogErrors.CATALOG_LOAD_SKIP_BY_HAND({ title })), candidates }
    case 'link':
      return { action: 'link', ...byHand, targetId }
    case 'first': {
      const [first] = candidates
      return first ? { action: 'link', ...byHand, targetId: first.id } : create
    }
  }
}
