import type { NotificationSettings, WaitingKind } from '@skladbridge/contracts'
import { waitingKey, type Waiting } from './waiting.js'

export const channels = ['email', 'telegram', 'webhook'] as const
export type Channel = (typeof channels)[number]

/** What was told: by key, how many. */
export type Told = Record<string, number>

export interface Digest {
  /** Everything that waits and that the merchant wants to hear of, the oldest first. */
  waiting: Waiting[]
  /** Something that was not told yet, or is more than was told. */
  isNews: boolean
  /** Becomes the told once it is sent; what waits no more is forgotten, so that it is news when it comes again. */
  told: Told
}

/** What is to be told now. A trial that nears its end is told once, not each day anew. */
export function decideDigest(
  waiting: readonly Waiting[],
  { about }: Pick<NotificationSettings, 'about'>,
  told: Told,
): Digest {
  const wanted = waiting
    .filter(({ what, count }) => count > 0 && about.includes(what))
    .sort((a, b) => a.since.getTime() - b.since.getTime())
  const isNews = wanted.some((one) => countOf(one) > (told[waitingKey(one)] ?? 0))
  return {
    waiting: wanted,
    isNews,
    told: Object.fromEntries(wanted.map((one) => [waitingKey(one), countOf(one)])),
  }
}

const counted: readonly WaitingKind[] = ['parked']
const countOf = ({ what, count }: Waiting): number => (counted.includes(what) ? count : 1)

export const HOUR_MS = 60 * 60 * 1000

/** Milliseconds until the next message may go; 0 = now. At most one an hour, whether it arrived or not. */
export const waitFor = (lastAttemptAt: Date | null, now: Date): number =>
  lastAttemptAt ? Math.max(0, lastAttemptAt.getTime() + HOUR_MS - now.getTime()) : 0

export const switchedOn = (settings: NotificationSettings): Channel[] =>
  channels.filter((channel) => settings[channel].on)
