// What a node needs besides Kubernetes' own programs: etcd and the network plugins, out of Debian packages that are
// unpacked into the cache folder, not installed.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Trouble } from '../../local/scope.mjs'
import { cacheFolder, makePart } from '../../local/servers/install.mjs'
import { asRoot, lastLines, run } from '../../local/servers/run.mjs'

const PACKAGES = ['etcd-server', 'containernetworking-plugins']

/** { etcd, plugins }: a program, and the folder of the plugins. */
export async function ensureParts({ say }) {
  const folder = join(cacheFolder(), `cluster-parts-1-${process.arch}`)
  if (!existsSync(folder)) await makePart(say, `${PACKAGES.join(', ')} unpacked`, folder, unpack)
  return { etcd: join(folder, 'usr/bin/etcd'), plugins: join(folder, 'usr/lib/cni') }
}

async function unpack(folder) {
  const downloads = `${folder}-packages`
  mkdirSync(downloads, { recursive: true })
  mkdirSync(folder, { recursive: true })
  const download = () => run('apt-get', ['download', ...PACKAGES], { cwd: downloads })
  let result = await download()
  if (result.code !== 0) {
    await run(...asRoot('apt-get', ['update'])) // its lists may be empty or old
    result = await download()
  }
  if (result.code !== 0)
    throw new Trouble(`apt-get could not fetch ${PACKAGES.join(', ')}:\n${lastLines(result.output)}`)
  for (const name of readdirSync(downloads))
    await run('dpkg-deb', ['--extract', join(downloads, name), folder])
  rmSync(downloads, { recursive: true })
}

/** What is missing on this machine for a cluster of our own, as sentences. */
export async function lookForObstacles() {
  const missing = []
  if (process.platform !== 'linux') missing.push('this is not Linux')
  else if (process.getuid() !== 0)
    missing.push('it takes root: a kubelet mounts and makes network interfaces')
  for (const [program, from] of [
    ['containerd', 'docker.io'],
    ['runc', 'docker.io'],
    ['dockerd', 'docker.io'],
    ['iptables', 'iptables'],
    ['dpkg-deb', 'dpkg'],
  ]) {
    if ((await run(program, ['--version'])).code === 127)
      missing.push(`there is no ${program} (apt-get install ${from})`)
  }
  return missing
}
