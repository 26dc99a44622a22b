import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventDefinition, EventOf } from '@skladbridge/contracts'
import { toAppError, type AppError } from '@skladbridge/errors'
import { withContext } from '@skladbridge/runtime'
import type { About, Handler } from './types.js'

/** The context of this module's loading: none. A message belongs to no work of ours that happens to be under way. */
const outsideAnyWork = AsyncLocalStorage.snapshot()

/** Runs the handler in the WorkContext of its event. Resolves with what it threw, if it did. */
export async function perform(
  handler: Handler,
  event: EventOf<EventDefinition>,
  redelivered: boolean,
): Promise<AppError | undefined> {
  const { accountId, shopId, correlationId, traceparent } = event
  const about: About = {
    connection: shopId === undefined ? undefined : { accountId, shopId },
    redelivered,
  }
  const context = {
    correlationId,
    causationId: event.id,
    accountId,
    ...(shopId === undefined ? {} : { shopId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  }
  try {
    await outsideAnyWork(() => withContext(context, async () => handler.handle(event, about)))
    return undefined
  } catch (thrown) {
    return toAppError(thrown)
  }
}
