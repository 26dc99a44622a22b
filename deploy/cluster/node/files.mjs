// The settings of a node of one: containerd, network, kubelet, kube-proxy, CoreDNS.
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'

export const PODS = '10.244.0.0/16'
export const SERVICES = '10.96.0.0/16'
export const DNS = '10.96.0.10'
export const PAUSE = 'docker.io/skladbridge-base/pause:1'
export const ports = {
  etcd: 20379,
  etcdPeer: 20380,
  api: 16443,
  kubelet: 11250,
  dns: 20053,
  dnsHealth: 20054,
}

/** The address by which others reach this machine: the API server does not advertise loopback. */
export function nodeAddress() {
  const all = Object.entries(networkInterfaces()).filter(([name]) => !/^(docker|veth|cni|br-)/.test(name))
  const found = all
    .flatMap(([, addresses]) => addresses)
    .find(({ family, internal }) => family === 'IPv4' && !internal)
  if (!found) throw new Error('this machine has no IPv4 address besides loopback')
  return found.address
}

/**
 * Writes all of them under `state`; answers their paths.
 *
 * images   containerd's folder, kept between runs
 * sockets  a short path: a socket's may have 108 letters
 */
export function writeFiles({ state, images, sockets, plugins, address }) {
  for (const folder of [state, images, sockets]) mkdirSync(folder, { recursive: true })
  const write = (name, text) => {
    const path = join(state, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const token = randomBytes(24).toString('hex')
  const kubeconfig = write('kubeconfig', kubeconfigText(address, token))
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const socket = join(sockets, 'containerd.sock')
  const net = join(state, 'net')
  write('net/10-skladbridge.conflist', networkText(state))
  return {
    kubeconfig,
    socket,
    tokens: write('tokens.csv', `${token},admin,admin,"system:masters"\n`),
    signingKey: write('sa.key', privateKey),
    verifyingKey: write('sa.pub', publicKey),
    containerd: write('containerd.toml', containerdText({ images, sockets, socket, plugins, net })),
    kubelet: write('kubelet.yaml', kubeletText(address, socket)),
    corefile: write('Corefile', corefileText(address, kubeconfig)),
  }
}

const kubeconfigText = (address, token) => `apiVersion: v1
kind: Config
clusters: [{ name: here, cluster: { server: 'https://${address}:${ports.api}', insecure-skip-tls-verify: true } }]
users: [{ name: admin, user: { token: ${token} } }]
contexts: [{ name: here, context: { cluster: here, user: admin } }]
current-context: here
`

// restrict_oom_score_adj: without it runc fails inside of some virtual machines and containers.
// netns_mounts_under_state_dir: where `clearNode` finds them; one that stays keeps the route to its address.
const containerdText = ({ images, sockets, socket, plugins, net }) => `version = 2
root = "${images}"
state = "${sockets}/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
  address = "${socket}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE}"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${plugins}"
    conf_dir = "${net}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
`

// Point to point instead of a bridge: answers between two pods go through the host too, which has to undo the
// translation of a Service's address.
const networkText = (state) =>
  JSON.stringify({
    cniVersion: '0.4.0',
    name: 'skladbridge',
    plugins: [
      {
        type: 'ptp',
        ipMasq: true,
        ipam: {
          type: 'host-local',
          dataDir: join(state, 'addresses'),
          ranges: [[{ subnet: '10.244.0.0/24' }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  })

const kubeletText = (address, socket) => `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: ${address}
port: ${ports.kubelet}
healthzPort: 0
readOnlyPort: 0
authentication: { anonymous: { enabled: true }, webhook: { enabled: false } }
authorization: { mode: AlwaysAllow }
containerRuntimeEndpoint: unix://${socket}
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
enforceNodeAllocatable: []
clusterDomain: cluster.local
clusterDNS: ['${DNS}']
maxPods: 60
imageGCHighThresholdPercent: 100
evictionHard: { memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1% }
`

const corefileText = (address, kubeconfig) => `cluster.local:${ports.dns} in-addr.arpa:${ports.dns} {
  bind ${address}
  kubernetes cluster.local in-addr.arpa {
    kubeconfig ${kubeconfig}
    ttl 2
  }
  health ${address}:${ports.dnsHealth}
}
.:${ports.dns} {
  bind ${address}
  template ANY ANY {
    rcode NXDOMAIN
  }
}
`
