// The types of the settings API, out of the description that the built gateway gives of itself.
import openapiTS, { astToString } from 'openapi-typescript'

/** The OpenAPI description of `/api/v1` as a text; no service is asked for it. */
export async function describeApi() {
  const { createApp } = await import('../dist/http/app.js')
  const { registerApi } = await import('../dist/http/api/api.js')
  const nobody = new Proxy({}, { get: (_ports, name) => (name === 'then' ? undefined : nobody) })
  const app = createApp(quiet)
  await registerApi(app, nobody)
  const { statusCode, body } = await app.inject('/api/v1/openapi.json')
  await app.close()
  if (statusCode !== 200) throw new Error(`the gateway does not describe its API: ${body}`)
  return body
}

export const typesOf = async (description) => astToString(await openapiTS(JSON.parse(description)))

const ignore = () => {}
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const quiet = {
  ...Object.fromEntries(levels.map((level) => [level, ignore])),
  level: 'silent',
  child: () => quiet,
}
