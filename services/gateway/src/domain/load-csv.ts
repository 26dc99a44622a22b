export interface CsvItem {
  kind: string
  sourceId: string
  title: string
  sku: string
  variants: number
  images: number
  action: string
  reasonText: string
  candidates: { id: string; title: string }[]
  targetId: string
  state: string
  failureText: string
}

/** Excel takes a file for UTF-8 only with it. */
const byteOrderMark = '\uFEFF'

const kinds: Record<string, string> = { group: 'Группа', product: 'Товар' }
const actions: Record<string, string> = {
  create: 'Создать',
  link: 'Связать',
  conflict: 'Решить',
  skip: 'Пропустить',
}
const states: Record<string, string> = { waiting: 'Ждёт', done: 'Готово', failed: 'Не получилось' }
const head = [
  'Что',
  'Название',
  'Артикул',
  'Вариантов',
  'Изображений',
  'Действие',
  'Почему',
  'Подходят',
  'Идентификатор',
  'На другой стороне',
  'Состояние',
  'Ошибка',
]

/** The file's beginning: what Excel with Russian settings opens by itself. */
export const loadCsvHead = (): string => `${byteOrderMark}${line(head)}`

export const loadCsvRow = (item: CsvItem): string =>
  line([
    kinds[item.kind] ?? item.kind,
    item.title,
    item.sku,
    String(item.variants),
    String(item.images),
    actions[item.action] ?? item.action,
    item.reasonText,
    item.candidates.map(({ id, title }) => `${title} (${id})`).join(', '),
    item.sourceId,
    item.targetId,
    item.action === 'create' || item.action === 'link' ? (states[item.state] ?? item.state) : '',
    item.failureText,
  ])

const line = (cells: readonly string[]): string => `${cells.map(cell).join(';')}\r\n`

/** A name may begin as a formula does, and a spreadsheet would run it: an apostrophe makes it text (OWASP, «CSV Injection»). */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r]/u

function cell(value: string): string {
  const text = formula.test(value) ? `'${value}` : value
  return `"${text.replace(/\s+/gu, ' ').replaceAll('"', '""')}"`
}
