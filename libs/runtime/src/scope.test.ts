import { describe, expect, it } from '@jest/globals'
import { captureLogger } from '@skladbridge/testing'
import type { Health, ReadinessCheck } from './health.js'
import { createScope } from './scope.js'

function setUp() {
  const checks = new Map<string, ReadinessCheck>()
  const health: Health = { readiness: (name, check) => void checks.set(name, check) }
  const closed: string[] = []
  const thing = (name: string, close: () => Promise<void> | void = () => undefined) => ({
    name,
    close: async () => {
      await close()
      closed.push(name)
    },
  })
  const { log, lines } = captureLogger()
  return { ...createScope(log, health), checks, closed, thing, lines }
}

describe('scope', () => {
  it('hands back what it was given, promised or not', async () => {
    const { scope, thing } = setUp()
    const one = thing('one')
    expect(await scope.use(one)).toBe(one)
    expect(await scope.use(Promise.resolve(one))).toBe(one)
  })

  it('closes in reverse, each when the one above is down', async () => {
    const { scope, close, closed, thing, open } = setUp()
    for (const name of ['mongo', 'broker', 'grpc']) await scope.use(thing(name))
    expect(open()).toEqual(['mongo', 'broker', 'grpc'])
    expect(await close()).toEqual({ failed: [] })
    expect(closed).toEqual(['grpc', 'broker', 'mongo'])
    expect(open()).toEqual([])
  })

  it('aborts its signal before the first thing is closed', async () => {
    const { scope, close, thing } = setUp()
    let abortedFirst = false
    await scope.use(thing('loop', () => void (abortedFirst = scope.signal.aborted)))
    expect(scope.signal.aborted).toBe(false)
    await close()
    expect(abortedFirst).toBe(true)
  })

  it('closes the rest when one fails, also at once', async () => {
    const { scope, close, closed, thing, lines } = setUp()
    await scope.use(thing('mongo'))
    await scope.use({
      close: () => {
        throw new Error('stuck')
      },
    })
    expect(await close()).toEqual({ failed: ['thing'] })
    expect(closed).toEqual(['mongo'])
    expect(lines()).toMatchObject([{ level: 'error', name: 'thing', err: { message: 'stuck' } }])
  })

  it('keeps nothing of what could not be opened', async () => {
    const { scope, open } = setUp()
    await expect(scope.use(Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    expect(open()).toEqual([])
  })

  it('closes at once what opens after closing began', async () => {
    const { scope, close, closed, thing } = setUp()
    let opened = (_: ReturnType<typeof thing>) => {}
    const late = scope.use(new Promise<ReturnType<typeof thing>>((resolve) => (opened = resolve)))
    await close()
    opened(thing('late'))
    await expect(late).rejects.toMatchObject({ kind: 'unavailable', code: 'SERVICE_STOPPING' })
    expect(closed).toEqual(['late'])
  })

  it('makes a readiness check of what can say whether it is ready', async () => {
    const { scope, checks, thing } = setUp()
    let ready = false
    await scope.use({ ...thing('mongo'), isReady: () => ready })
    await scope.use(thing('grpc'))
    expect([...checks.keys()]).toEqual(['mongo'])
    expect(checks.get('mongo')!()).toBe(false)
    ready = true
    expect(checks.get('mongo')!()).toBe(true)
  })

  it('tells things of one name apart', async () => {
    const { scope, open, checks, thing } = setUp()
    const ready = { ...thing('mongo'), isReady: () => true }
    await scope.use(ready)
    await scope.use(ready)
    await scope.use(ready, 'archive')
    expect(open()).toEqual(['mongo', 'mongo 2', 'archive'])
    expect([...checks.keys()]).toEqual(['mongo', 'mongo 2', 'archive'])
  })
})
