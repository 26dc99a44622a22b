// Settings as they are being edited. Drafts outlive a change of section: only leaving the page can lose them.
import { useSyncExternalStore } from 'preact/compat'
import { useCallback, useEffect } from 'preact/hooks'
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

const keyOf = (shopId: string, kind: SettingsKind) => `${shopId} ${kind}`

/** Which kinds of settings of this shop have changes that are not saved. */
export function useUnsaved(shopId: string): Set<SettingsKind> {
  const all = useDrafts()
  const kinds = (['catalog', 'orders', 'stock'] as const).filter((kind) => all.has(keyOf(shopId, kind)))
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
  const queryKey = ['settings', shopId, kind]
  const queries = useQueryClient()
  const { data: saved, error, refetch } = useQuery({ queryKey, queryFn: () => getSettings(shopId, kind) })
  const key = keyOf(shopId, kind)
  const draft = useDrafts().get(key) as { base: Versioned<S>; mine: S } | undefined
  const base = draft?.base ?? saved
  const change = useCallback(
    (part: Partial<S>) => {
      const known = drafts.get(key)
      const from = known?.base ?? saved
      if (!from) return
      const mine = { ...(known?.mine ?? from.settings), ...part }
      // a field set to undefined is one that is not there
      for (const [name, value] of Object.entries(mine))
        if (value === undefined) delete mine[name as keyof typeof mine]
      setDraft(key, { base: from, mine })
    },
    [key, saved],
  )
  const save = useChange(async (settings: S) => {
    const kept = await putSettings(shopId, kind, { settings, etag: base!.etag })
    queries.setQueryData(queryKey, kept)
    setDraft(key, undefined)
  }, 'products')
  return {
    error,
    refetch,
    /** As edited; undefined until it is here. */
    settings: draft?.mine ?? (saved?.settings as S | undefined),
    saved: base?.settings as S | undefined,
    isDirty: draft !== undefined,
    change,
    save,
    discard: () => {
      save.reset()
      setDraft(key, undefined)
    },
    isOutrun: save.error instanceof Problem && save.error.status === 409,
    /** Another administrator was first: mine on top of theirs, not saved yet. */
    async rebase() {
      const theirs = await getSettings(shopId, kind)
      queries.setQueryData(queryKey, theirs)
      save.reset()
      if (draft) {
        const mine = rebase(draft.base.settings, draft.mine, theirs.settings as S)
        setDraft(key, { base: theirs as Versioned<object>, mine })
      }
    },
  }
}
export type Editing<K extends SettingsKind> = ReturnType<typeof useSettings<K>>
