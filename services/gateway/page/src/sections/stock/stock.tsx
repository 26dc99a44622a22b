import { stockConsequences } from '../../domain/consequences.js'
import { stockGaps } from '../../domain/gaps.js'
import { Card, Choice, NumberField, Switch } from '../../ui/basics.js'
import { useLinkedCount } from '../products/products.js'
import { SettingsForm, type PartProps } from '../settings-form.js'
import { HoldNotice } from './hold.js'
import { Places } from './places.js'

export function StockSection() {
  const linked = useLinkedCount()
  return (
    <>
      <HoldNotice />
      <SettingsForm
        kind="stock"
        gapsOf={stockGaps}
        consequences={(before, after) => stockConsequences(before, after, { linked })}
      >
        {(part) => (
          <>
            <WhatPart {...part} />
            <Places {...part} />
            <LimitsPart {...part} />
          </>
        )}
      </SettingsForm>
    </>
  )
}

const stockTypes = [
  ['stock', 'Остаток на складе'],
  ['freeStock', 'Остаток без резерва'],
  ['quantity', 'Доступно: остаток без резерва, с ожиданием'],
] as const
const targets = [
  ['first-variant', 'Сумма всех модификаций — первой модификации товара'],
  ['per-variant', 'Каждой модификации своё'],
] as const
const bundleOptions = [
  ['none', 'Не передавать'],
  ['components', 'Сколько можно собрать из состава'],
] as const

function WhatPart({ settings, change }: PartProps<'stock'>) {
  return (
    <Card title="Что передавать">
      <Switch
        label="Передавать остатки"
        checked={settings.syncStock}
        onChange={(syncStock) => change({ syncStock })}
        hint="Изменения уходят в магазин сразу, полная сверка — каждые 10 минут."
      />
      <Choice
        label="Какое число считать остатком"
        value={settings.stockType}
        options={stockTypes}
        onChange={(stockType) => change({ stockType })}
      />
      {settings.stockType !== 'quantity' && (
        <Switch
          label="Прибавлять ожидание"
          checked={settings.withInTransit}
          onChange={(withInTransit) => change({ withInTransit })}
          hint="То, что заказано у поставщиков и ещё не пришло."
        />
      )}
      <Choice
        label="Модификации"
        value={settings.target}
        options={targets}
        onChange={(target) => change({ target })}
      />
      <Choice
        label="Комплекты"
        value={settings.bundles}
        options={bundleOptions}
        onChange={(bundles) => change({ bundles })}
      />
    </Card>
  )
}

const units = [
  ['none', 'Ничего не придерживать'],
  ['pieces', 'Придержать штук'],
  ['percent', 'Придержать процентов'],
] as const
const fractions = [
  ['floor', 'Округлять вниз до целого'],
  ['keep', 'Передавать как есть'],
] as const

function LimitsPart({ settings, change, gaps }: PartProps<'stock'>) {
  const { reserve } = settings
  return (
    <Card title="Запас и ограничения">
      <Choice
        label="Страховой запас"
        value={reserve?.unit ?? 'none'}
        options={units}
        onChange={(unit) =>
          change({ reserve: unit === 'none' ? undefined : { unit, value: reserve?.value ?? 1 } } as never)
        }
      />
      {reserve && (
        <NumberField
          label="Сколько придержать"
          value={reserve.value}
          onChange={(value) => change({ reserve: { ...reserve, value: value ?? 0 } })}
          min={0}
          step="any"
          unit={reserve.unit === 'percent' ? '%' : 'шт.'}
          gap={gaps['reserve']}
        />
      )}
      <NumberField
        label="Показывать не больше"
        value={settings.max}
        onChange={(max) => change({ max } as never)}
        min={0}
        unit="шт."
        hint="Пусто — без ограничения."
      />
      <Choice
        label="Дробные остатки"
        value={settings.fractions}
        options={fractions}
        onChange={(value) => change({ fractions: value })}
      />
      <NumberField
        label="Писать вместо нуля"
        value={settings.zeroAs}
        onChange={(zeroAs) => change({ zeroAs: zeroAs ?? 0 })}
        min={0}
        unit="шт."
        hint="0 — «нет в наличии». Больше нуля — товар остаётся доступным под заказ."
      />
      <NumberField
        label="Остановиться и спросить, если обнулилось бы больше"
        value={Math.round(settings.holdThreshold * 100)}
        onChange={(share) => change({ holdThreshold: Math.min(100, Math.max(1, share ?? 50)) / 100 })}
        min={1}
        max={100}
        unit="% товаров в наличии"
        hint="Защита от ошибки в отчёте: такая передача ждёт вашего решения."
      />
    </Card>
  )
}
