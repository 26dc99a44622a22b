import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createSandboxKit } from '../core/kit.js'
import { fixture, hasFixtures, shortfalls } from '../testing/fixtures.js'
import { startReceiver, type Receiver } from '../testing/receiver.js'
import { employeeJson } from './employee.js'
import { createVendorSandbox, type VendorSandbox } from './index.js'

const account = randomUUID()

test('an employee who is no admin has no admin’s view', () => {
  const account = { accountId: randomUUID(), accountName: 'chay' }
  const { permissions } = employeeJson(account, { admin: false, id: randomUUID(), uid: 'a@chay', name: 'А' })
  expect(permissions['admin']).toEqual({ view: 'NO' })
})

// registered only where the recordings are at hand
if (hasFixtures('moysklad')) {
  describe('bodies are those of MoySklad’s documents', () => {
    const kit = createSandboxKit({ seed: 1, speed: 1000 })
    let developer: Receiver
    let vendor: VendorSandbox
    beforeAll(async () => {
      developer = await startReceiver()
      developer.answer = () => fixture('moysklad', 'vendor.activate.install.response-settings-required')
      vendor = createVendorSandbox(kit, { gateway: developer.url })
      await vendor.install(account)
    })
    afterAll(async () => {
      await vendor.close()
      await kit.close()
      await developer.close()
    })

    test.each<[string, () => Promise<unknown>]>([
      ['vendor.activate.install.request', async () => undefined],
      ['vendor.tariff-changed.request', () => vendor.changeTariff(account, {})],
      [
        'vendor.event.permissions-changed.request',
        () => vendor.changePermissions(account, fixturePermissions()),
      ],
      ['vendor.deactivate.uninstall.request', () => vendor.uninstall(account)],
    ])('%s', async (name, act) => {
      await act()
      const sent = developer.received.at(-1)!.body
      expect(shortfalls(fixture('moysklad', name), sent)).toEqual([])
      expect(shortfalls(sent, fixture('moysklad', name))).toEqual([])
    })

    test('vendor.ms-side.context.response', () => {
      const recorded = fixture('moysklad', 'vendor.ms-side.context.response')
      const choice = { admin: true, id: randomUUID(), uid: 'admin@chay', name: 'Администратор' }
      const made = employeeJson({ accountId: account, accountName: 'chay' }, choice)
      const { group: _group, permissions, ...rest } = recorded
      expect(shortfalls(rest, made)).toEqual([])
      expect(made.permissions['admin']).toEqual(permissions.admin)
      expect(made.permissions['product']).toMatchObject({ view: 'ALL', update: 'ALL' })
    })
  })
}

function fixturePermissions(): Record<string, unknown> {
  return fixture('moysklad', 'vendor.event.permissions-changed.request').access[0].permissions
}
