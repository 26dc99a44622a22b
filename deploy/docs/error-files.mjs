import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Every `libs/<name>/src/errors.ts` and `services/<name>/src/errors.ts`, with what the build makes of it (a build leaves
 * behind what its source has lost, so the sources say what there is).
 *
 * @param {string} root
 */
export const errorFiles = (root) =>
  ['libs', 'services'].flatMap((kind) =>
    readdirSync(join(root, kind))
      .sort()
      .map((name) => ({
        owner: `${kind}/${name}`,
        source: join(root, kind, name, 'src', 'errors.ts'),
        built: join(root, kind, name, 'dist', 'errors.js'),
      }))
      .filter(({ source }) => existsSync(source)),
  )
