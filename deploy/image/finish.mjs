// The last step of an image's build: says what it is made of, and takes out what never runs.
//
//   node finish.mjs <folder that `pnpm deploy` made>
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listPackages, toCycloneDx, toLicenceList } from './materials.mjs'

const [folder] = process.argv.slice(2)
const own = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const packages = listPackages(folder)
writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(toCycloneDx(own, packages), null, 1)}\n`)
writeFileSync(join(folder, 'licences.txt'), toLicenceList(packages))

// Types, source maps, readmes and the packages' own tests are half of it. Licence texts stay.
const neverRuns = /\.(map|[cm]?ts|flow|md|markdown)$/i
const isText = /^(licen[cs]e|notice|copying)/i
const testsOfPackages = /node_modules\/[^/]+\/(tests?|__tests__|examples?)$/
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  const isUseless = entry.isDirectory()
    ? testsOfPackages.test(path)
    : neverRuns.test(path) && !isText.test(entry.name)
  if (isUseless && !entry.isSymbolicLink()) rmSync(path, { recursive: true, force: true })
}
