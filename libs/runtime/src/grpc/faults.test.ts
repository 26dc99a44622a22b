import { Server, ServerCredentials, status as Status } from '@grpc/grpc-js'
import { afterEach, describe, expect, it } from '@jest/globals'
import { AppError } from '@skladbridge/errors'
import { stock } from '@skladbridge/proto'
import { freePort, silentLogger, waitFor } from '@skladbridge/testing'
import { grpcService, startGrpc } from '../index.js'
import { clients, closePairs, cuttable, gate, nothing, pair } from '../testing/grpc-pair.js'
import type { CallContext } from './call.js'

afterEach(closePairs)

const never = () => new Promise<never>(() => undefined)
const unavailable = (code: string) => expect.objectContaining({ kind: 'unavailable', code })

describe('deadline and cancel', () => {
  it('end a call on both sides at the deadline', async () => {
    let call: CallContext | undefined
    const { runs } = await pair({ runs: { list: (_, context) => ((call = context), never()) } })
    await runs.runNow(nothing)
    await expect(runs.list(nothing, { deadline: new Date(Date.now() + 300) })).rejects.toEqual(
      unavailable('GRPC_DEADLINE'),
    )
    await waitFor(() => call!.signal.aborted, { what: 'the abort of the handler' })
  })

  it('asks nobody when the deadline has passed', async () => {
    let asked = 0
    const { runs } = await pair({ runs: { runNow: async () => ((asked += 1), {}) } })
    await expect(runs.runNow(nothing, { deadline: new Date(Date.now() - 1) })).rejects.toEqual(
      unavailable('GRPC_DEADLINE'),
    )
    expect(asked).toBe(0)
  })

  it('end a call on both sides when the asker gives up', async () => {
    const stop = new AbortController()
    let call: CallContext | undefined
    const { runs } = await pair({ runs: { list: (_, context) => ((call = context), never()) } })
    const asking = runs.list(nothing, { signal: stop.signal })
    await waitFor(() => call, { what: 'the call' })
    stop.abort()
    await expect(asking).rejects.toEqual(unavailable('GRPC_CANCELLED'))
    await waitFor(() => call!.signal.aborted, { what: 'the abort of the handler' })
  })

  it('asks nobody when the signal is aborted already', async () => {
    let asked = 0
    const { runs } = await pair({ runs: { runNow: async () => ((asked += 1), {}) } })
    await expect(runs.runNow(nothing, { signal: AbortSignal.abort() })).rejects.toEqual(
      unavailable('GRPC_CANCELLED'),
    )
    expect(asked).toBe(0)
  })
})

describe('the other side is down', () => {
  it('fails within the wait for a connection, not at the deadline', async () => {
    const { runs } = clients(`127.0.0.1:${await freePort()}`, { connectWithinMs: 100 })
    const began = Date.now()
    await expect(runs.list(nothing)).rejects.toEqual(unavailable('GRPC_UNAVAILABLE'))
    expect(Date.now() - began).toBeLessThan(10_000)
    expect(runs.isConnected()).toBe(false)
  })

  it('waits out a short absence', async () => {
    const port = await freePort()
    const { runs } = clients(`127.0.0.1:${port}`, { connectWithinMs: 10_000 })
    const asking = runs.runNow(nothing)
    await pair({ server: { port } })
    await expect(asking).resolves.toEqual({})
  })

  it('fails as unavailable when the server dies in the middle, and works again when it is back', async () => {
    const { server } = await pair({ runs: { list: never } })
    // the way is cut, which is all that a client sees of a killed server
    const way = await cuttable(server.port)
    const { runs } = clients(way.address, { retry: [], connectWithinMs: 100 })
    const asking = runs.list(nothing)
    await waitFor(() => runs.isConnected(), { what: 'the connection' })
    await way.away()
    await expect(asking).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(runs.list(nothing)).rejects.toEqual(unavailable('GRPC_UNAVAILABLE'))
    await way.mend()
    await waitFor(() => runs.runNow(nothing), { what: 'the connection to come back' })
  })

  it('is unavailable, not a crash, after the client was closed', async () => {
    const { runs } = await pair({})
    await runs.list(nothing)
    await runs.close()
    expect(runs.isConnected()).toBe(false)
    await expect(runs.list(nothing)).rejects.toEqual(unavailable('GRPC_UNAVAILABLE'))
  })
})

