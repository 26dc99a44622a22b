import { QueryClientProvider } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import { api, take, whenSessionIsOver } from './api/client.js'
import { toProblem, type Problem } from './api/problem.js'
import { createQueries } from './api/queries.js'
import { keepSession, keptSession, takeContextKey, type Session } from './api/session.js'
import { Shell } from './shell.js'
import { Notice, Waiting } from './ui/basics.js'

const queries = createQueries()
/** Read once, however often the app is drawn: the key opens one session. */
const contextKey = takeContextKey()

type Entry = { at: 'door' } | { at: 'in'; session: Session } | { at: 'out'; problem: Problem | undefined }

export function App() {
  const [entry, setEntry] = useState<Entry>({ at: 'door' })
  useEffect(() => {
    whenSessionIsOver(() => setEntry({ at: 'out', problem: undefined }))
    void enter().then(setEntry)
  }, [])
  if (entry.at === 'door') return <Waiting what="Открываем настройки…" />
  if (entry.at === 'out') return <Out problem={entry.problem} />
  return (
    <QueryClientProvider client={queries}>
      <Shell admin={entry.session.admin} />
    </QueryClientProvider>
  )
}

async function enter(): Promise<Entry> {
  const kept = keptSession()
  if (contextKey === undefined) return kept ? { at: 'in', session: kept } : { at: 'out', problem: undefined }
  try {
    return {
      at: 'in',
      session: keepSession(await take(api.POST('/api/v1/session', { body: { contextKey } }))),
    }
  } catch (thrown) {
    return { at: 'out', problem: toProblem(thrown) }
  }
}

/** A forged, used or expired key, or no key at all: what to do about it. */
function Out({ problem }: { problem: Problem | undefined }) {
  return (
    <main class="out">
      <h1>Интеграция с inSales</h1>
      <Notice tone="warning" title={problem ? 'Не удалось открыть настройки' : 'Сеанс закончился'}>
        {problem && <p>{problem.detail}</p>}
        <p>Страница открывается только из МоегоСклада и узнаёт вас по одноразовому ключу. Что сделать:</p>
        <ol>
          <li>вернитесь в МойСклад и обновите страницу браузера (F5);</li>
          <li>откройте «Приложения» → «Интеграция с inSales» ещё раз;</li>
          <li>если не помогло, выйдите из МоегоСклада, войдите снова и повторите.</li>
        </ol>
        <p>Синхронизация при этом продолжает работать.</p>
      </Notice>
    </main>
  )
}
