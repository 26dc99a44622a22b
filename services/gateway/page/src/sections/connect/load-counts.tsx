import type { Load } from '../../api/types.js'
import { formatNumber } from '../../domain/format.js'

const rows = [
  ['create', 'Создать'],
  ['link', 'Связать с тем, что есть'],
  ['conflict', 'Решить вам'],
  ['skip', 'Пропустить'],
] as const

/** The preview as a table: what would be done with how many. */
export function LoadCounts({ load }: { load: Load }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Что будет сделано">
      <table class="counts">
        <thead>
          <tr>
            <th scope="col">Что будет сделано</th>
            <th scope="col">Товары</th>
            <th scope="col">Модификации</th>
            <th scope="col">Группы</th>
            <th scope="col">Изображения</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([action, title]) => (
            <tr
              key={action}
              class={action === 'conflict' && (load.conflict?.products ?? 0) > 0 ? 'attention' : ''}
            >
              <th scope="row">{title}</th>
              {(['products', 'variants', 'groups', 'images'] as const).map((what) => (
                <td key={what}>{formatNumber(load[action]?.[what] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
