import { mkdirSync } from 'node:fs'
import { tryLock } from './lock.mjs'
import { asRoot, run } from './run.mjs'

/** The folder itself, or the first of `<folder>-2`, `<folder>-3`, … that no other process uses. */
export async function takeFolder(folder, { empty = false } = {}) {
  for (let number = 1; ; number++) {
    const path = number === 1 ? folder : `${folder}-${number}`
    const release = await tryLock(path)
    if (!release) continue
    if (empty) await removeFolder(path)
    mkdirSync(path, { recursive: true })
    return { path, release }
  }
}

/**
 * Removes it once the servers in it are gone: after a kill they may still be stopping. The data may belong to the
 * user that a server ran as.
 */
export async function removeFolder(path) {
  const wait = 'for lock in "$1"/*.lock; do [ ! -e "$lock" ] || flock --wait 30 "$lock" true; done'
  await run(...asRoot('bash', ['-c', `${wait}; rm -rf --one-file-system "$1"`, 'bash', path]))
}
