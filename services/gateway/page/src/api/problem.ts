import type { paths } from '../../gen/api.js'

type ProblemReply = paths['/api/v1/connections']['get']['responses'][400]['content']['application/json']

/** What the API refuses with (RFC 9457); `detail` is Russian and says what to do. */
export class Problem extends Error {
  readonly code: string
  readonly status: number
  readonly detail: string
  constructor({ code, status, detail }: Pick<ProblemReply, 'code' | 'status' | 'detail'>) {
    super(code)
    this.code = code
    this.status = status
    this.detail = detail
  }
}

const noAnswer = {
  code: 'PAGE_NO_ANSWER',
  status: 0,
  detail: 'Нет связи с сервером. Проверьте интернет; страница попробует ещё раз сама.',
}
const strange = {
  code: 'PAGE_STRANGE_ANSWER',
  detail: 'Сервер ответил не так, как ожидалось. Обновите страницу; если не поможет, напишите в поддержку.',
}

export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  // what fetch throws when there is no answer at all
  if (thrown instanceof TypeError || thrown instanceof DOMException) return new Problem(noAnswer)
  return new Problem({ ...strange, status: 500 })
}

export function problemOf(body: unknown, status: number): Problem {
  const { code, detail } = (typeof body === 'object' && body !== null ? body : {}) as Partial<ProblemReply>
  return new Problem(code && detail ? { code, detail, status } : { ...strange, status })
}

/** Worth asking again by itself: the other side was away or busy. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Problem && [0, 429, 502, 503, 504].includes(error.status)
