// Who is at the page: a session made from the contextKey that MoySklad puts into the frame's address.

export interface Session {
  token: string
  admin: boolean
}

/** Outlives a reload of the frame, in which MoySklad's key is used up already. Not the tab. */
const KEPT = 'skladbridge-session'

let current: Session | undefined

export const sessionNow = (): Session | undefined => current

export function keepSession(session: Session): Session {
  current = session
  withStorage((storage) => storage.setItem(KEPT, JSON.stringify(session)))
  return session
}

export function keptSession(): Session | undefined {
  current ??=
    withStorage((storage) => JSON.parse(storage.getItem(KEPT) ?? 'null') as Session | null) ?? undefined
  return current
}

export function forgetSession(): void {
  current = undefined
  withStorage((storage) => storage.removeItem(KEPT))
}

/** The key, taken out of the address so that it is neither shown nor sent on. */
export function takeContextKey(): string | undefined {
  const url = new URL(location.href)
  const key = url.searchParams.get('contextKey') ?? undefined
  if (key !== undefined) history.replaceState(null, '', `${url.pathname}${url.hash}`)
  return key
}

/** A frame may be denied all storage; then a reload needs MoySklad's page reloaded, and nothing else is lost. */
function withStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage)
  } catch {
    return undefined
  }
}
