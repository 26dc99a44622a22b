/** An entry of a dictionary, as far as searching goes. */
interface Named {
  name: string
  note: string
}

const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е')

export const titleOf = ({ name }: { name: string }): string => name

/** Each word that was typed must begin or stand somewhere in the name or the note; ё is е. */
export function filterEntries<T extends Named>(entries: readonly T[], typed: string): T[] {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...entries]
  return entries.filter(({ name, note }) => {
    const text = plain(`${name} ${note}`)
    return words.every((word) => text.includes(word))
  })
}
