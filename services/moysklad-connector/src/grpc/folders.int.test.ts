import { randomUUID } from 'node:crypto'
import { moysklad } from '@skladbridge/proto'
import type { MoyskladAccount } from '@skladbridge/sandbox'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { refusalOf, startRig, type Rig } from '../testing/rig.js'

let rig: Rig
let account: MoyskladAccount
let accountId: string
const list = async () => (await rig.clients.folders.list({ accountId })).folders
const save = async (changes: Partial<moysklad.FolderChange>[]) =>
  (await rig.clients.folders.save(moysklad.SaveFoldersRequest.fromPartial({ accountId, changes }))).outcomes

beforeAll(async () => {
  rig = await startRig()
  account = rig.addAccount()
  accountId = account.id
  await rig.connect(account)
})
afterAll(() => rig.close())

describe('folders', () => {
  it('are listed as a tree, in one request', async () => {
    const before = rig.seen.length
    const folders = await list()
    expect(rig.seen.length - before).toBe(1)
    expect(folders.map(({ name }) => name).sort()).toEqual(['Кухня', 'Освещение', 'Текстиль', 'Хранение'])
    expect(folders.every(({ parentId, externalCode }) => parentId === '' && externalCode !== '')).toBe(true)
  })

  it('are made twelve deep, renamed, moved, and moved to the top', async () => {
    let parentId = account.seed().folders['Кухня']!
    const ids: string[] = []
    for (let depth = 1; depth <= 12; depth += 1) {
      const [made] = await save([{ name: `Уровень ${depth}`, parentId, externalCode: `c-${depth}` }])
      ids.push((parentId = made!.id))
    }
    await save([
      { id: ids[0]!, name: 'Посуда' },
      { id: ids[11]!, parentId: ids[0]! },
      { id: ids[5]!, parentId: '' },
    ])
    const byId = new Map((await list()).map((folder) => [folder.id, folder]))
    expect(byId.get(ids[0]!)).toMatchObject({ name: 'Посуда', externalCode: 'c-1' })
    expect(byId.get(ids[11]!)?.parentId).toBe(ids[0])
    expect(byId.get(ids[5]!)?.parentId).toBe('')
  })

  it('that go wrong stop no other: circles, gone parents, empty names', async () => {
    const [above] = await save([{ name: 'Сверху' }])
    const [below] = await save([{ name: 'Снизу', parentId: above!.id }])
    const outcomes = await save([
      { id: above!.id, parentId: below!.id },
      { name: '' },
      { name: 'Сирота', parentId: randomUUID() },
      { name: 'Хорошая' },
    ])
    expect(outcomes.map(({ errorCode }) => errorCode)).toEqual([
      'MOYSKLAD_FOLDER_WRONG',
      'MOYSKLAD_FIELD_EMPTY',
      'MOYSKLAD_NOT_FOUND',
      '',
    ])
    expect(outcomes[1]!.errorText).toMatch(/«Наименование»/)
  })

  it('whose answer was lost are found by their external code', async () => {
    rig.kit.faults.answerLost = 1
    expect(await refusalOf(save([{ name: 'Потерянная', externalCode: 'lost-1' }]))).toMatchObject({
      kind: 'unavailable',
    })
    rig.kit.faults.answerLost = 0
    expect((await list()).filter(({ externalCode }) => externalCode === 'lost-1')).toHaveLength(1)
  })

  it('are refused when they are no folders of ours', async () => {
    expect(await refusalOf(save([{ id: 'x' }]))).toMatchObject({ code: 'MOYSKLAD_ARGUMENT_WRONG' })
    expect(await refusalOf(save(Array.from({ length: 1_001 }, () => ({}))))).toMatchObject({
      kind: 'invalid',
    })
  })
})

it('every request so far is as MoySklad describes it', () => {
  expect(rig.openApiProblems()).toEqual([])
})
