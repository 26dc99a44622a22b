// What this machine allows, asked before anything is installed.
import { spawnSync } from 'node:child_process'
import { asRoot, run } from './run.mjs'

/** See `decideWhatIsMissing`. */
export async function lookAtMachine() {
  const linux = process.platform === 'linux'
  const apt = linux && (await run('apt-get', ['--version'])).code === 0
  const privileged = linux ? await findPrivilege() : undefined
  const namespaces = privileged !== undefined && (await run(...asRoot('unshare', NAMESPACES))).code === 0
  return { linux, apt, asRoot: privileged, namespaces }
}

const NAMESPACES = [
  '--mount',
  '--pid',
  '--ipc',
  '--fork',
  '--kill-child',
  'mount',
  '-t',
  'tmpfs',
  'tmpfs',
  '/tmp',
]

async function findPrivilege() {
  if (process.getuid() === 0) return 'root'
  if ((await run('sudo', ['-n', 'true'])).code === 0) return 'sudo'
  // A person at a terminal may be asked once.
  if (process.stdin.isTTY && spawnSync('sudo', ['-v'], { stdio: 'inherit' }).status === 0) return 'sudo'
  return undefined
}

/** Where the machine's own apt gets Debian from, and through which proxies; undefined: mmdebstrap's own default. */
export async function readAptSettings() {
  const fields = '$(ORIGIN)|$(CODENAME)|$(REPO_URI)'
  const [targets, settings] = await Promise.all([
    run('apt-get', ['indextargets', '--format', fields, 'Created-By: Packages']),
    run('apt-config', ['dump']),
  ])
  const proxies = settings.output.split('\n').filter((line) => /^Acquire::https?::Proxy\b/i.test(line))
  return { mirror: pickMirror(targets.output), proxies }
}

/** The first Debian archive proper among `origin|codename|uri` lines. */
export function pickMirror(lines) {
  return lines
    .split('\n')
    .map((line) => line.split('|'))
    .find(([origin, codename]) => origin === 'Debian' && codename && !codename.includes('-'))?.[2]
}
