import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'

/** Compares what goes over the wire with MoySklad's own OpenAPI description. An empty list: nothing to say. */
export interface OpenApiChecker {
  checkRequest(method: string, path: string, body?: unknown): string[]
  checkResponse(method: string, path: string, status: number, body?: unknown): string[]
}

interface Parameter {
  $ref?: string
  name?: string
  in?: string
  schema?: object
}
interface Operation {
  parameters?: Parameter[]
  requestBody?: { required?: boolean }
  responses: Record<string, unknown>
}
interface OpenApi {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { enum?: unknown[] }>; parameters: Record<string, Parameter> }
}

const defaultFile = resolve(process.cwd(), '../shared/api/moysklad.openapi.json')

/** Parts of the API that MoySklad documents but has not put into the description. */
const undescribed = [
  /^\/report\//,
  /^\/security\/token$/,
  /^\/context\/(employee|application)$/,
  /\/(trash|syncid\/[^/]+)$/,
  /^\/download\//,
  /\/metadata\/(attributes|states)/,
  /^\/entity\/metadata$/,
  /^\/entity\/(product|bundle|variant)\/[^/]+\/images/,
]

/** Fields whose values the description lists. */
const enumFields: Record<string, string> = {
  trackingType: 'trackingType',
  taxSystem: 'taxSystem',
  paymentItemType: 'paymentItemType',
  companyType: 'companyType',
  stateType: 'stateType',
  action: 'webhookAction',
  diffType: 'webhookDiffType',
  reportType: 'webhookStockReportType',
  sex: 'sex',
  contractType: 'contractType',
  discountStrategy: 'discountStrategy',
}

/** Null when the description is not at hand. It has paths, parameters and enumerations, but no fields. */
export function createOpenApiChecker(file = defaultFile): OpenApiChecker | null {
  if (!existsSync(file)) return null
  const api = JSON.parse(readFileSync(file, 'utf8')) as OpenApi
  const find = createFinder(api)
  const checkValues = createValueChecker(api)
  return {
    checkRequest(method, path, body) {
      const found = find(method, path)
      if (typeof found === 'string') return [found]
      const problems = found ? [...checkQuery(api, found, path), ...checkBody(found, body)] : []
      return [...problems, ...checkValues(body, 'body')]
    },
    checkResponse(method, path, status, body) {
      const found = find(method, path)
      if (typeof found === 'string') return [found]
      const known = !found || found.responses[status] !== undefined || found.responses.default !== undefined
      return [
        ...(known ? [] : [`${method} ${path}: status ${status} is not described`]),
        ...(status >= 400 ? checkErrors(body) : checkEnvelope(body)),
        ...checkValues(body, 'body'),
      ]
    },
  }
}

function bare(path: string): string {
  const withoutHost = path.replace(/^https?:\/\/[^/]+/, '').replace(/^\/?api\/remap\/1\.2/, '')
  return `/${withoutHost.split('?')[0]!.replace(/^\/+|\/+$/g, '')}`
}

/** The operation; undefined for what the description leaves out; a sentence for what it does not know. */
function createFinder(api: OpenApi) {
  const patterns = Object.entries(api.paths)
    .map(([template, operations]) => ({
      operations,
      shape: new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`),
      literal: template.replace(/\{[^}]+\}/g, '').length,
    }))
    .sort((a, b) => b.literal - a.literal)
  return (method: string, path: string): Operation | undefined | string => {
    const wanted = bare(path)
    const found = patterns.filter(({ shape }) => shape.test(wanted))
    const operation = found.map(({ operations }) => operations[method.toLowerCase()]).find(Boolean)
    if (operation || undescribed.some((one) => one.test(wanted))) return operation
    return `${method} ${wanted}: ${found.length > 0 ? 'method' : 'path'} is not described`
  }
}

function checkQuery(api: OpenApi, operation: Operation, path: string): string[] {
  const ajv = new Ajv({ strict: false, coerceTypes: true })
  const known = (operation.parameters ?? []).map(
    (one) => (one.$ref ? api.components.parameters[one.$ref.split('/').at(-1)!] : one) ?? {},
  )
  return [...new URLSearchParams(path.split('?')[1] ?? '')].flatMap(([name, value]) => {
    const parameter = known.find((one) => one.in === 'query' && one.name === name)
    if (!parameter) return [`query parameter ${name} is not described`]
    return ajv.validate(parameter.schema ?? {}, value) ? [] : [`query parameter ${name}: ${ajv.errorsText()}`]
  })
}

const checkBody = (operation: Operation, body: unknown): string[] =>
  operation.requestBody?.required && body === undefined ? ['a body is required'] : []

type Walker = (value: unknown, path: string) => string[]

function createValueChecker(api: OpenApi): Walker {
  const ajv = new Ajv({ strict: false })
  const validators = new Map<string, ValidateFunction>(
    Object.entries(enumFields).flatMap(([field, name]) => {
      const schema = api.components.schemas[name]
      return schema ? [[field, ajv.compile(schema)] as const] : []
    }),
  )
  const walk: Walker = (value, path) => {
    if (Array.isArray(value)) return value.flatMap((one, i) => walk(one, `${path}[${i}]`))
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value).flatMap(([name, inner]) => {
      const validate = typeof inner === 'string' ? validators.get(name) : undefined
      if (validate) return validate(inner) ? [] : [`${path}.${name}: «${String(inner)}» is not in the list`]
      return name === 'meta' ? checkMeta(inner, `${path}.meta`) : walk(inner, `${path}.${name}`)
    })
  }
  return walk
}

function checkMeta(meta: unknown, path: string): string[] {
  const { href, mediaType } = (meta ?? {}) as Record<string, unknown>
  return [
    ...(typeof href === 'string' && URL.canParse(href) ? [] : [`${path}.href is no URL`]),
    ...(mediaType === undefined || mediaType === 'application/json'
      ? []
      : [`${path}.mediaType: ${String(mediaType)}`]),
  ]
}

/** A list has its size, limit and offset in `meta`. */
function checkEnvelope(body: unknown): string[] {
  const { meta, rows } = (body ?? {}) as { meta?: Record<string, unknown>; rows?: unknown }
  if (!Array.isArray(rows)) return []
  return ['size', 'limit', 'offset']
    .filter((name) => typeof meta?.[name] !== 'number')
    .map((name) => `meta.${name} is missing`)
}

/** `CommonError`: an object, or an array of objects, with `errors`. */
function checkErrors(body: unknown): string[] {
  if (body === undefined) return []
  const failures = Array.isArray(body) ? body.filter((one) => one?.errors !== undefined) : [body]
  return failures.flatMap((one: { errors?: { error?: unknown; code?: unknown }[] }) => {
    if (!Array.isArray(one.errors) || one.errors.length === 0) return ['an error body without errors']
    const complete = one.errors.every(
      ({ error, code }) => typeof error === 'string' && typeof code === 'number',
    )
    return complete ? [] : ['an error without its text or code']
  })
}
