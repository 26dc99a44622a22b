import { least, secrets } from './render.js'

const internal = {
  rabbitmq: { internal: { enabled: true } },
  mongodb: { internal: { enabled: true } },
}
const { publicUrl, moysklad } = least

/** [what, values, values files]: what operators choose, alone and together. */
export const combinations: [string, object, string[]?][] = [
  ['the least that must be set', least],
  ['the small size', least, ['small']],
  ['the large size', least, ['large']],
  ['small servers inside', { publicUrl, moysklad, ...internal }],
  [
    'small servers inside, nothing kept on disk, MongoDB without a password',
    {
      publicUrl,
      moysklad,
      rabbitmq: { internal: { enabled: true, storage: { enabled: false } } },
      mongodb: { internal: { enabled: true, auth: false, storage: { enabled: false } } },
    },
    ['small'],
  ],
  [
    'every Secret given',
    {
      publicUrl,
      moysklad: { ...moysklad, appSecretKey: '', existingSecret: 'given-moysklad' },
      keys: { existingSecret: 'given-keys' },
      rabbitmq: { existingSecret: { name: 'given-amqp', key: 'url' } },
      mongodb: { existingSecret: { name: 'given-mongo', key: 'url' } },
    },
  ],
  [
    'notifications and the application of inSales',
    {
      ...least,
      insales: { appId: 'bridge', appSecret: secrets.insales },
      notifications: {
        smtpUrl: `smtp://user:${secrets.smtp}@mail.example.ru:587`,
        smtpFrom: 'Bridge <a@example.ru>',
        telegramBotToken: secrets.telegram,
      },
    },
  ],
  [
    'Ingress with TLS, monitoring, private registry',
    {
      ...least,
      image: {
        registry: 'registry.example.ru/team',
        tag: '1.2.3',
        pullPolicy: 'Always',
        pullSecrets: ['pull'],
      },
      ingress: { enabled: true, className: 'nginx', annotations: { a: 'b' }, tlsSecret: 'tls' },
      monitoring: {
        serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
        prometheusRule: { enabled: true },
        dashboards: { enabled: true },
      },
    },
  ],
  [
    'Gateway API, scaling by queues',
    {
      ...least,
      gatewayApi: { enabled: true, parentRefs: [{ name: 'edge', namespace: 'infra' }] },
      defaults: { autoscaling: { enabled: true, queueDepth: { enabled: true } } },
    },
  ],
  [
    'where pods go',
    {
      ...least,
      defaults: {
        antiAffinity: 'hard',
        priorityClassName: 'high',
        nodeSelector: { pool: 'sync' },
        tolerations: [{ key: 'sync', operator: 'Exists' }],
        topologySpread: { enabled: true, maxSkew: 2, whenUnsatisfiable: 'DoNotSchedule' },
      },
      services: { gateway: { affinity: { nodeAffinity: {} }, replicas: 4 } },
    },
  ],
  [
    'labels, annotations and variables',
    {
      ...least,
      commonLabels: { team: 'sync' },
      commonAnnotations: { owner: 'sync' },
      defaults: { labels: { tier: 'back' }, annotations: { note: 'x' }, env: { SWEEP_INTERVAL_MS: 60000 } },
      services: {
        'order-sync': {
          env: { SWEEP_INTERVAL_MS: 90000 },
          extraEnv: [{ name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } }],
        },
      },
    },
  ],
  [
    'network policies narrowed',
    {
      ...least,
      networkPolicy: {
        publicFrom: [{ namespaceSelector: { matchLabels: { name: 'ingress' } } }],
        metricsFrom: [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }],
        platforms: [{ ipBlock: { cidr: '198.51.100.0/24' } }],
        extraEgress: { 'moysklad-connector': [{ ports: [{ port: 7101 }] }] },
      },
    },
  ],
  [
    'no network policies, no ServiceAccount of its own',
    {
      ...least,
      networkPolicy: { enabled: false },
      serviceAccount: { create: false, name: 'given' },
    },
  ],
  ['another name', { ...least, nameOverride: 'bridge', rabbitmq: { ...least.rabbitmq, namespace: 'two.' } }],
]
