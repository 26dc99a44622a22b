import { moysklad } from '@skladbridge/proto'

type Gaps<T> = T extends Buffer
  ? T
  : T extends (infer E)[]
    ? Gaps<E>[]
    : T extends object
      ? { [K in keyof T]?: Gaps<T[K]> }
      : T

/** A change that says only what the test is about. */
export const aChange = (change: Gaps<moysklad.ProductChange>): moysklad.ProductChange =>
  moysklad.ProductChange.fromPartial(change)

export const saveRequest = (
  accountId: string,
  kind: string,
  changes: Gaps<moysklad.ProductChange>[],
): moysklad.SaveProductsRequest => ({ accountId, kind, changes: changes.map(aChange) })

const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

/** A PNG of about `bytes`, different for each `mark`. */
export const aPicture = (mark = 'a', bytes = 0): Buffer =>
  Buffer.concat([Buffer.from(dot, 'base64'), Buffer.from(mark), Buffer.alloc(bytes, 7)])

/** All chunks of a stream. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks
}
