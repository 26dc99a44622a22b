import type { ConnectionKey } from '@skladbridge/contracts'
import type { Described, NewEntry } from '@skladbridge/journal'
import { kinds, type Run, type StockLink } from './ports.js'

const titles: Record<string, string> = {
  [kinds.changed]: 'Изменившиеся остатки',
  [kinds.full]: 'Все остатки',
  [kinds.verify]: 'Проверка переданных остатков',
  [kinds.readBack]: 'Сверка с магазином',
}

/** What a link is called in the journal. An item's key is the id of its product in MoySklad. */
export const describeLink = ({ kind, key }: StockLink): Described => ({
  subject: 'stock',
  subjectId: kind === kinds.item ? key : '',
  title: titles[kind] ?? 'Остатки нового товара',
})

/** A run that sent something, for the journal; the others are many and say nothing. */
export const describeRun = (connection: ConnectionKey, { id, kind, written }: Run): NewEntry[] =>
  written === 0
    ? []
    : [
        {
          connection,
          key: `run/${id}`,
          outcome: 'done',
          subject: 'stock',
          subjectId: id,
          title: titles[kind] ?? '',
          code: 'stock-sent',
          text: `Остатки переданы в магазин. Изменилось количество у стольких вариантов: ${written}.`,
        },
      ]
