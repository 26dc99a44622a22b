// kubectl and helm as functions that answer or throw.
import { spawn } from 'node:child_process'
import { Trouble } from '../local/scope.mjs'
import { lastLines, run } from '../local/servers/run.mjs'
import { freePort } from '../local/processes.mjs'
import { until } from '../local/demo/until.mjs'

/** { try(args), run(args) → output, json(args), apply(objects), replace(object), forward(…) → { url, stop } } */
export function createKubectl({ program, kubeconfig }) {
  const env = { ...process.env, KUBECONFIG: kubeconfig }
  const attempt = (args, options = {}) => run(program, args, { env, ...options })
  async function must(args) {
    const { code, output } = await attempt(args)
    if (code !== 0) throw new Trouble(`kubectl ${args.join(' ')} ended with ${code}:\n${lastLines(output)}`)
    return output
  }
  const json = async (args) => JSON.parse(await whole(program, [...args, '--output', 'json'], '', env))
  const apply = (objects) =>
    whole(
      program,
      ['apply', '--filename', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
      env,
    )

  /** As it was read, with changes; refused where somebody else changed it since. On standard input: it may be a secret. */
  const replace = (object) => whole(program, ['replace', '--filename', '-'], JSON.stringify(object), env)

  /** A way from here to a Service; stays up until `stop`. */
  async function forward(what, port, namespace) {
    const local = await freePort()
    const args = ['port-forward', what, `${local}:${port}`, '--namespace', namespace]
    const child = spawn(program, args, { env, stdio: 'ignore' })
    const url = `http://127.0.0.1:${local}`
    const isOpen = () =>
      fetch(url, { signal: AbortSignal.timeout(2000) }).then(
        () => true,
        () => false,
      )
    await until(`a way to ${what}`, isOpen)
    return { url, stop: () => child.kill() }
  }
  return { try: attempt, run: must, json, apply, replace, forward, kubeconfig }
}

export function createHelm({ program, kubeconfig }) {
  const env = { ...process.env, KUBECONFIG: kubeconfig }
  return async (args, values) => {
    const all = values ? [...args, '--values', '-'] : args
    return whole(program, all, values ? JSON.stringify(values) : '', env)
  }
}

/** Standard output whole, however long; throws with both streams when it fails. */
function whole(program, args, input, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (errors += chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) return resolve(output)
      reject(
        new Trouble(
          `${program.split('/').at(-1)} ${args.join(' ')} ended with ${code}:\n${lastLines(output + errors)}`,
        ),
      )
    })
    child.stdin.end(input)
  })
}
