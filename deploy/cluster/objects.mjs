// What the trial puts into the cluster besides the chart: a namespace that lets only restricted pods in, the sandboxes, and
// on a node of our own two volumes.
import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export const namespace = 'skladbridge-trial'
const ports = { moysklad: 7101, insales: 7102, vendor: 7103, control: 7104 }
const restricted = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
}

export const namespaceObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
}

export function sandboxObjects({ image, pullPolicy, solution, gateway }) {
  const labels = { app: 'sandbox' }
  const flags = {
    host: '0.0.0.0',
    products: '0',
    gateway,
    'app-id': solution.appId,
    'app-uid': solution.appUid,
    'secret-key': solution.secretKey,
  }
  const metadata = { name: 'sandbox', namespace, labels }
  const container = {
    name: 'sandbox',
    image,
    imagePullPolicy: pullPolicy,
    args: ['dist/cli.js', ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value])],
    ports: Object.entries(ports).map(([name, containerPort]) => ({ name, containerPort })),
    readinessProbe: { tcpSocket: { port: ports.control }, periodSeconds: 1 },
    securityContext: restricted,
    resources: { requests: { cpu: '50m', memory: '128Mi' } },
  }
  const spec = {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  }
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      // it holds both platforms in memory: there is one, and it stays
      spec: {
        replicas: 1,
        strategy: { type: 'Recreate' },
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: labels, ports: Object.entries(ports).map(([name, port]) => ({ name, port })) },
    },
  ]
}

/** Folders of this machine for the two servers, so that their pods may be deleted and find their data again. */
export function volumeObjects(folder, release) {
  return ['rabbitmq', 'mongodb'].map((server) => {
    const path = join(folder, server)
    mkdirSync(path, { recursive: true })
    chownSync(path, 999, 999)
    return {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${namespace}-${server}` },
      spec: {
        capacity: { storage: '20Gi' },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace, name: `data-${release}-${server}-0` },
        hostPath: { path },
      },
    }
  })
}

/** The chart's values for the trial: the small size, small servers inside, the sandboxes instead of the platforms. */
export function trialValues({ tag, images, solution, gateway, registry }) {
  const at = (port) => `http://sandbox.${namespace}:${port}`
  const toSandbox = [{ ports: Object.values(ports).map((port) => ({ port })) }]
  return {
    image: { registry, tag, pullPolicy: images.pullPolicy },
    publicUrl: gateway,
    environment: 'development',
    moysklad: {
      appId: solution.appId,
      appUid: solution.appUid,
      appSecretKey: solution.secretKey,
      apiUrl: `${at(ports.moysklad)}/api/remap/1.2`,
      vendorUrl: `${at(ports.vendor)}/api/vendor/1.0`,
    },
    insales: { baseUrlOverride: at(ports.insales) },
    rabbitmq: { internal: { enabled: true, ...(images.rabbitmq && { image: images.rabbitmq }) } },
    // the stand-in for MongoDB, where no image can be pulled, knows no passwords
    mongodb: { internal: { enabled: true, ...(images.mongodb && { image: images.mongodb, auth: false }) } },
    networkPolicy: { extraEgress: { 'moysklad-connector': toSandbox, 'insales-connector': toSandbox } },
    // Minutes and days in production; nobody wants to watch for that long.
    defaults: {
      env: {
        SWEEP_INTERVAL_MS: 20_000,
        FULL_RUN_INTERVAL_MS: 30_000,
        DUTIES_INTERVAL_MS: 1000,
        WEBHOOKS_CHECK_INTERVAL_MS: 15_000,
      },
    },
  }
}
