import { mkdirSync } from 'node:fs'
import { tryLock } from './lock.mjs'
import { asRoot, run } from './run.mjs'

/** The folder itself, or the first of `<folder>-2`, `<folder>-3`, … that no other process uses. */
export async function takeFolder(folder) {
  for (let number = 1; ; number++) {
    const path = number === 1 ? folder : `${folder}-${number}`
    const release = await tryLock(path)
    if (!release) continue
    mkdirSync(path, { recursive: true })
    return { path, release }
  }
}

/** Data may belong to the user that a server ran as. */
export async function removeFolder(path) {
  await run(...asRoot('rm', ['-rf', '--one-file-system', path]))
}
