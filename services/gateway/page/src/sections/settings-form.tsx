import type { ComponentChildren } from 'preact'
import { useContext, useRef } from 'preact/hooks'
import type { SettingsByKind, SettingsKind } from '../api/types.js'
import type { Gaps } from '../domain/gaps.js'
import { Button, Notice, ProblemNotice, Waiting } from '../ui/basics.js'
import { PageContext } from './context.js'
import { useSettings, type Editing } from './drafts.js'

/** What a part of a form needs: the settings as edited, how to change them, what is missing. */
export interface PartProps<K extends SettingsKind> {
  settings: SettingsByKind[K]
  change(part: Partial<SettingsByKind[K]>): void
  gaps: Gaps
}

interface FormProps<K extends SettingsKind> {
  kind: K
  gapsOf(settings: SettingsByKind[K]): Gaps
  /** What a save will do. */
  consequences(before: SettingsByKind[K], after: SettingsByKind[K]): string[]
  children(part: PartProps<K>): ComponentChildren
}

/** Settings of one section: loads, edits, says what a save will do, saves. Whoever is no admin may look. */
export function SettingsForm<K extends SettingsKind>({ kind, gapsOf, consequences, children }: FormProps<K>) {
  const { shopId, admin } = useContext(PageContext)
  const editing = useSettings(shopId, kind)
  const form = useRef<HTMLFormElement>(null)
  const { settings, saved, change, save, error, refetch } = editing
  if (!settings || !saved) {
    return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Waiting />
  }
  const gaps = gapsOf(settings)
  const submit = () => {
    if (Object.keys(gaps).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
    else save.mutate(settings)
  }
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <fieldset class="all" disabled={!admin || save.isPending}>
        {children({ settings, change, gaps })}
      </fieldset>
      {admin && (
        <SaveBar
          editing={editing}
          gaps={gaps}
          consequences={editing.isDirty ? consequences(saved, settings) : []}
        />
      )}
    </form>
  )
}

interface SaveBarProps<K extends SettingsKind> {
  editing: Editing<K>
  gaps: Gaps
  consequences: string[]
}

function SaveBar<K extends SettingsKind>({ editing, gaps, consequences }: SaveBarProps<K>) {
  const { isDirty, save, discard, isOutrun } = editing
  if (!isDirty) return save.isSuccess ? <Notice tone="good">Сохранено.</Notice> : null
  const count = Object.keys(gaps).length
  return (
    <div class="save-bar" role="region" aria-label="Сохранение">
      {isOutrun ? <Outrun editing={editing} /> : <ProblemNotice error={save.error} />}
      <div class="what-happens">
        <strong>Есть несохранённые изменения.</strong>
        {count > 0 ? (
          <p class="gap">Сначала заполните отмеченное красным: {count}.</p>
        ) : (
          <ul>
            {consequences.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
      </div>
      <div class="actions">
        <Button kind="primary" type="submit" busy={save.isPending}>
          Сохранить
        </Button>
        <Button onClick={discard}>Отменить изменения</Button>
      </div>
    </div>
  )
}

function Outrun<K extends SettingsKind>({ editing }: { editing: Editing<K> }) {
  return (
    <Notice
      tone="warning"
      title="Эти настройки только что изменил другой администратор"
      actions={
        <>
          <Button onClick={() => void editing.rebase()}>Показать его изменения вместе с моими</Button>
          <Button
            onClick={() => {
              editing.discard()
              void editing.refetch()
            }}
          >
            Взять его настройки, мои отменить
          </Button>
        </>
      }
    >
      Ваши изменения пока не сохранены и ничего не перезаписали.
    </Notice>
  )
}