describe('retries', () => {
  /** Answers each call with a bare UNAVAILABLE, as a proxy or a stopping server does. */
  async function unavailableServer() {
    const asked = { list: 0, runNow: 0 }
    const server = new Server()
    const refuse = (method: keyof typeof asked) => (_: unknown, callback: (status: object) => void) => {
      asked[method] += 1
      callback({ code: Status.UNAVAILABLE, details: 'upstream connect error' })
    }
    server.addService(stock.StockRunsService, { list: refuse('list'), runNow: refuse('runNow') })
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      )
    })
    return { asked, address: `127.0.0.1:${port}`, close: () => server.forceShutdown() }
  }

  it('are for methods that only read', async () => {
    const server = await unavailableServer()
    const { runs } = clients(server.address)
    await expect(runs.list(nothing)).rejects.toEqual(unavailable('GRPC_UNAVAILABLE'))
    await expect(runs.runNow(nothing)).rejects.toEqual(unavailable('GRPC_UNAVAILABLE'))
    expect(server.asked).toEqual({ list: 3, runNow: 1 })
    server.close()
  })

  it('are for the methods named, where they are named', async () => {
    const server = await unavailableServer()
    const { runs } = clients(server.address, { retry: ['runNow'] })
    await expect(runs.list(nothing)).rejects.toEqual(unavailable('GRPC_UNAVAILABLE'))
    await expect(runs.runNow(nothing)).rejects.toEqual(unavailable('GRPC_UNAVAILABLE'))
    expect(server.asked).toEqual({ list: 1, runNow: 3 })
    server.close()
  })

  it('are not for what the service itself answered', async () => {
    let asked = 0
    const { runs } = await pair({
      runs: {
        list: async () => {
          asked += 1
          throw new AppError({ kind: 'unavailable', code: 'MOYSKLAD_DOWN', message: 'breaker is open' })
        },
      },
    })
    await expect(runs.list(nothing)).rejects.toEqual(unavailable('MOYSKLAD_DOWN'))
    expect(asked).toBe(1)
  })
})

describe('a message that is too large', () => {
  const big = { connection: { accountId: 'x'.repeat(200_000), shopId: '1' }, limit: 1 }

  it('is refused by the server as a bug of ours, and the next call works', async () => {
    const { runs } = await pair({ server: { maxMessageBytes: 100_000 } })
    await expect(runs.list(big)).rejects.toMatchObject({ kind: 'bug', code: 'GRPC_TOO_LARGE' })
    await expect(runs.list(nothing)).resolves.toEqual({ runs: [] })
  })

  it('is not even sent where the client knows better', async () => {
    const { runs } = await pair({ client: { maxMessageBytes: 100_000 } })
    await expect(runs.list(big)).rejects.toMatchObject({ kind: 'bug', code: 'GRPC_TOO_LARGE' })
  })

  it('is refused when it is an answer', async () => {
    const { runs } = await pair({
      server: { maxMessageBytes: 100_000 },
      runs: { list: async () => ({ runs: [{ ...emptyRun, id: 'x'.repeat(200_000) }] }) },
    })
    await expect(runs.list(nothing)).rejects.toMatchObject({ kind: 'bug', code: 'GRPC_TOO_LARGE' })
  })

  const emptyRun: stock.Run = {
    ...{ id: '', kind: '', startedAt: '', finishedAt: '' },
    ...{ rowsRead: 0, changed: 0, written: 0, failed: 0, requests: 0 },
    ...{ state: '', failureCode: '', failureText: '' },
  }
})

describe('stopping', () => {
  it('lets a running call finish and takes no new one', async () => {
    const { opened, open } = gate()
    let running = false
    const { server, runs } = await pair({
      server: { closeWithinMs: 5_000 },
      client: { connectWithinMs: 100 },
      runs: { runNow: async () => ((running = true), await opened, {}) },
    })
    const asking = runs.runNow(nothing)
    await waitFor(() => running, { what: 'the call' })
    const closed = server.close()
    await expect(runs.list(nothing)).rejects.toMatchObject({ kind: 'unavailable' })
    open()
    await expect(asking).resolves.toEqual({})
    await closed
  })

  it('cuts what does not finish in time', async () => {
    let call: CallContext | undefined
    const { server, runs } = await pair({
      server: { closeWithinMs: 100 },
      runs: { runNow: (_, context) => ((call = context), never()) },
    })
    const asking = runs.runNow(nothing)
    const caught = expect(asking).rejects.toMatchObject({
      code: expect.stringMatching(/UNAVAILABLE|CANCELLED/),
    })
    await waitFor(() => call, { what: 'the call' })
    await server.close()
    await caught
    await waitFor(() => call!.signal.aborted, { what: 'the abort of the handler' })
  })

  it('is not held up by an idle connection', async () => {
    const { server, runs } = await pair({ server: { closeWithinMs: 20_000 } })
    await runs.list(nothing)
    const began = Date.now()
    await server.close()
    expect(Date.now() - began).toBeLessThan(5_000)
  })
})

describe('starting', () => {
  it('rejects when the port is taken', async () => {
    const { server } = await pair({})
    const again = startGrpc({ port: server.port, host: '127.0.0.1', services: [], log: silentLogger() })
    await expect(again).rejects.toThrow(/EADDRINUSE|bind/)
  })

  it('rejects an implementation that lacks a method', async () => {
    const half = grpcService(stock.StockRunsService, { list: async () => ({ runs: [] }) } as never)
    await expect(startGrpc({ port: 0, services: [half], log: silentLogger() })).rejects.toThrow(/runNow/)
  })
})
