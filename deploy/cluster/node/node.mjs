// A Kubernetes cluster of one node on this machine: etcd, API server, controllers, scheduler, kubelet with containerd,
// kube-proxy, CoreDNS, all as processes that end with us. Nothing is installed; state is thrown away, images stay.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { startProcess } from '../../local/processes.mjs'
import { until } from '../../local/demo/until.mjs'
import { Trouble } from '../../local/scope.mjs'
import { cacheFolder } from '../../local/servers/install.mjs'
import { lastLines, run } from '../../local/servers/run.mjs'
import { root } from '../../local/setup.mjs'
import { createKubectl } from '../kubectl.mjs'
import { clusterPrograms, ensureProgram } from '../tools.mjs'
import { clearNode } from './clear.mjs'
import { DNS, nodeAddress, PODS, ports, SERVICES, writeFiles } from './files.mjs'
import { ensureParts } from './parts.mjs'

const sockets = '/run/skladbridge-cluster'
export const stateFolder = join(root, '.local', 'cluster')
const startMs = 120_000

/** { kubeconfig, kubectl, ctr(args) → { code, output }, stop() } */
export async function startNode({ say, scope }) {
  const programs = {}
  for (const name of clusterPrograms) programs[name] = await ensureProgram({ say, name })
  const { etcd, plugins } = await ensureParts({ say })
  const images = join(cacheFolder(), 'cluster-images')
  await clearNode({ sockets, state: stateFolder, kubeProxy: programs['kube-proxy'] })
  rmSync(stateFolder, { recursive: true, force: true })
  const address = nodeAddress()
  const files = writeFiles({ state: stateFolder, images, sockets, plugins, address })
  const kubectl = createKubectl({ program: programs.kubectl, kubeconfig: files.kubeconfig })
  const context = { programs: { ...programs, etcd }, files, address, kubectl }
  const started = []
  scope.defer(() => stop())

  let stopping
  const stop = () => (stopping ??= stopAll())
  async function stopAll() {
    for (const part of started.reverse()) await part.stop()
    await clearNode({ sockets, state: stateFolder, kubeProxy: programs['kube-proxy'] })
  }

  for (const [name, command, args, ready] of parts(context)) {
    const logFile = join(stateFolder, 'logs', `${name}.log`)
    started.push(
      await startProcess({ name, command, args, logFile, ...(ready?.url && { ready: ready.url }) }),
    )
    if (ready?.look) await until(`${name} is ready`, ready.look, startMs)
  }
  await openTheWay()
  await kubectl.apply(clusterDns(address))
  await until('the node is ready', () => nodeIsReady(kubectl), startMs)
  const ctr = (args, options) =>
    run('ctr', ['--address', files.socket, '--namespace', 'k8s.io', ...args], options)
  return { kubeconfig: files.kubeconfig, socket: files.socket, kubectl, ctr, stop }
}

/** [name, command, arguments, how it is seen to be ready], in the order of their start. */
function parts({ programs, files, address, kubectl }) {
  const with_ = (name, ...args) => [name, programs[name], args]
  const known = `--kubeconfig=${files.kubeconfig}`
  const etcdUrl = `http://127.0.0.1:${ports.etcd}`
  const certificates = join(stateFolder, 'certificates')
  return [
    [
      'etcd',
      programs.etcd,
      [
        `--data-dir=${join(stateFolder, 'etcd')}`,
        `--listen-client-urls=${etcdUrl}`,
        `--advertise-client-urls=${etcdUrl}`,
        `--listen-peer-urls=http://127.0.0.1:${ports.etcdPeer}`,
        '--unsafe-no-fsync', // thrown away at the end
      ],
      { url: `${etcdUrl}/health` },
    ],
    [
      'containerd',
      'containerd',
      ['--config', files.containerd],
      { look: async () => (await run('ctr', ['--address', files.socket, 'version'])).code === 0 },
    ],
    [
      ...with_(
        'kube-apiserver',
        `--etcd-servers=${etcdUrl}`,
        `--advertise-address=${address}`,
        `--secure-port=${ports.api}`,
        `--cert-dir=${certificates}`,
        `--token-auth-file=${files.tokens}`,
        '--authorization-mode=RBAC',
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-key-file=${files.verifyingKey}`,
        `--service-account-signing-key-file=${files.signingKey}`,
        `--service-cluster-ip-range=${SERVICES}`,
        '--kubelet-preferred-address-types=InternalIP',
      ),
      { look: async () => (await kubectl.try(['get', '--raw', '/readyz'])).code === 0 },
    ],
    with_(
      'kube-controller-manager',
      known,
      `--service-account-private-key-file=${files.signingKey}`,
      `--root-ca-file=${join(certificates, 'apiserver.crt')}`,
      '--leader-elect=false',
    ),
    with_('kube-scheduler', known, '--leader-elect=false'),
    with_(
      'kubelet',
      known,
      `--config=${files.kubelet}`,
      `--root-dir=${join(stateFolder, 'kubelet')}`,
      `--node-ip=${address}`,
    ),
    with_(
      'kube-proxy',
      known,
      `--cluster-cidr=${PODS}`,
      '--proxy-mode=iptables',
      '--conntrack-max-per-core=0',
      '--conntrack-min=0',
      '--conntrack-tcp-timeout-established=0',
      '--conntrack-tcp-timeout-close-wait=0',
      '--healthz-bind-address=127.0.0.1:20256',
      '--metrics-bind-address=127.0.0.1:20249',
    ),
    [...with_('coredns', '-conf', files.corefile), { url: `http://${address}:${ports.dnsHealth}/health` }],
  ]
}

/** A Docker engine forbids forwarding to what it did not make; pods are forwarded to. `clearNode` takes it back. */
async function openTheWay() {
  await run('sysctl', ['-w', 'net.ipv4.ip_forward=1'])
  for (const side of ['-s', '-d']) {
    const { code, output } = await run('iptables', ['-I', 'FORWARD', side, PODS, '-j', 'ACCEPT'])
    if (code !== 0) throw new Trouble(`iptables refuses:\n${lastLines(output)}`)
  }
}

async function nodeIsReady(kubectl) {
  const { items } = await kubectl.json(['get', 'nodes'])
  return items.some(({ status }) =>
    status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
  )
}

/** CoreDNS runs beside the cluster: a Service without a selector that leads to it. */
function clusterDns(address) {
  const metadata = { name: 'kube-dns', namespace: 'kube-system' }
  const protocols = [
    { name: 'dns', protocol: 'UDP' },
    { name: 'dns-tcp', protocol: 'TCP' },
  ]
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { clusterIP: DNS, ports: protocols.map((one) => ({ ...one, port: 53, targetPort: ports.dns })) },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kube-dns' } },
      addressType: 'IPv4',
      ports: protocols.map((one) => ({ ...one, port: ports.dns })),
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
    },
  ]
}
