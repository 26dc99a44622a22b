import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { BillingAccessChanged, BillingAccountRemoved, InsalesConnectionChanged } from '@skladbridge/contracts'
import { insales } from '@skladbridge/proto'
import { connectGrpc, type GrpcClient } from '@skladbridge/runtime'
import { waitFor } from '@skladbridge/testing'
import {
  accountId,
  app,
  connectRequest,
  startTestConnector,
  type TestConnector,
} from '../testing/start-connector.js'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const token = 'token-of-this-installation'
const password = md5(`${token}${app.secret}`)
const other = '99999999-2222-3333-4444-555555555555'
const by = { userId: 'u1', name: 'Анна' }

let t: TestConnector
let installs: GrpcClient<typeof insales.InstallsService>
beforeEach(async () => {
  t = await startTestConnector()
  installs = connectGrpc(insales.InstallsService, t.address)
  // the shop makes the password valid before it calls
  shop().credentials.push({ login: app.id, password, appName: 'SkladBridge' })
})
afterEach(async () => {
  await installs.close()
  await t.close()
})

const shop = () => t.sandbox.shops()[0]!
const shopId = () => String(shop().id)
const install = (given = token) => installs.install({ shop: shop().host, token: given, insalesId: shopId() })
const key = (account = accountId) => ({ accountId: account, shopId: shopId() })

/** Opens the application in the shop; the shop vouches for the person with its password. */
async function login(secret = password, change: Partial<insales.FinishLoginRequest> = {}) {
  const returnUrl = 'https://skladbridge.example/insales/autologin'
  const { redirectUrl } = await installs.beginLogin({ shop: shop().host, insalesId: shopId(), returnUrl })
  const asked = new URL(redirectUrl)
  const mark = asked.searchParams.get('token')!
  const loginId = new URL(asked.searchParams.get('login')!).pathname.split('/').at(-1)!
  const person = { userEmail: 'a@b.ru', userName: 'Анна', userId: '7', emailConfirmed: 'true' }
  const token3 = md5(`${mark}a@b.ruАнна7true${secret}`)
  const answer = { loginId, token3, ...person, ...change }
  return { asked, answer, finish: () => installs.finishLogin(answer) }
}
const codeOf = async () => (await (await login()).finish()).code
const connectByCode = (code: string, account = accountId) =>
  t.connections.connectByCode({ accountId: account, code, phone: '', by })

describe('a shop that installs the application from inSales', () => {
  it('is shown a code, and whoever types it connects the shop: hooks are made as for any other', async () => {
    await install()
    const { asked, finish } = await login()
    expect(asked.host).toBe(shop().host)
    expect(asked.pathname).toBe(`/admin/applications/${app.id}/login`)
    const { code } = await finish()
    const connected = await connectByCode(code.toLowerCase().replaceAll('-', ''))
    expect(connected).toMatchObject({ connection: key(), state: 'active', via: 'app' })
    await waitFor(async () => (await t.store.find(key()))?.webhooksReady, { what: 'the hooks' })
    expect(t.broker.publishedOf(InsalesConnectionChanged).at(-1)).toMatchObject(key())
    const { changes } = await t.connections.listChanges({ connection: key(), cursor: '', limit: 10 })
    expect(changes).toMatchObject([
      { by, fields: expect.arrayContaining([expect.objectContaining({ field: 'access' })]) },
    ])
    expect(JSON.stringify(changes)).not.toContain(password)
  })

  it('takes the place of a key made by hand: links stay, for the connection is the same', async () => {
    await t.connectShop()
    await install()
    expect(await connectByCode(await codeOf())).toMatchObject({ connection: key(), via: 'app' })
    const { connections } = await t.connections.list({
      accountId,
      afterAccountId: '',
      afterShopId: '',
      limit: 9,
    })
    expect(connections).toHaveLength(1)
  })

  it('is not kept from it by somebody’s made-up installation', async () => {
    await install()
    await install('made-up')
    expect(await connectByCode(await codeOf())).toMatchObject({ state: 'active' })
  })

  it('gives a code that is good once, for one account', async () => {
    await install()
    const code = await codeOf()
    t.kit.counter.reset()
    shop().behaviour.locked = true
    await expect(connectByCode(code)).rejects.toMatchObject({ kind: 'denied' })
    shop().behaviour.locked = false
    await expect(connectByCode(code, other)).rejects.toMatchObject({ code: 'INSALES_CODE_UNKNOWN' })
    await connectByCode(code)
    await expect(connectByCode(code)).rejects.toMatchObject({ code: 'INSALES_CODE_UNKNOWN' })
  })

  it('that forgets its code, or never had one, is told where to get it', async () => {
    await expect(connectByCode('AAAA-BBBB-CCCC')).rejects.toMatchObject({
      kind: 'invalid',
      text: expect.stringContaining('кода нет'),
    })
  })
})

