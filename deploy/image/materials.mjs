// What an image is made of: its packages as CycloneDX, and their licences as a list for people.
import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'

/** Every package under `folder`/node_modules as pnpm lays it out, once a version, sorted by name. */
export function listPackages(folder) {
  const store = join(folder, 'node_modules', '.pnpm')
  const found = new Map()
  for (const entry of readdirSync(store)) {
    for (const manifest of manifestsIn(join(store, entry, 'node_modules'))) {
      const { name, version, license, licenses, description } = JSON.parse(readFileSync(manifest, 'utf8'))
      if (!name || !version) continue
      found.set(`${name}@${version}`, { name, version, licence: licenceOf(license ?? licenses), description })
    }
  }
  return [...found.values()].sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
}

/** Links lead to other entries of the store, which are seen there; only what is there itself counts. */
function manifestsIn(modules) {
  if (!existsSync(modules)) return []
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return []
    const path = join(modules, entry.name)
    if (entry.name.startsWith('@')) return manifestsIn(path)
    const manifest = join(path, 'package.json')
    return existsSync(manifest) ? [manifest] : []
  })
}

/** An SPDX expression in the packages of today; older ones have an object, or a list of them. */
function licenceOf(given) {
  if (Array.isArray(given)) return given.map(licenceOf).join(' OR ')
  if (given && typeof given === 'object') return given.type
  return given
}

/**
 * CycloneDX 1.6. Without time and serial number: the same packages give the same file.
 *
 * @param {{ name: string, version: string }} own
 * @param {{ name: string, version: string, licence?: string, description?: string }[]} packages
 */
export function toCycloneDx({ name, version }, packages) {
  const root = { type: 'application', 'bom-ref': `${name}@${version}`, name, version }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: root },
    components: packages.filter(({ name: own }) => own !== name).map(toComponent),
  }
}

function toComponent({ name, version, licence, description }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    ...(!isOurs(name) && { purl }),
    ...(description && { description }),
    ...(licence && {
      licenses: [/ (OR|AND|WITH) /.test(licence) ? { expression: licence } : { license: named(licence) }],
    }),
  }
}

/** An id must be one of SPDX' list; «SEE LICENSE IN …» is a name. */
const named = (licence) => (/^[\w.+-]+$/.test(licence) ? { id: licence } : { name: licence })

/** One line a package of others: licence, name, version. What has none is said. */
export function toLicenceList(packages) {
  const rows = packages
    .filter(({ name }) => !isOurs(name))
    .map(({ name, version, licence }) => [licence ?? 'none given', `${name} ${version}`])
  const width = Math.max(...rows.map(([licence]) => licence.length))
  return rows
    .map(([licence, what]) => `${licence.padEnd(width)}  ${what}\n`)
    .sort(compare)
    .join('')
}

/** Packages of this workspace are in no registry. */
const isOurs = (name) => name.startsWith('@skladbridge/')

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
