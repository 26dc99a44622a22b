import { useContext, useState } from 'preact/hooks'
import { Button, Card } from '../../ui/basics.js'
import { PageContext } from '../context.js'
import { ConnectForm, type Direction } from './connect-form.js'
import { LoadPanel } from './load-panel.js'

/** «Подключение»: the shop and where products come from at first, then the first load with its preview. */
export function ConnectSection() {
  const { shop, shopId, admin, chooseShop } = useContext(PageContext)
  const [direction, setDirection] = useState<Direction>('moysklad-to-insales')
  const [isAdding, setIsAdding] = useState(false)
  if (!shop || isAdding) {
    return (
      <ConnectForm
        direction={direction}
        onDirection={setDirection}
        onConnected={(connected) => {
          setIsAdding(false)
          chooseShop(connected)
        }}
        onCancel={shop && (() => setIsAdding(false))}
      />
    )
  }
  return (
    <>
      <Card
        title="Магазин подключён"
        actions={admin && <Button onClick={() => setIsAdding(true)}>Подключить ещё один магазин</Button>}
      >
        <p>
          <strong>{shop.shopTitle || shop.shopHost}</strong> · {shop.shopHost} ·{' '}
          {shop.webhooksReady ? 'уведомления магазина приходят' : 'уведомления магазина подключаются…'}
        </p>
      </Card>
      <LoadPanel key={shopId} initialDirection={direction} />
    </>
  )
}
