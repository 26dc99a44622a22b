import createClient from 'openapi-fetch'
import type { paths } from '../../gen/api.js'
import { problemOf, toProblem } from './problem.js'
import { forgetSession, sessionNow } from './session.js'

/** What happens when the session is over: set by the app, for every call alike. */
let onSessionOver: () => void = () => {}
export const whenSessionIsOver = (tell: () => void): void => {
  onSessionOver = tell
}

export const api = createClient<paths>()

api.use({
  onRequest({ request }) {
    const session = sessionNow()
    if (session) request.headers.set('authorization', `Bearer ${session.token}`)
    return request
  },
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The answer's body and headers; everything else is a `Problem`. */
export async function whole<T>(asking: Promise<Answer<T>>): Promise<{ data: T; headers: Headers }> {
  const { data, error, response } = await asking.catch((thrown: unknown) => {
    throw toProblem(thrown)
  })
  if (response.ok) return { data: data as T, headers: response.headers }
  const problem = problemOf(error, response.status)
  if (problem.code === 'GATEWAY_SESSION_INVALID') {
    forgetSession()
    onSessionOver()
  }
  throw problem
}

export const take = async <T>(asking: Promise<Answer<T>>): Promise<T> => (await whole(asking)).data

/** A file of the API into the browser's downloads: a link could not carry the session. */
export async function download(asking: Promise<Answer<unknown>>, name: string): Promise<void> {
  const file = URL.createObjectURL((await take(asking)) as Blob)
  const link = document.createElement('a')
  link.href = file
  link.download = name
  link.click()
  URL.revokeObjectURL(file)
}
