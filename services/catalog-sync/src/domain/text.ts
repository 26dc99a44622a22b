/** Names of inSales hold so much; longer ones are cut, not refused. */
export const NAME_MAX = 255
/** A description longer than this is cut: what MoySklad holds (4096) fits by far. */
export const DESCRIPTION_MAX = 60_000

/** Cut by characters as a reader counts them: an emoji is never cut in two. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text
  // UTF-16 length decides what fits, so the result never grows over `most` however the other side counts
  let end = most
  if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1
  return text.slice(0, end).trimEnd()
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff

/** A name in one line, without what no form would keep: control characters and doubled spaces. */
export const toName = (text: string): string => cut(oneLine(text), NAME_MAX)

const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

const oneLine = (text: string): string => text.replace(control, '').replace(/\s+/gu, ' ').trim()

/** HTML stays HTML. Only line ends and what XML and JSON stumble over are mended. */
export const toDescription = (text: string): string =>
  cut(text.replace(/\r\n?/g, '\n').replace(control, '').trimEnd(), DESCRIPTION_MAX)

/** What two sides may write differently and mean the same. */
export const sameText = (a: string, b: string): boolean => a === b || plain(a) === plain(b)

const plain = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim()

/** «12.5 см» is kept by a numeric property of the shop as «12.5» (api/insales.md §2.1). */
export function sameValue(a: string, b: string): boolean {
  if (sameText(a, b)) return true
  const [x, y] = [leadingNumber(a), leadingNumber(b)]
  return x !== undefined && x === y && (isNumber(a) || isNumber(b))
}

const leadingNumber = (text: string): number | undefined => {
  const digits = /^\s*-?\d+(?:[.,]\d+)?/.exec(text)?.[0]
  return digits === undefined ? undefined : Number(digits.replace(',', '.'))
}

const isNumber = (text: string): boolean => /^\s*-?\d+(?:[.,]\d+)?\s*$/.test(text)

/** Kilograms to the gram. */
export const toWeight = (kilograms: number): number => Math.round(kilograms * 1000) / 1000

export const sameWeight = (a: number, b: number): boolean => Math.abs(a - b) < 0.0005

/** What compares names of options and values: the shop keeps one «Красный» for «красный », too. */
export const foldName = (text: string): string => plain(text).toLocaleLowerCase('ru')
