import type { Account } from './account.js'
import type { Child, Ref, Stored } from './types.js'

/** Types whose objects hold references that forbid deleting what they point to. */
const holders = [
  'customerorder',
  'demand',
  'paymentin',
  'cashin',
  'bundle',
  'variant',
  'product',
  'service',
  'productfolder',
  'contract',
] as const
const childrenWithGoods = ['positions', 'components']

const isRef = (value: unknown): value is Ref =>
  typeof value === 'object' && value !== null && 'id' in value && 'type' in value && !Array.isArray(value)

const pointsTo = (values: Record<string, unknown>, target: Ref) =>
  Object.values(values).some((value) => isRef(value) && value.id === target.id && value.type === target.type)

const holds = (stored: Stored, target: Ref) =>
  pointsTo(stored.values, target) ||
  childrenWithGoods.some((name) =>
    (stored.children[name] as Child[] | undefined)?.some(({ values }) => pointsTo(values, target)),
  )

/** Objects that use `target`, so that it cannot be deleted (1028). Looks at everything: deletes are rare. */
export function usersOf(account: Account, target: Ref): Stored[] {
  return holders.flatMap((type) =>
    [...account.collection(type).all()].filter(
      (stored) => stored.id !== target.id && !isOwnVariant(stored, target) && holds(stored, target),
    ),
  )
}

/** Variants go with their product. */
const isOwnVariant = (stored: Stored, target: Ref) => stored.type === 'variant' && target.type === 'product'
