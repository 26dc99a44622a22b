import { useCombobox } from 'downshift'
import { useId, useMemo, useState } from 'preact/hooks'
import { toProblem } from '../api/problem.js'
import { filterEntries, titleOf } from '../domain/entries.js'
import type { Entry } from '../api/types.js'

/** A list of one of the platforms as it is now; what of it is deleted is not in it. */
export interface Dictionary {
  data: Entry[] | undefined
  error: unknown
}

export interface ComboProps {
  label: string
  /** Also where no label is seen: in the cells of a table. */
  hideLabel?: boolean
  dictionary: Dictionary
  /** Empty = nothing is chosen. */
  value: string
  onChange(id: string): void
  /** Said of a value that is no longer there: «Удалён в МоемСкладе». */
  goneText?: string
  /** What an empty value means; without it nothing can be un-chosen. */
  emptyTitle?: string
  hint?: string
  gap?: string | undefined
}

/** Choosing one of many by typing a part of its name. */
export function Combo(props: ComboProps) {
  const { label, hideLabel, dictionary, value, onChange, emptyTitle, hint } = props
  const id = useId()
  const [typed, setTyped] = useState<string>()
  const chosen = dictionary.data?.find((entry) => entry.id === value)
  const items = useMemo(
    () => listed(dictionary.data, emptyTitle, typed),
    [dictionary.data, emptyTitle, typed],
  )
  const shown = chosen ? titleOf(chosen) : value === '' ? (emptyTitle ?? '') : dictionary.data ? value : ''
  const more = moreOf(props, chosen !== undefined)
  const combo = useCombobox<Entry>({
    id,
    items,
    itemToString: (entry) => (entry ? titleOf(entry) : ''),
    selectedItem: chosen ?? null,
    inputValue: typed ?? shown,
    onIsOpenChange: ({ isOpen }) => {
      if (!isOpen) setTyped(undefined)
    },
    onSelectedItemChange: ({ selectedItem }) => {
      if (selectedItem && selectedItem.id !== value) onChange(selectedItem.id)
    },
  })
  const field = combo.getInputProps({
    // at once: downshift tells of it after the next drawing, which would put back what was there before
    onChange: (event: { currentTarget: HTMLInputElement }) => setTyped(event.currentTarget.value),
    placeholder: dictionary.data ? 'Начните вводить название' : 'Загружаем…',
    'aria-describedby': more ? `${id}-more` : undefined,
    'aria-invalid': more?.wrong ?? false,
  })
  return (
    <div class="field combo">
      <label {...combo.getLabelProps()} class={hideLabel ? 'unseen' : ''}>
        {label}
      </label>
      <input {...(field as object)} onFocus={(event) => event.currentTarget.select()} autocomplete="off" />
      <ul {...(combo.getMenuProps() as object)} class={combo.isOpen ? 'menu' : 'menu closed'}>
        {combo.isOpen && items.length === 0 && <li class="nothing">Ничего не найдено</li>}
        {combo.isOpen &&
          items.map((item, index) => (
            <li
              key={item.id}
              {...(combo.getItemProps({ item, index }) as object)}
              class={combo.highlightedIndex === index ? 'highlighted' : ''}
            >
              {titleOf(item)}
              {item.note && <span class="note">{item.note}</span>}
            </li>
          ))}
      </ul>
      {more && (
        <div id={`${id}-more`} class={more.wrong ? 'gap' : 'hint'}>
          {more.text}
        </div>
      )}
      {hint && !more && <div class="hint">{hint}</div>}
    </div>
  )
}

function listed(
  entries: Entry[] | undefined,
  emptyTitle: string | undefined,
  typed: string | undefined,
): Entry[] {
  const found = filterEntries(entries ?? [], typed ?? '')
  const nothing = { id: '', name: emptyTitle ?? '', note: '', isDefault: false }
  return emptyTitle !== undefined && !typed ? [nothing, ...found] : found
}

function moreOf({ dictionary, value, gap, goneText }: ComboProps, isThere: boolean) {
  if (dictionary.error) return { text: toProblem(dictionary.error).detail, wrong: true }
  if (value !== '' && dictionary.data && !isThere) {
    return { text: goneText ?? 'Этой записи больше нет: выберите другую.', wrong: true }
  }
  return gap ? { text: gap, wrong: true } : undefined
}

interface MultiComboProps extends Omit<ComboProps, 'value' | 'onChange' | 'emptyTitle'> {
  values: readonly string[]
  onChange(ids: string[]): void
  /** What an empty list means. */
  emptyText: string
}

/** Several of many: what is chosen stands above as a list from which each can be taken out. */
export function MultiCombo({ values, onChange, emptyText, dictionary, goneText, ...rest }: MultiComboProps) {
  const left = { ...dictionary, data: dictionary.data?.filter(({ id }) => !values.includes(id)) }
  const nameOf = (id: string) => {
    const entry = dictionary.data?.find((each) => each.id === id)
    return entry ? titleOf(entry) : id
  }
  const isGone = (id: string) =>
    dictionary.data !== undefined && !dictionary.data.some((each) => each.id === id)
  return (
    <div class="multi">
      <Combo {...rest} dictionary={left} value="" onChange={(id) => onChange([...values, id])} />
      {values.length === 0 && <div class="hint">{emptyText}</div>}
      <ul class="chips" aria-label={rest.label}>
        {values.map((id) => (
          <li key={id} class={isGone(id) ? 'gone' : ''}>
            {isGone(id) ? `${goneText ?? 'Удалено'}: ${id}` : nameOf(id)}
            <button
              type="button"
              aria-label={`Убрать «${nameOf(id)}»`}
              onClick={() => onChange(values.filter((each) => each !== id))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
