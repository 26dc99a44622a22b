/** One method of a `…Service` constant that ts-proto generates. */
export interface GrpcMethod {
  path: string
  requestStream: boolean
  responseStream: boolean
  // ts-proto's functions take exactly their own message, so no narrower parameter fits all of them
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  requestSerialize: (value: any) => Buffer
  requestDeserialize: (bytes: Buffer) => unknown
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  responseSerialize: (value: any) => Buffer
  responseDeserialize: (bytes: Buffer) => unknown
}

/** A whole `…Service` constant: unary and server-streaming methods. */
export type GrpcDefinition = Readonly<Record<string, GrpcMethod>>

export type RequestOf<M extends GrpcMethod> = ReturnType<M['requestDeserialize']>
export type ResponseOf<M extends GrpcMethod> = ReturnType<M['responseDeserialize']>

/** `orders` may use the whole request budget of a platform, `background` leaves a share of it (design: request budgets). */
export type CallPriority = 'orders' | 'background'

/** Of one message either way. A hundred products with their texts are well below. */
export const defaultMaxMessageBytes = 16 * 1024 * 1024

/** `skladbridge.stock.v1.StockRuns`, from the path of any of its methods. */
export function serviceNameOf(definition: GrpcDefinition): string {
  const path = Object.values(definition)[0]?.path ?? ''
  return path.split('/')[1] ?? ''
}
