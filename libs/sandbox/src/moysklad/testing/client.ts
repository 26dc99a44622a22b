import { gunzipSync } from 'node:zlib'
import type { InjectOptions } from 'fastify'
import type { Moysklad } from '../create-moysklad-sandbox.js'

// answers are read as what they are: JSON of any shape
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any

export interface Reply {
  status: number
  headers: Record<string, string>
  body: Json
  text: string
}

export interface Client {
  (method: string, path: string, body?: unknown, headers?: Record<string, string | string[]>): Promise<Reply>
}

/** Asks the sandbox as a well-behaved client does. Paths are relative to the API, or absolute. */
export function createClient(sandbox: Moysklad, token: string): Client {
  return async (method, path, body, headers = {}) => {
    const url = path.startsWith('http') ? path.replace(/^https?:\/\/[^/]+/, '') : `/api/remap/1.2/${path}`
    const response = await sandbox.app.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: {
        host: 'moysklad.test',
        'accept-encoding': 'gzip',
        accept: 'application/json;charset=utf-8',
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      } as Record<string, string>,
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const zipped = response.headers['content-encoding'] === 'gzip'
    const text = zipped ? gunzipSync(response.rawPayload).toString('utf8') : response.payload
    const isJson = String(response.headers['content-type'] ?? '').includes('json')
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string>,
      text,
      body: isJson && text ? JSON.parse(text) : undefined,
    }
  }
}
