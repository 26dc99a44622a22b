// Leaves nothing of a node behind, also of one whose process was killed.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../local/servers/run.mjs'
import { PODS } from './files.mjs'

export async function clearNode({ sockets, state, kubeProxy }) {
  await killShims(join(sockets, 'containerd.sock'))
  await unmount([sockets, join(state, 'kubelet')])
  for (const side of ['-s', '-d']) {
    while ((await run('iptables', ['-D', 'FORWARD', side, PODS, '-j', 'ACCEPT'])).code === 0);
  }
  if (existsSync(state)) await run(kubeProxy, ['--cleanup'])
}

/** A container's shim outlives containerd. Ours are known by the socket they were told to answer at. */
async function killShims(socket) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const command = read(`/proc/${pid}/cmdline`).split('\0')
    if (!command[0]?.includes('containerd-shim') || !command.includes(socket)) continue
    const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean)
    for (const one of [...children, pid]) kill(Number(one))
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it was faster
  }
}

/** Deepest first; `umount --lazy` does not wait for who still looks at it. */
async function unmount(folders) {
  const mounted = read('/proc/self/mounts')
    .split('\n')
    .map((line) => line.split(' ')[1])
    .filter((path) => path && folders.some((folder) => `${path}/`.startsWith(`${folder}/`)))
  for (const path of mounted.reverse()) await run('umount', ['--lazy', path])
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // a process may end while it is looked at
  }
}
