import { useContext, useState } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { useChange } from '../../api/queries.js'
import type { LoadItem } from '../../api/types.js'
import { Button, ProblemNotice } from '../../ui/basics.js'
import { PageContext } from '../context.js'

type Answer = { itemId?: string; rule: 'create' | 'skip' | 'first' | 'link'; targetId?: string }

function useAnswer() {
  const { shopId } = useContext(PageContext)
  return useChange(
    (body: Answer) =>
      take(
        api.POST('/api/v1/connections/{shopId}/loads/last/conflicts', { params: { path: { shopId } }, body }),
      ),
    'load',
    'load-items',
  )
}

/** One thing that fits several on the other side: the merchant says which, or neither. */
export function Conflict({ item }: { item: LoadItem }) {
  const answer = useAnswer()
  const [targetId, setTargetId] = useState(item.candidates[0]?.id ?? '')
  const say = (body: Omit<Answer, 'itemId'>) => answer.mutate({ itemId: item.id, ...body })
  return (
    <div class="conflict">
      {item.candidates.length > 0 && (
        <fieldset class="checks">
          <legend>Подходят на другой стороне</legend>
          {item.candidates.map(({ id, title, sku }) => (
            <label key={id}>
              <input type="radio" name={item.id} checked={targetId === id} onChange={() => setTargetId(id)} />
              {title} {sku && <span class="note">арт. {sku}</span>}
            </label>
          ))}
        </fieldset>
      )}
      <div class="actions">
        {targetId && (
          <Button busy={answer.isPending} onClick={() => say({ rule: 'link', targetId })}>
            Связать с выбранным
          </Button>
        )}
        <Button busy={answer.isPending} onClick={() => say({ rule: 'create' })}>
          Создать новый
        </Button>
        <Button busy={answer.isPending} onClick={() => say({ rule: 'skip' })}>
          Пропустить
        </Button>
      </div>
      <ProblemNotice error={answer.error} />
    </div>
  )
}

/** All of them at once. */
export function ConflictRules() {
  const answer = useAnswer()
  const rules = [
    ['first', 'Связать со старейшими'],
    ['create', 'Создать новые'],
    ['skip', 'Пропустить'],
  ] as const
  return (
    <div class="conflict">
      <span>Все нерешённые сразу:</span>
      <div class="actions">
        {rules.map(([rule, title]) => (
          <Button key={rule} busy={answer.isPending} onClick={() => answer.mutate({ rule })}>
            {title}
          </Button>
        ))}
      </div>
      <ProblemNotice error={answer.error} />
    </div>
  )
}
