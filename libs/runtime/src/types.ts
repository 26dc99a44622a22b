/** Anything that is opened and must be closed. */
export interface Closable {
  close(): Promise<void> | void
}
