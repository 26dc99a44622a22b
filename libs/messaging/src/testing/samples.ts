import { defineEvent } from '@skladbridge/contracts'
import { z } from 'zod'

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
