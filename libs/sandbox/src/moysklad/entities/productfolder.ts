import * as errors from '../errors.js'
import type { EntityDefinition, Save } from '../model/definition.js'
import {
  bool,
  choice,
  code,
  externalCode,
  int,
  name,
  of,
  ownership,
  ref,
  taxSystems,
  text,
} from '../model/fields.js'
import type { Ref } from '../model/types.js'
import { showGood } from './goods.js'

export const productfolder: EntityDefinition = {
  type: 'productfolder',
  page: 'good',
  fields: {
    ...ownership,
    name,
    description: text(),
    code,
    externalCode,
    archived: bool(false, { readOnly: true }),
    pathName: of('string', { readOnly: true, filter: true }),
    productFolder: ref('productfolder', { filter: false }),
    vat: int(),
    vatEnabled: bool(false, { filter: false }),
    useParentVat: bool(true, { filter: false }),
    taxSystem: choice(taxSystems),
  },
  check: checkParent,
  show: ({ account }, stored, json) => showGood(account, stored, json),
}

function checkParent({ ctx, draft }: Save): void {
  let parent = draft.values.productFolder as Ref | undefined
  if (parent?.id === draft.id) throw errors.folderIsItsOwnParent()
  while (parent) {
    if (parent.id === draft.id) throw errors.folderCycle()
    const folder = ctx.account.collection('productfolder').get(parent.id)
    parent = folder?.values.productFolder as Ref | undefined
  }
}
