import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'

export const chartFolder = join(__dirname, '../../../helm/skladbridge')

/** A rendered object, as loose as YAML is: tests look where they look. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Rendered = Record<string, any>

/** What the chart asks of everybody. The passwords are looked for where they must not be. */
export const secrets = {
  amqp: 'amqp-Secret-4711',
  mongo: 'mongo-Secret-4712',
  app: 'app-secret-key-Secret-4713',
  insales: 'insales-Secret-4714',
  smtp: 'smtp-Secret-4715',
  telegram: 'telegram-Secret-4716',
}
export const least = {
  publicUrl: 'https://sync.example.ru',
  moysklad: { appId: 'the-app', appUid: 'bridge.example', appSecretKey: secrets.app },
  rabbitmq: { url: `amqp://user:${secrets.amqp}@broker.example.ru:5672` },
  mongodb: { url: `mongodb://user:${secrets.mongo}@db.example.ru:27017/` },
}

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs helm with `values` as its standard input, which `--values -` reads. */
export function runHelm(helm: string, args: readonly string[], values: object): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(helm, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    )
    child.stdin?.end(JSON.stringify(values))
  })
}

/** `helm template`; `sizes` are values files of the chart, `small` or `large`. */
export async function tryRender(
  helm: string,
  values: object,
  sizes: readonly string[] = [],
): Promise<Outcome> {
  const files = sizes.flatMap((size) => ['--values', join(chartFolder, `values-${size}.yaml`)])
  const args = ['template', 'skladbridge', chartFolder, '--namespace', 'sync', '--kube-version', '1.34.2']
  return runHelm(helm, [...args, ...files, '--values', '-'], values)
}

export async function render(
  helm: string,
  values: object,
  sizes: readonly string[] = [],
): Promise<Rendered[]> {
  const { code, stdout, stderr } = await tryRender(helm, values, sizes)
  if (code !== 0) throw new Error(stderr)
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Rendered | null)
    .filter((object): object is Rendered => object !== null)
}

export const ofKind = (objects: readonly Rendered[], kind: string): Rendered[] =>
  objects.filter((object) => object['kind'] === kind)

export function named(objects: readonly Rendered[], kind: string, name: string): Rendered {
  const found = ofKind(objects, kind).find((object) => object['metadata'].name === name)
  if (!found) throw new Error(`no ${kind} ${name}`)
  return found
}

/** Every pod that an object makes or is, with its labels. */
export function podsOf(
  objects: readonly Rendered[],
): { name: string; labels: Record<string, string>; spec: Rendered }[] {
  return objects.flatMap((object) => {
    const template = object['kind'] === 'Pod' ? object : object['spec']?.template
    if (!template?.spec?.containers) return []
    return [{ name: object['metadata'].name, labels: template.metadata.labels, spec: template.spec }]
  })
}

export const matches = (
  selector: Record<string, string> | undefined,
  labels: Record<string, string>,
): boolean => Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value)

/** A container's environment; `from` is the Secret's `name/key` where the value comes out of one. */
export function envOf(deployment: Rendered): Map<string, { value?: string; from?: string }> {
  const [container] = deployment['spec'].template.spec.containers
  return new Map(
    container.env.map((one: Rendered) => {
      const ref = one['valueFrom']?.secretKeyRef
      return [one['name'], ref ? { from: `${ref.name}/${ref.key}` } : { value: one['value'] }]
    }),
  )
}
