import { spawn } from 'node:child_process'

/** Runs a program to its end. Returns { code, output }, the output being both streams, its last 64 kB. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk) => (output = (output + chunk).slice(-65_536))
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error) => resolve({ code: 127, output: String(error) }))
    child.once('close', (code, signal) => resolve({ code: code ?? signal, output }))
  })
}

/** The last lines of a program's output, indented, for a sentence about its failure. */
export function lastLines(text, count = 15) {
  const lines = text.trimEnd().split('\n').slice(-count)
  return lines.map((line) => `    ${line}`).join('\n')
}

/** The same command as root: as it is, or through sudo that asks nothing. */
export function asRoot(command, args, uid = process.getuid()) {
  return uid === 0 ? [command, args] : ['sudo', ['-n', command, ...args]]
}
