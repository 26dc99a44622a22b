import { ensureHelm } from '../../cluster/tools.mjs'

const silent = { line: () => {}, step: async (_title: string, work: () => unknown) => work() }

/** Helm's path. Cold it is built with Go, which takes a minute or two. */
export const findHelm = (): Promise<string> => ensureHelm({ say: silent })
export const coldBuildMs = 900_000
