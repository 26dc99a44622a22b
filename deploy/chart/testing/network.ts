import { matches, ofKind, type Rendered } from './render.js'

type Labels = Record<string, string>

/** May a pod with the labels `from` reach `port` of one with the labels `to`, as NetworkPolicies say on both sides? */
export function mayReach(objects: readonly Rendered[], from: Labels, to: Labels, port: number): boolean {
  return allowed(objects, from, to, port, 'Egress') && allowed(objects, to, from, port, 'Ingress')
}

/** May it reach `port` of an address outside of the cluster? */
export function mayLeave(objects: readonly Rendered[], from: Labels, port: number): boolean {
  return policiesOf(objects, from, 'Egress').some((policy) =>
    rules(policy, 'Egress').some(
      (rule) => fitsPort(rule, port) && (!rule['to'] || rule['to'].some((peer: Rendered) => peer['ipBlock'])),
    ),
  )
}

function allowed(
  objects: readonly Rendered[],
  own: Labels,
  other: Labels,
  port: number,
  way: 'Ingress' | 'Egress',
) {
  const policies = policiesOf(objects, own, way)
  if (policies.length === 0) return true
  return policies.some((policy) =>
    rules(policy, way).some(
      (rule) => fitsPort(rule, port) && fitsPeer(rule[way === 'Ingress' ? 'from' : 'to'], other),
    ),
  )
}

const policiesOf = (objects: readonly Rendered[], labels: Labels, way: string) =>
  ofKind(objects, 'NetworkPolicy').filter(
    ({ spec }) => matches(spec.podSelector.matchLabels, labels) && spec.policyTypes.includes(way),
  )
const rules = (policy: Rendered, way: string): Rendered[] => policy['spec'][way.toLowerCase()] ?? []
const fitsPort = (rule: Rendered, port: number) =>
  !rule['ports'] || rule['ports'].some((one: Rendered) => one['port'] === port)
const fitsPeer = (peers: Rendered[] | undefined, other: Labels) =>
  !peers ||
  peers.some(
    (peer) =>
      (peer['podSelector'] && matches(peer['podSelector'].matchLabels, other)) ||
      (peer['namespaceSelector'] && Object.keys(peer['namespaceSelector']).length === 0),
  )
