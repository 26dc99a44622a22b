import { defineEvent } from '@skladbridge/contracts'
import { z } from 'zod'
import { defineHandler } from '../define-handler.js'
import type { Handler } from '../types.js'

/** Events of nobody, so that these tests speak of messaging only. */
export const ThingTouched = defineEvent({
  name: 'test.thing.touched',
  version: 1,
  owner: 'gateway',
  summary: 'A thing may have changed.',
  audience: 'required',
  data: z.object({ thingId: z.string().min(1).max(64), count: z.int().optional() }),
})

export const ThingSeen = defineEvent({
  name: 'test.thing.seen',
  version: 1,
  owner: 'gateway',
  summary: 'News for whoever listens.',
  audience: 'optional',
  data: z.object({ thingId: z.string() }),
})

/** Answers `ThingTouched`, one message at a time, on the queue `on-thing`. */
export const onThing = (
  handle: Handler<typeof ThingTouched>['handle'],
  { name = 'on-thing', prefetch = 1 } = {},
) => defineHandler({ name, event: ThingTouched, prefetch, handle })
