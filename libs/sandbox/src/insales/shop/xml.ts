/** What comes to those who didn't ask for JSON: dashed names, `type` and `nil` as Rails writes them. */
export function toXml(root: string, value: unknown): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, value)}\n`
}

function element(name: string, value: unknown): string {
  const tag = name.replaceAll('_', '-')
  if (value == null) return `<${tag} nil="true"/>`
  if (Array.isArray(value)) {
    const inner = value.map((item) => element(name.replace(/s$/, ''), item)).join('')
    return `<${tag} type="array">${inner}</${tag}>`
  }
  if (typeof value === 'object') {
    const inner = Object.entries(value)
      .map(([key, part]) => element(key, part))
      .join('')
    return `<${tag}>${inner}</${tag}>`
  }
  const type =
    typeof value === 'boolean'
      ? ' type="boolean"'
      : typeof value === 'number'
        ? ` type="${numberType(value)}"`
        : ''
  return `<${tag}${type}>${escaped(String(value))}</${tag}>`
}

const numberType = (value: number) => (Number.isInteger(value) ? 'integer' : 'decimal')
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
