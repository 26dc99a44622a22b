import { useContext, useState } from 'preact/hooks'
import { api, take } from '../../api/client.js'
import { useChange, useQuery } from '../../api/queries.js'
import { formatMoment, formatNumber } from '../../domain/format.js'
import { Button, Confirm, Notice, ProblemNotice } from '../../ui/basics.js'
import { PageContext } from '../context.js'

/** A stock run that waits for the merchant's word: too much of the shop would be out of stock. */
export function HoldNotice() {
  const { shopId, admin } = useContext(PageContext)
  const [asking, setAsking] = useState(false)
  const { data: hold } = useQuery({
    queryKey: ['hold', shopId],
    queryFn: () => take(api.GET('/api/v1/connections/{shopId}/stock/hold', { params: { path: { shopId } } })),
    refetchInterval: 20_000,
  })
  const decide = useChange(
    (word: 'confirm' | 'reject') => {
      const params = { path: { shopId, runId: hold!.runId } }
      return take(api.POST(`/api/v1/connections/{shopId}/stock/runs/{runId}/${word}`, { params }))
    },
    'hold',
    'runs',
  )
  if (!hold || hold.runId === '' || hold.decidedAt !== '') return null
  const actions = admin && (
    <>
      <Button busy={decide.isPending} onClick={() => decide.mutate('reject')}>
        Отклонить: оставить в магазине как есть
      </Button>
      <Button kind="danger" onClick={() => setAsking(true)}>
        Подтвердить: товаров действительно нет
      </Button>
    </>
  )
  return (
    <>
      <Notice tone="warning" title="Передача остатков ждёт вашего решения" actions={actions}>
        По отчёту МоегоСклада от {formatMoment(hold.heldAt)} обнулились бы {formatNumber(hold.vanishing)} из{' '}
        {formatNumber(hold.inStock)} товаров в наличии. Пока вы не решите, остатки в магазине не меняются.
      </Notice>
      <ProblemNotice error={decide.error} />
      {asking && (
        <Confirm
          title="Передать нули в магазин?"
          yes="Да, передать"
          danger
          busy={decide.isPending}
          onYes={() => decide.mutate('confirm', { onSuccess: () => setAsking(false) })}
          onNo={() => setAsking(false)}
        >
          Для покупателей закончатся товары: {formatNumber(hold.vanishing)}.
        </Confirm>
      )}
    </>
  )
}