describe('a login', () => {
  it.each([
    ['with another password', 'not-the-password', {}],
    ['of another person', password, { userEmail: 'boss@b.ru' }],
    ['with a token of nobody', password, { token3: '0'.repeat(32) }],
    ['with a mark that was never given out', password, { loginId: 'f'.repeat(32) }],
  ])('%s is refused', async (_what, secret, change) => {
    await install()
    const { finish } = await login(secret, change)
    await expect(finish()).rejects.toMatchObject({ code: 'INSALES_LOGIN_REFUSED' })
  })

  it('is good once', async () => {
    await install()
    const { finish } = await login()
    await finish()
    await expect(finish()).rejects.toMatchObject({ code: 'INSALES_LOGIN_REFUSED' })
  })

  it('to a shop that is none is refused before anybody is sent there', async () => {
    const asked = { insalesId: '1', returnUrl: 'https://x.example' }
    await expect(installs.beginLogin({ shop: 'evil.example', ...asked })).rejects.toMatchObject({
      code: 'INSALES_HOST_REFUSED',
    })
    await expect(installs.install({ shop: '169.254.169.254', token, insalesId: '1' })).rejects.toMatchObject({
      code: 'INSALES_HOST_REFUSED',
    })
  })
})

describe('a shop that removes the application', () => {
  it('loses its connections, when it knows the password', async () => {
    await install()
    await connectByCode(await codeOf())
    const uninstall = (given: string) =>
      installs.uninstall({ shop: shop().host, token: given, insalesId: shopId() })
    await expect(uninstall('wrong')).rejects.toMatchObject({ code: 'INSALES_LOGIN_REFUSED' })
    expect(await t.store.find(key())).toMatchObject({ state: 'active' })
    await uninstall(password)
    expect(await t.store.find(key())).toMatchObject({ state: 'removed' })
    await waitFor(() => t.broker.publishedOf(InsalesConnectionChanged).at(-1)?.data.state === 'removed', {
      what: 'the event',
    })
    await expect(uninstall(password)).rejects.toMatchObject({ code: 'INSALES_INSTALL_UNKNOWN' })
  })

  it('keeps what is connected by a key made by hand', async () => {
    await t.connectShop()
    await install()
    await installs.uninstall({ shop: shop().host, token: password, insalesId: shopId() })
    expect(await t.store.find(key())).toMatchObject({ state: 'active' })
  })
})

describe('new access data', () => {
  it('of another shop are refused, and nothing is connected', async () => {
    const request = connectRequest(t.sandbox, { expectedShopId: '5' })
    await expect(t.connections.connect(request)).rejects.toMatchObject({
      code: 'INSALES_OTHER_SHOP',
      text: expect.stringContaining(shop().title),
    })
    expect(await t.store.find(key())).toBeUndefined()
  })

  it.each([
    ['products', 'товары'],
    ['orders', 'заказы'],
  ])('without the right to %s are refused, and the right is named', async (resource, named) => {
    shop().credentials[0]!.denied = [resource]
    await expect(t.connections.connect(connectRequest(t.sandbox))).rejects.toMatchObject({
      code: 'INSALES_RIGHTS_MISSING',
      text: expect.stringContaining(named),
    })
    expect(await t.store.find(key())).toBeUndefined()
  })
})

describe('an account', () => {
  const deliver = async (event: typeof BillingAccessChanged | typeof BillingAccountRemoved, data: object) => {
    t.broker.deliver(event, { accountId, data } as never)
    await t.broker.idle()
  }

  it('that is uninstalled leaves its shops in order; suspended it keeps them', async () => {
    const connection = await t.connectShop()
    await deliver(BillingAccessChanged, { allowed: false, reason: 'suspended' })
    expect(await t.store.find(connection)).toMatchObject({ state: 'active' })
    await deliver(BillingAccessChanged, { allowed: false, reason: 'uninstalled' })
    await waitFor(async () => !(await t.store.find(connection))?.credentials, {
      what: 'the credentials to go',
    })
    expect(shop().tables.hooks.rows()).toEqual([])
    await deliver(BillingAccountRemoved, {})
    expect(await t.store.find(connection)).toBeUndefined()
  })

  it('whose shop was connected anew keeps it, whatever old news say', async () => {
    const connection = await t.connectShop()
    await deliver(BillingAccountRemoved, {})
    expect(await t.store.find(connection)).toMatchObject({ state: 'active' })
  })
})
