import type { CatalogSettings } from '@skladbridge/contracts'
import { Button } from '../ui/basics.js'

export type MatchKey = CatalogSettings['matchBy'][number]

const titles: Record<MatchKey, string> = {
  'insales-id': 'Поле «ID товара inSales»',
  sku: 'Артикул',
  barcode: 'Штрихкод',
  'external-code': 'Внешний код',
  name: 'Название',
}
const all = Object.keys(titles) as MatchKey[]

interface MatchOrderProps {
  value: readonly MatchKey[]
  onChange(value: MatchKey[]): void
}

/** By what a product is found on the other side: the first that fits exactly one wins. */
export function MatchOrder({ value, onChange }: MatchOrderProps) {
  const swap = (at: number) => {
    const next = [...value]
    ;[next[at - 1], next[at]] = [next[at]!, next[at - 1]!]
    onChange(next)
  }
  const unused = all.filter((key) => !value.includes(key))
  return (
    <fieldset class="order">
      <legend>По чему искать товар на другой стороне</legend>
      <div class="hint">По порядку: подходит первое, что совпало ровно с одним товаром.</div>
      <ol>
        {value.map((key, at) => (
          <li key={key}>
            {titles[key]}
            <span class="tools">
              <Button
                kind="link"
                disabled={at === 0}
                aria-label={`Выше: ${titles[key]}`}
                onClick={() => swap(at)}
              >
                ↑
              </Button>
              <Button
                kind="link"
                disabled={value.length === 1}
                aria-label={`Убрать: ${titles[key]}`}
                onClick={() => onChange(value.filter((other) => other !== key))}
              >
                Убрать
              </Button>
            </span>
          </li>
        ))}
      </ol>
      {unused.map((key) => (
        <Button key={key} kind="link" onClick={() => onChange([...value, key])}>
          + {titles[key]}
        </Button>
      ))}
    </fieldset>
  )
}
