// Rules of rotating keys. Pure. A list is what the environment variable holds: the first key makes what is new, all are
// accepted. So a key is rotated in two steps with a restart after each: while pods change one by one, none of them may
// meet what was made with a key that it does not know yet.

/** Step one: a new key at the end, which all can read and none uses. Names of `secret-keys` (k1, k2, …) come once only. */
export function introduceKey(kind, list, random) {
  const keys = split(list)
  return [...keys, kind === 'secret-keys' ? `${nextName(keys)}:${random}` : random].join(',')
}

/** Step two: the last becomes the first. */
export function promoteKey(list) {
  const keys = split(list)
  return [keys.at(-1), ...keys.slice(0, -1)].join(',')
}

/** Step three, when nothing is left that the others made: the first alone. @throws when it is alone already */
export function dropOldKeys(list) {
  const keys = split(list)
  if (keys.length < 2) throw new Error('There is one key only: rotate first.')
  return keys[0]
}

/** Names of `secret-keys` but the first: no stored secret may have them any more when they go. */
export const oldNames = (list) => split(list).slice(1).map(nameOf)

const split = (list) =>
  list
    .split(',')
    .map((key) => key.trim())
    .filter(Boolean)
const nameOf = (key) => key.slice(0, key.indexOf(':'))

function nextName(keys) {
  const numbers = keys.map((key) => Number(/^k(\d+):/.exec(key)?.[1] ?? 0))
  return `k${Math.max(0, ...numbers) + 1}`
}
