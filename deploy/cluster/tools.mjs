// Programs that the chart's tests and `pnpm cluster` run: built with Go from modules whose versions `tools/` pins, kept in
// the cache folder. A helm of one's own is taken where HELM names it or the PATH has one.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Trouble } from '../local/scope.mjs'
import { buildWithGo, cacheFolder, makePart } from '../local/servers/install.mjs'
import { lastLines, run } from '../local/servers/run.mjs'

const KUBERNETES = 'v1.34.2'
const HELM = 'v3.22.0'
const [, minor] = KUBERNETES.split('.')

// Without the linker's flags both make their versions up.
const helmFlags = [
  '-s -w',
  `-X helm.sh/helm/v3/internal/version.version=${HELM}`,
  '-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1',
  `-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=${minor}`,
  `-X helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor=1`,
  `-X helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor=${minor}`,
].join(' ')
const kubernetesFlags = `-s -w -X k8s.io/component-base/version.gitVersion=${KUBERNETES}`

const kubernetes = (name) => ({
  module: 'kubernetes',
  package: `k8s.io/kubernetes/cmd/${name}`,
  ldflags: kubernetesFlags,
})
const programs = {
  helm: { module: 'helm', package: 'helm.sh/helm/v3/cmd/helm', ldflags: helmFlags },
  coredns: { module: 'coredns', package: 'github.com/coredns/coredns', ldflags: '-s -w' },
  pause: { module: 'pause', package: '.', ldflags: '-s -w' },
  ...Object.fromEntries(
    ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'].map(
      (name) => [name, kubernetes(name)],
    ),
  ),
}
export const clusterPrograms = Object.keys(programs).filter((name) => name !== 'helm')

/** The path of helm ≥ 3.12. @throws Trouble that says how to get one. */
export async function ensureHelm({ say, env = process.env }) {
  for (const helm of [env.HELM, 'helm']) {
    if (!helm) continue
    const { code, output } = await run(helm, ['version', '--short'])
    const [, major, minorOf] = /v(\d+)\.(\d+)/.exec(output) ?? []
    if (code === 0 && (Number(major) > 3 || Number(minorOf) >= 12)) return helm
    if (helm === env.HELM) throw new Trouble(`HELM=${helm} is no helm ≥ 3.12`)
  }
  return ensureProgram({ say, name: 'helm' })
}

/** Its path in the cache. Cold, Kubernetes' own take minutes each; all of them later share what Go has compiled. */
export async function ensureProgram({ say, name }) {
  const { module, package: packageName, ldflags } = programs[name]
  const source = join(import.meta.dirname, 'tools', module)
  const hash = createHash('sha256').update(`${packageName} ${ldflags}`)
  for (const file of ['go.mod', 'go.sum', 'main.go']) {
    const path = join(source, file)
    if (existsSync(path)) hash.update(readFileSync(path))
  }
  const folder = join(cacheFolder(), `tool-${name}-${hash.digest('hex').slice(0, 8)}-${process.arch}`)
  if (existsSync(folder)) return join(folder, name)
  await makePart(say, `${name} built`, folder, async (aside) => {
    const output = join(aside, name)
    const result = await buildWithGo(say, { source, output, package: packageName, ldflags })
    if (result.code === 0) return
    throw new Trouble(
      `${name} could not be built with Go. Is the Go module proxy reachable (GOPROXY)?` +
        `${name === 'helm' ? ' Or install helm 3.12 or later, or name it in HELM.' : ''}\n${lastLines(result.output)}`,
    )
  })
  return join(folder, name)
}
