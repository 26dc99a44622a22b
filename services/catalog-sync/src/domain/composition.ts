import type { Good } from './types.js'

/** What a bundle consists of, to be compared as a whole: MoySklad orders its parts as it likes. */
export const compositionOf = ({ components }: Pick<Good, 'components'>): string =>
  components
    .map(({ id, quantity }) => `${id}×${quantity}`)
    .sort()
    .join(' ')
