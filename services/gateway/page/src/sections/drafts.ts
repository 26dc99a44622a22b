// Settings as they are being edited. Drafts outlive a change of section: only leaving the page can lose them.
import { useSyncExternalStore } from 'preact/compat'
import { useEffect } from 'preact/hooks'
import { Problem } from '../api/problem.js'
import {
  getSettings,
  putSettings,
  useChange,
  useQuery,
  useQueryClient,
  type Versioned,
} from '../api/queries.js'
import type { SettingsByKind, SettingsKind } from '../api/types.js'
import { differs, rebase } from '../domain/rebase.js'

interface Draft {
  /** What was there when editing began. */
  base: Versioned<object>
  mine: object
}

let drafts: ReadonlyMap<string, Draft> = new Map()
const listeners = new Set<() => void>()

function setDraft(key: string, draft: Draft | undefined): void {
  const next = new Map(drafts)
  if (draft && differs(draft.base.settings, draft.mine)) next.set(key, draft)
  else next.delete(key)
  drafts = next
  for (const tell of listeners) tell()
}

const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
const useDrafts = () => useSyncExternalStore(subscribe, () => drafts)

/** Notifications are the account's, whichever shop is looked at. */
const placeOf = (shopId: string, kind: SettingsKind) => (kind === 'notifications' ? 'account' : shopId)
const keyOf = (shopId: string, kind: SettingsKind) => `${placeOf(shopId, kind)} ${kind}`

/** Which kinds of settings of this shop have changes that are not saved. */
export function useUnsaved(shopId: string): Set<SettingsKind> {
  const all = useDrafts()
  const kinds = (['catalog', 'orders', 'stock', 'notifications'] as const).filter((kind) =>
    all.has(keyOf(shopId, kind)),
  )
  return new Set(kinds)
}

/** The browser asks before the page is left with changes that are not saved. */
export function useLeaveGuard(): void {
  const isDirty = useDrafts().size > 0
  useEffect(() => {
    if (!isDirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isDirty])
}

export function useSettings<K extends SettingsKind>(shopId: string, kind: K) {
  type S = SettingsByKind[K]
  const queryKey = ['settings', placeOf(shopId, kind), kind]
  const queries = useQueryClient()
  const { data: saved, error, refetch } = useQuery({ queryKey, queryFn: () => getSettings(shopId, kind) })
  const key = keyOf(shopId, kind)
  const draft = useDrafts().get(key) as { base: Versioned<S>; mine: S } | undefined
  const base = (draft?.base ?? saved) as Versioned<S> | undefined
  const save = useChange(async (settings: S) => {
    queries.setQueryData(queryKey, await putSettings(shopId, kind, { settings, etag: base!.etag }))
    setDraft(key, undefined)
  }, 'products')
  return {
    error,
    refetch,
    save,
    /** As edited; undefined until it is here. */
    settings: draft?.mine ?? base?.settings,
    saved: base?.settings,
    isDirty: draft !== undefined,
    change: (part: Partial<S>) => base && changeDraft(key, base, part),
    discard() {
      save.reset()
      setDraft(key, undefined)
    },
    isOutrun: save.error instanceof Problem && save.error.status === 409,
    /** Another administrator was first: mine on top of theirs, not saved yet. */
    async rebase() {
      const theirs = (await getSettings(shopId, kind)) as Versioned<S>
      queries.setQueryData(queryKey, theirs)
      save.reset()
      if (!draft) return
      setDraft(key, { base: theirs, mine: rebase(draft.base.settings, draft.mine, theirs.settings) })
    },
  }
}

/** On what is the draft by now: two changes in one event must not lose the first. */
function changeDraft<S extends object>(key: string, base: Versioned<S>, part: Partial<S>): void {
  const known = drafts.get(key) as { base: Versioned<S>; mine: S } | undefined
  const mine = { ...(known?.mine ?? base.settings), ...part }
  // a field set to undefined is one that is not there
  for (const name of Object.keys(mine) as (keyof S)[]) if (mine[name] === undefined) delete mine[name]
  setDraft(key, { base: known?.base ?? base, mine })
}

export type Editing<K extends SettingsKind> = ReturnType<typeof useSettings<K>>
