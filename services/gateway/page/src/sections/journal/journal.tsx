import { useState } from 'preact/hooks'
import { Button } from '../../ui/basics.js'
import { Entries } from './entries.js'
import { FailedList } from './failed-list.js'

const views = [
  ['failed', 'Сейчас не получается'],
  ['all', 'Все события'],
] as const

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
      {view === 'failed' ? <FailedList /> : <Entries />}
    </>
  )
}
