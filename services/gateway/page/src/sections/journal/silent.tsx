import type { Failed } from '../../api/types.js'
import { Notice } from '../../ui/basics.js'

const names: Record<Failed['source'], string> = { catalog: 'товары', orders: 'заказы', stock: 'остатки' }

/** A part of the journal that does not answer now: its lines are missing here, and that is said. */
export function SilentNotice({ silent }: { silent: readonly Failed['source'][] }) {
  if (silent.length === 0) return null
  return (
    <Notice tone="warning">
      Сейчас не отвечает часть журнала: {silent.map((source) => names[source]).join(', ')}. Остальное
      показано; обновится само.
    </Notice>
  )
}
