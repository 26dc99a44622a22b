import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { catalog } from '@skladbridge/proto'
import { problemOf, startGateway, type Gateway } from '../../testing/start-gateway.js'

const path = '/api/v1/connections/42/loads'
let gateway: Gateway
const headers: Record<string, string> = {}
let worker: Record<string, string>

beforeAll(async () => {
  gateway = await startGateway()
  const open = async (admin: boolean) =>
    `Bearer ${(await gateway.sessions.open({ accountId: 'a', userId: 'u', admin })).token}`
  headers['authorization'] = await open(true)
  worker = { authorization: await open(false) }
})
afterAll(() => gateway.close())

const post = (rest: string, body: unknown = {}, as = headers) =>
  gateway.ask('POST', `${path}${rest}`, { headers: as, body })
const get = (rest: string) => gateway.ask('GET', `${path}${rest}`, { headers })

describe('loads', () => {
  it('none yet: says so in Russian', async () => {
    const answer = await get('/last')
    expect(problemOf(answer)).toMatchObject({ status: 404, code: 'CATALOG_LOAD_UNKNOWN' })
    expect(answer.body['detail']).toContain('Загрузка не найдена')
  })

  it('prepared, started, paused, continued, cancelled: each asks the service for this connection', async () => {
    const { body } = await post('', { direction: 'insales-to-moysklad', matchBy: ['sku'], images: true })
    expect(body).toMatchObject({ state: 'preparing', secondsLeft: -1 })
    expect(gateway.services.requestsOf('loads.prepare').at(-1)).toMatchObject({
      connection: { accountId: 'a', shopId: '42' },
      direction: 'insales-to-moysklad',
      matchBy: ['sku'],
      images: true,
      bundles: false,
    })
    const states = []
    for (const change of ['start', 'pause', 'continue', 'cancel'])
      states.push((await post(`/${body['id']}/${change}`)).body['state'])
    expect(states).toEqual(['running', 'paused', 'running', 'cancelled'])
  })

  it.each([
    ['', { direction: 'sideways' }],
    ['', { direction: 'insales-to-moysklad', matchBy: ['colour'] }],
    ['/last/conflicts', { rule: 'link', itemId: 'x' }],
    ['/last/conflicts', {}],
    ['/not-a-uuid/start', {}],
  ])('refused: POST %s %j', async (rest, body) => {
    expect(problemOf(await post(rest, body))).toMatchObject({ type: 'application/problem+json', status: 400 })
  })

  it('only an administrator changes anything; everybody may look', async () => {
    expect((await post('', { direction: 'moysklad-to-insales' }, worker)).status).toBe(403)
    expect((await post('/last/conflicts', { rule: 'skip' }, worker)).status).toBe(403)
    expect((await gateway.ask('GET', `${path}/last`, { headers: worker })).status).toBe(200)
  })

  it('another load that is not over: the service’s own sentence', async () => {
    const text = 'Другая загрузка этого подключения ещё не завершена.'
    const error = new AppError({ kind: 'conflict', code: 'CATALOG_LOAD_RUNS', message: 'runs', text })
    gateway.services.fail('loads.prepare', error)
    const answer = await post('', { direction: 'moysklad-to-insales' })
    gateway.services.mend()
    expect(problemOf(answer)).toMatchObject({ status: 409, code: 'CATALOG_LOAD_RUNS' })
    expect(answer.body['detail']).toBe(text)
  })
})

describe('its rows', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_none, at) =>
      catalog.LoadItem.fromPartial({
        id: `i${at}`,
        kind: 'product',
        title: at === 0 ? '=cmd|calc' : `Чай; "№ ${at}"`,
        action: at % 2 ? 'create' : 'conflict',
        state: 'waiting',
        candidates: [{ id: '7', title: 'Чай' }],
      }),
    )

  it('in pages, with a filter', async () => {
    gateway.services.items.set('a.42', rows(5))
    const first = await get('/last/items?action=conflict&limit=2')
    expect(first.body['items']).toHaveLength(2)
    const next = await get(`/last/items?action=conflict&limit=2&cursor=${first.body['cursor']}`)
    expect(next.body).toMatchObject({ items: [{ id: 'i4' }], cursor: '' })
  })

  it('as a file that no spreadsheet takes for a formula, page after page', async () => {
    gateway.services.items.set('a.42', rows(2_500))
    const answer = await fetch(`${gateway.url}${path}/last/items.csv`, { headers })
    const lines = (await answer.text()).trimEnd().split('\r\n')
    expect(answer.headers.get('content-type')).toContain('text/csv')
    expect(lines).toHaveLength(2_501)
    expect(lines[1]).toContain('"\'=cmd|calc"')
    expect(lines[2]).toContain('"Чай; ""№ 1""";')
  })

  it('a failure at the beginning is an answer, not an empty file', async () => {
    const error = new AppError({ kind: 'unavailable', code: 'AWAY', message: 'away', text: 'Нет связи.' })
    gateway.services.fail('loads.listItems', error)
    const answer = await get('/last/items.csv')
    gateway.services.mend()
    expect(answer.status).toBe(503)
  })
})
