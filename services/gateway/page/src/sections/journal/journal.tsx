import { useState } from 'preact/hooks'
import { Button } from '../../ui/basics.js'
import { Changes } from './changes.js'
import { Entries } from './entries.js'
import { FailedList } from './failed-list.js'
import { Notifications } from './notifications.js'

const views = [
  ['failed', 'Сейчас не получается'],
  ['all', 'Все события'],
  ['changes', 'Изменения настроек'],
  ['notifications', 'Уведомления'],
] as const

const shown = {
  failed: () => <FailedList />,
  all: () => <Entries />,
  changes: () => <Changes />,
  notifications: () => <Notifications />,
}

/** «Журнал»: what fails now and what to do about it, and all that happened. */
export function JournalSection() {
  const [view, setView] = useState<(typeof views)[number][0]>('failed')
  return (
    <>
      <div class="views" role="group" aria-label="Что показать">
        {views.map(([each, title]) => (
          <Button key={each} aria-pressed={view === each} onClick={() => setView(each)}>
            {title}
          </Button>
        ))}
      </div>
      {shown[view]()}
    </>
  )
}
