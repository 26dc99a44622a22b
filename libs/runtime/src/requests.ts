import { AsyncLocalStorage } from 'node:async_hooks'

/** Counts what is asked of the outside while some work lasts; what it counts, the one around it counts too. */
interface RequestCounter {
  requests: number
  readonly outer: RequestCounter | undefined
}

const storage = new AsyncLocalStorage<RequestCounter>()

/**
 * Runs `work` and answers how many outside requests were sent meanwhile: those of this process and those that other
 * services made for it, whose number comes back with each gRPC answer. Calls that fail count too; `told` hears the number
 * also when `work` throws.
 */
export async function countRequests<T>(
  work: () => T | Promise<T>,
  told?: (requests: number) => void,
): Promise<{ result: T; requests: number }> {
  const counter: RequestCounter = { requests: 0, outer: storage.getStore() }
  try {
    const result = await storage.run(counter, work)
    return { result, requests: counter.requests }
  } finally {
    told?.(counter.requests)
  }
}

/** Whoever sends outside requests says so; without a counter around it, it is nobody's concern. */
export function noteRequests(requests: number): void {
  for (let counter = storage.getStore(); counter; counter = counter.outer) counter.requests += requests
}

/** How a function may count later, outside the async context it was made in: streams and callbacks of libraries. */
export const noteRequestsHere = (): ((requests: number) => void) => AsyncLocalStorage.bind(noteRequests)
