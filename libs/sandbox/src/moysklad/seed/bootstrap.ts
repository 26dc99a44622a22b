import { definitions } from '../entities/index.js'
import { createObject } from '../engine/save.js'
import type { Account, Ctx } from '../model/account.js'
import type { Ref, Values } from '../model/types.js'
import { orderStates } from './shop.js'

const rubles = {
  name: 'руб',
  fullName: 'Российский рубль',
  code: '643',
  isoCode: 'RUB',
  majorUnit: { gender: 'masculine', s1: 'рубль', s2: 'рубля', s5: 'рублей' },
  minorUnit: { gender: 'feminine', s1: 'копейка', s2: 'копейки', s5: 'копеек' },
}

/** System dictionaries have the same ids in every account. */
const standard: [type: string, id: string, values: Values][] = [
  [
    'uom',
    '19f1edc0-fc42-4001-94cb-c9ec9c62ec10',
    { name: 'шт', description: 'Штука', code: '796', externalCode: '796' },
  ],
  [
    'uom',
    '0dd4fe8b-e59e-486e-bde5-b52fe0e25415',
    { name: 'мес', description: 'Месяц', code: '362', externalCode: '362' },
  ],
  [
    'uom',
    '1700dfba-e9e7-4c98-9857-8d984ab48b2b',
    { name: 'ч', description: 'Час', code: '356', externalCode: '356' },
  ],
  [
    'uom',
    '2d1fdd55-d935-4d55-80d4-f6904b62ff46',
    { name: 'кг', description: 'Килограмм', code: '166', externalCode: '166' },
  ],
  [
    'uom',
    '2ec1170c-3f69-4409-87bb-c68e0011b275',
    { name: 'упак', description: 'Упаковка', code: '778', externalCode: '778' },
  ],
  ['country', '9df7c2c3-7782-4c5c-a8ed-1102af611608', { name: 'Россия', code: '643', externalCode: '643' }],
  ['country', '0238a888-c602-4e78-a199-d8f49c4d6c18', { name: 'Беларусь', code: '112', externalCode: '112' }],
  ['region', '00000000-0000-0000-0000-000000000077', { name: 'г Москва', code: '77', externalCode: '77' }],
  [
    'region',
    '00000000-0000-0000-0000-000000000078',
    { name: 'г Санкт-Петербург', code: '78', externalCode: '78' },
  ],
]

/** Puts an object in with an id of its own, past the rules for newcomers. */
export function plant(ctx: Ctx, type: string, id: string, body: Values): void {
  const definition = { ...definitions.get(type)!, readOnly: false }
  createObject(ctx, definition, body, id)
}

/** What every account has from its first minute: an employee, a department, a currency, one price type. */
export function bootstrap(ctx: Ctx): void {
  const { account } = ctx
  account.priceTypes = [
    { id: account.uuid(), name: 'Цена продажи', externalCode: 'cbcf493b-55bc-11d9-848a-00112f43529a' },
  ]
  const add = (type: string, body: Values): Ref => ({
    type,
    id: createObject(ctx, definitions.get(type)!, body).id,
  })
  account.defaults.group = add('group', { name: 'Основной' })
  account.defaults.currency = add('currency', rubles)
  const currency = account.collection('currency').get(account.defaults.currency.id)!
  Object.assign(currency.values, { default: true, system: true })
  const owner = add('employee', { lastName: 'Администратор' })
  account.defaults.owner = owner
  setLogin(account, owner.id, `admin@${account.name}`)
  for (const [type, id, values] of standard) {
    plant(ctx, type, id, values)
    const stored = account.collection(type).get(id)!
    stored.standard = true
    for (const name of ['owner', 'group', 'shared']) delete stored.values[name]
  }
  for (const [name, color, stateType] of orderStates)
    addState(account, 'customerorder', name, color, stateType)
  addState(account, 'counterparty', 'Новый', 15106326, 'Regular')
  addState(account, 'demand', 'Отгружено', 8825440, 'Regular')
}

export function setLogin(account: Account, employeeId: string, login: string): void {
  account.collection('employee').get(employeeId)!.values.uid = login
}

function addState(account: Account, type: string, name: string, color: number, stateType: string): void {
  const id = account.uuid()
  account.states(type).set(id, { id, name, color, stateType })
}
