/**
 * Digits of a phone in one form: Russian and Kazakh numbers begin with 7 and have eleven digits, whether typed with +7,
 * 8 or neither. Empty when there are too few digits to be anyone's phone.
 */
export function normalisePhone(typed: string): string {
  const digits = typed.replace(/\D/g, '')
  if (digits.length < 6) return ''
  if (digits.length === 10) return `7${digits}`
  return digits.length === 11 && digits.startsWith('8') ? `7${digits.slice(1)}` : digits
}

/** Are these two ways of typing the same phone? */
export const isSamePhone = (a: string, b: string): boolean => {
  const wanted = normalisePhone(a)
  return wanted !== '' && wanted === normalisePhone(b)
}

/**
 * How people type this phone: MoySklad keeps phones as typed and compares text, but several `=` on one field are «or»
 * (api/moysklad.md §1.5, §2.10), so one request asks for all of them. Empty when it is no phone.
 */
export function spellingsOf(phone: string): string[] {
  const digits = normalisePhone(phone)
  if (digits === '') return []
  if (digits.length !== 11 || !digits.startsWith('7')) return [`+${digits}`, digits]
  const [area, three, two, last] = [
    digits.slice(1, 4),
    digits.slice(4, 7),
    digits.slice(7, 9),
    digits.slice(9),
  ]
  const tails = [`${three}-${two}-${last}`, `${three} ${two} ${last}`, `${three}-${two}${last}`]
  const plain = digits.slice(1)
  const heads = ['+7', '8', '7'].flatMap((country) => [
    `${country} (${area}) `,
    `${country}(${area})`,
    `${country} ${area} `,
    `${country}-${area}-`,
  ])
  return [
    ...['+7', '8', '7', '', '+7 ', '8 '].map((country) => country + plain),
    ...heads.flatMap((head) => tails.map((tail) => head + tail)),
  ]
}
