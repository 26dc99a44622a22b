import { useContext } from 'preact/hooks'
import { useMoyskladDictionary, useShopDictionary } from '../../api/queries.js'
import { Card, Choice, Notice, TextField } from '../../ui/basics.js'
import { Combo } from '../../ui/combo.js'
import { PageContext } from '../context.js'
import type { PartProps } from '../settings-form.js'

const bundleOptions = [
  ['whole', 'Комплектом'],
  ['components', 'Составом комплекта'],
] as const
const marginOptions = [
  ['inLines', 'В ценах строк, как в магазине'],
  ['service', 'Отдельной услугой'],
] as const
const unlinkedOptions = [
  ['wait', 'Заказ ждёт, пока товар не будет связан'],
  ['standIn', 'Передать с товаром-заменой'],
] as const

/** What the lines of an order become. */
export function LinesPart({ settings, change, gaps }: PartProps<'orders'>) {
  const { lines } = settings
  return (
    <Card title="Состав заказа">
      {lines.unlinked.do === 'standIn' ? (
        <Notice tone="info" title="Несвязанные строки передаются с товаром-заменой">
          Замена задана через API настроек. Чтобы заказы снова ждали связи, выберите это ниже.
        </Notice>
      ) : null}
      <Choice
        label="Строка с товаром, который не связан"
        value={lines.unlinked.do}
        options={unlinkedOptions.filter(([value]) => value === 'wait' || lines.unlinked.do === 'standIn')}
        onChange={() => change({ lines: { ...lines, unlinked: { do: 'wait' } } })}
        hint="Строка сначала ищется по артикулу, штрихкоду и внешнему коду."
      />
      <Choice
        label="Комплекты"
        value={lines.bundles}
        options={bundleOptions}
        onChange={(bundles) => change({ lines: { ...lines, bundles } })}
      />
      <TextField
        label="Услуга доставки"
        value={settings.deliveryService}
        onChange={(deliveryService) => change({ deliveryService })}
        hint="Под этим названием доставка станет строкой заказа. Нет такой услуги — будет создана."
        gap={gaps['deliveryService']}
        maxLength={255}
      />
      <Choice
        label="Наценка способа оплаты"
        value={settings.margin}
        options={marginOptions}
        onChange={(margin) => change({ margin })}
      />
    </Card>
  )
}

const inShop = [
  ['leave', 'Заказ покупателя остаётся как есть'],
  ['setState', 'Поставить статус'],
] as const
const inMoysklad = [
  ['leave', 'Заказ в магазине остаётся как есть'],
  ['setStatus', 'Поставить статус'],
] as const

/** An order that was deleted on one side. */
export function DeletedPart({ settings, change, gaps }: PartProps<'orders'>) {
  const { shopId } = useContext(PageContext)
  const states = useMoyskladDictionary('order-states')
  const statuses = useShopDictionary(shopId, 'custom-statuses')
  const { deletedInShop, deletedInMoysklad } = settings
  return (
    <Card title="Удалённые заказы">
      <Choice
        label="Заказ удалён в магазине"
        value={deletedInShop.do}
        options={inShop}
        onChange={(what) =>
          change({ deletedInShop: what === 'leave' ? { do: what } : { do: what, moyskladStateId: '' } })
        }
      />
      {deletedInShop.do === 'setState' && (
        <Combo
          label="Статус заказа покупателя"
          dictionary={states}
          value={deletedInShop.moyskladStateId}
          onChange={(moyskladStateId) => change({ deletedInShop: { do: 'setState', moyskladStateId } })}
          gap={gaps['deletedInShop']}
        />
      )}
      <Choice
        label="Заказ покупателя удалён в МоемСкладе"
        value={deletedInMoysklad.do}
        options={inMoysklad}
        onChange={(what) =>
          change({ deletedInMoysklad: what === 'leave' ? { do: what } : { do: what, insalesStatus: '' } })
        }
      />
      {deletedInMoysklad.do === 'setStatus' && (
        <Combo
          label="Статус заказа в магазине"
          dictionary={statuses}
          value={deletedInMoysklad.insalesStatus}
          onChange={(insalesStatus) => change({ deletedInMoysklad: { do: 'setStatus', insalesStatus } })}
          gap={gaps['deletedInMoysklad']}
        />
      )}
    </Card>
  )
}
