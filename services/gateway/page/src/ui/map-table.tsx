import type { ComponentChildren } from 'preact'
import { Button } from './basics.js'

interface MapTableProps<R> {
  label: string
  heads: readonly string[]
  rows: readonly R[]
  /** A row that is added. */
  empty: R
  addTitle: string
  onChange(rows: R[]): void
  /** What is wrong with a row; it is said below it. */
  gapOf(at: number): string | undefined
  cells(row: R, set: (part: Partial<R>) => void, at: number): ComponentChildren[]
}

/** What stands for what: left MoySklad, right inSales, a row each. */
export function MapTable<R>({
  label,
  heads,
  rows,
  empty,
  addTitle,
  onChange,
  gapOf,
  cells,
}: MapTableProps<R>) {
  const replace = (at: number, part: Partial<R>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  return (
    <div class="map" role="group" aria-label={label}>
      {rows.length > 0 && (
        <div class="map-head" aria-hidden="true">
          {heads.map((head) => (
            <span key={head}>{head}</span>
          ))}
        </div>
      )}
      {rows.map((row, at) => {
        const gap = gapOf(at)
        return (
          // rows have no identity but their place
          <div key={at} class={gap ? 'map-row wrong' : 'map-row'}>
            {cells(row, (part) => replace(at, part), at)}
            <Button
              kind="link"
              aria-label={`Удалить строку ${at + 1}`}
              onClick={() => onChange(rows.filter((_row, index) => index !== at))}
            >
              Удалить
            </Button>
            {gap && (
              <div class="gap" role="note">
                {gap}
              </div>
            )}
          </div>
        )
      })}
      <Button kind="link" onClick={() => onChange([...rows, empty])}>
        + {addTitle}
      </Button>
    </div>
  )
}
