import type { ComponentChildren, JSX } from 'preact'
import { useId, useEffect, useRef } from 'preact/hooks'
import { toProblem } from '../api/problem.js'

type Tone = 'info' | 'good' | 'warning' | 'error'

interface NoticeProps {
  tone?: Tone
  title?: string
  children?: ComponentChildren
  /** Buttons and links: what to do about it. */
  actions?: ComponentChildren
}

/** Told aloud as it appears: an error at once, the rest when the reader is free. */
export function Notice({ tone = 'info', title, children, actions }: NoticeProps) {
  return (
    <div class={`notice ${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      {title && <strong>{title}</strong>}
      {children && <div>{children}</div>}
      {actions && <div class="actions">{actions}</div>}
    </div>
  )
}

export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: (() => void) | undefined }) {
  if (error === null || error === undefined) return null
  const actions = onRetry && <Button onClick={onRetry}>Повторить</Button>
  return (
    <Notice tone="error" title="Не получилось" actions={actions}>
      {toProblem(error).detail}
    </Notice>
  )
}

type ButtonProps = JSX.IntrinsicElements['button'] & {
  kind?: 'primary' | 'plain' | 'danger' | 'link'
  busy?: boolean | undefined
}

export function Button({ kind = 'plain', busy = false, disabled, children, ...rest }: ButtonProps) {
  return (
    <button type="button" class={`button ${kind}`} aria-busy={busy} disabled={busy || disabled} {...rest}>
      {children}
    </button>
  )
}

interface FieldProps {
  label: string
  hint?: ComponentChildren
  gap?: string | undefined
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ComponentChildren
}

/** A control with its label, and below it what it means or what is wrong with it. */
export function Field({ label, hint, gap, children }: FieldProps) {
  const id = useId()
  const describedBy = hint || gap ? `${id}-more` : undefined
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, describedBy, invalid: gap !== undefined })}
      {describedBy && (
        <div id={describedBy} class={gap ? 'gap' : 'hint'}>
          {gap ?? hint}
        </div>
      )}
    </div>
  )
}

interface TextFieldProps {
  label: string
  value: string
  onChange(value: string): void
  hint?: ComponentChildren
  gap?: string | undefined
  type?: 'text' | 'password' | 'tel' | 'search' | 'email' | 'url' | 'date'
  placeholder?: string
  required?: boolean
  autocomplete?: string
  maxLength?: number
}

export function TextField({ label, value, onChange, hint, gap, autocomplete, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} gap={gap}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          value={value}
          autocomplete={(autocomplete ?? 'off') as 'off'}
          onInput={(event) => onChange(event.currentTarget.value)}
          {...rest}
        />
      )}
    </Field>
  )
}

interface NumberFieldProps {
  label: string
  /** undefined = empty. */
  value: number | undefined
  onChange(value: number | undefined): void
  min?: number
  max?: number
  step?: number | 'any'
  hint?: ComponentChildren
  gap?: string | undefined
  unit?: string
}

export function NumberField({ label, value, onChange, hint, gap, unit, ...rest }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint} gap={gap}>
      {({ id, describedBy, invalid }) => (
        <span class="with-unit">
          <input
            id={id}
            type="number"
            class="narrow"
            aria-describedby={describedBy}
            aria-invalid={invalid}
            value={value ?? ''}
            onInput={({ currentTarget }) =>
              onChange(currentTarget.value === '' ? undefined : currentTarget.valueAsNumber)
            }
            {...rest}
          />
          {unit && <span>{unit}</span>}
        </span>
      )}
    </Field>
  )
}

interface SwitchProps {
  label: string
  checked: boolean
  onChange(checked: boolean): void
  hint?: ComponentChildren
}

export function Switch({ label, checked, onChange, hint }: SwitchProps) {
  const id = useId()
  return (
    <div class="switch">
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <div id={`${id}-hint`} class="hint">
            {hint}
          </div>
        )}
      </div>
    </div>
  )
}

interface ChoiceProps<V extends string> {
  label: string
  value: NoInfer<V>
  options: readonly (readonly [value: V, title: string])[]
  onChange: (value: NoInfer<V>) => void
  hint?: ComponentChildren
  gap?: string | undefined
}

/** One of a few that are always the same. */
export function Choice<V extends string>({ label, value, options, onChange, hint, gap }: ChoiceProps<V>) {
  return (
    <Field label={label} hint={hint} gap={gap}>
      {({ id, describedBy, invalid }) => (
        <select
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value as V)}
        >
          {options.map(([each, title]) => (
            <option key={each} value={each}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function Checks<V extends string>(props: {
  label: string
  values: readonly V[]
  options: readonly (readonly [value: V, title: string])[]
  onChange(values: V[]): void
  hint?: ComponentChildren
}) {
  const { label, values, options, onChange, hint } = props
  const toggle = (value: V, on: boolean) =>
    onChange(on ? [...values, value] : values.filter((other) => other !== value))
  return (
    <fieldset class="checks">
      <legend>{label}</legend>
      {hint && <div class="hint">{hint}</div>}
      {options.map(([value, title]) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={values.includes(value)}
            onChange={(event) => toggle(value, event.currentTarget.checked)}
          />
          {title}
        </label>
      ))}
    </fieldset>
  )
}

export function Card({
  title,
  children,
  actions,
}: {
  title: string
  children: ComponentChildren
  actions?: ComponentChildren
}) {
  const id = useId()
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {actions}
      </header>
      {children}
    </section>
  )
}

export const Badge = ({ tone, children }: { tone: Tone | 'quiet'; children: ComponentChildren }) => (
  <span class={`badge ${tone}`}>{children}</span>
)

export const Waiting = ({ what = 'Загружаем…' }: { what?: string }) => (
  <p class="waiting" role="status">
    {what}
  </p>
)

interface ConfirmProps {
  title: string
  children: ComponentChildren
  yes: string
  danger?: boolean
  busy?: boolean
  onYes(): void
  onNo(): void
}

/** The browser's own modal dialog: it keeps the focus inside and closes on Esc. */
export function Confirm({ title, children, yes, danger = false, busy, onYes, onNo }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} aria-labelledby={id} onCancel={onNo} onClose={onNo}>
      <h2 id={id}>{title}</h2>
      <div>{children}</div>
      <div class="actions">
        <Button kind={danger ? 'danger' : 'primary'} busy={busy} onClick={onYes}>
          {yes}
        </Button>
        <Button onClick={onNo}>Отмена</Button>
      </div>
    </dialog>
  )
}
