export interface CsvEntry {
  /** RFC 3339. */
  at: string
  outcome: string
  subject: string
  subjectId: string
  subjectTitle: string
  code: string
  text: string
  advice: string
}

/** Excel takes a file for UTF-8 only with it. */
const byteOrderMark = '\uFEFF'

const outcomes: Record<string, string> = {
  done: 'Сделано',
  failed: 'Не получилось',
  conflict: 'Конфликт',
  note: 'К сведению',
}
const subjects: Record<string, string> = {
  product: 'Товар',
  order: 'Заказ',
  stock: 'Остатки',
  load: 'Загрузка',
  connection: 'Подключение',
}
const head = [
  'Время (Москва)',
  'Результат',
  'О чём',
  'Название',
  'Идентификатор',
  'Что произошло',
  'Что делать',
  'Код',
]

/** The file's beginning: what Excel with Russian settings opens by itself. */
export const csvHead = (): string => `${byteOrderMark}${csvLine(head)}`

export const csvRow = (entry: CsvEntry): string =>
  csvLine([
    moscowTime(entry.at),
    outcomes[entry.outcome] ?? entry.outcome,
    subjects[entry.subject] ?? entry.subject,
    entry.subjectTitle,
    entry.subjectId,
    entry.text,
    entry.advice,
    entry.code,
  ])

const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(';')}\r\n`

/**
 * A name of a product may begin as a formula does, and a spreadsheet would run it: an apostrophe makes it text (OWASP, «CSV
 * Injection»; the wide signs are taken for the narrow ones by some).
 */
const formula = /^\s*[=+\-@＝＋－＠]|^[\t\r]/u

function csvCell(value: string): string {
  const text = formula.test(value) ? `'${value}` : value
  return `"${text.replace(/\s+/gu, ' ').replaceAll('"', '""')}"`
}

/** As the documents of both platforms show it; the Swedish form is the one that spreadsheets read as a moment. */
const moscow = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Moscow',
  dateStyle: 'short',
  timeStyle: 'medium',
})
const moscowTime = (at: string): string => moscow.format(new Date(at))
