import { changeFaults, noFaults } from '@skladbridge/sandbox'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestConnector, type TestConnector } from '../../testing/start-connector.js'

let t: TestConnector
let connection: { accountId: string; shopId: string }

beforeAll(async () => {
  t = await startTestConnector({
    sandbox: { shops: [{ products: 1 }], limits: 'off' },
    budgetRequests: 10_000,
  })
  connection = await t.connectShop()
})
afterAll(() => t.close())
afterEach(() => void changeFaults(t.kit, noFaults))

const shirt = (name: string, more: { name: string; value: string }[] = []) =>
  t.products.create({
    connection,
    mark: `mark-${name}`,
    title: `Футболка ${name}`,
    variants: [{ priceMinor: 100, options: [{ name, value: 'M' }, ...more] }],
  })
const rename = (from: string, to: string) => t.products.renameOption({ connection, from, to })
const optionsOf = async (id: string) =>
  (await t.products.getMany({ connection, ids: [id] })).products[0]!.optionNames

describe('the name of an option', () => {
  it('is changed for every product that has it, and a repeat finds it done', async () => {
    const [one, other] = [await shirt('Размер'), await shirt('Размер', [{ name: 'Цвет', value: 'белый' }])]
    expect(await rename('Размер', 'Рост')).toEqual({ outcome: 'renamed' })
    expect(await rename('Размер', 'Рост')).toEqual({ outcome: 'renamed' })
    expect([await optionsOf(one.id), (await optionsOf(other.id)).sort()]).toEqual([
      ['Рост'],
      ['Рост', 'Цвет'],
    ])
  })

  it('is left where another option has the new name, or none has the old one', async () => {
    await shirt('Объём', [{ name: 'Вкус', value: 'мята' }])
    expect(await rename('Объём', 'вкус ')).toEqual({ outcome: 'taken' })
    expect(await rename('Не было', 'И не будет')).toEqual({ outcome: 'missing' })
  })

  it('is found changed when the answer was lost', async () => {
    const { id } = await shirt('Длина')
    changeFaults(t.kit, { answerLost: 1 })
    await expect(rename('Длина', 'Длина изделия')).rejects.toMatchObject({ kind: 'unavailable' })
    changeFaults(t.kit, noFaults)
    expect(await rename('Длина', 'Длина изделия')).toEqual({ outcome: 'renamed' })
    expect(await optionsOf(id)).toEqual(['Длина изделия'])
  })

  it('has to be told', async () => {
    await expect(rename('', 'Рост')).rejects.toMatchObject({ code: 'INSALES_ARGUMENT_WRONG' })
  })
})
