import type { EntityDefinition } from '../model/definition.js'
import * as errors from '../errors.js'
import {
  bool,
  choice,
  code,
  externalCode,
  float,
  int,
  listed,
  minute,
  name,
  of,
  ownership,
  ref,
  str,
  text,
} from '../model/fields.js'
import type { Ref } from '../model/types.js'

export const store: EntityDefinition = {
  type: 'store',
  page: 'warehouse',
  attributesOf: 'store',
  fields: {
    ...listed,
    parent: ref('store', { filter: true }),
    pathName: str({ readOnly: true }),
    address: str(),
    addressFull: of('address'),
    attributes: of('attributes', { filter: true }),
  },
  children: [
    { name: 'zones', type: 'storezone', fields: { name: of('string', { max: 255, required: true }) } },
    { name: 'slots', type: 'slot', fields: { name: of('string', { max: 255, required: true }) } },
  ],
  check({ ctx, draft }) {
    // names of stores are unique since 2025-11-18
    const same = ctx.account.collection('store').by('name', String(draft.values.name))
    if (same.some(({ id }) => id !== draft.id)) throw errors.notUnique('name')
  },
  show({ account }, stored, json) {
    const parent = stored.values.parent as Ref | undefined
    json.pathName = parent ? String(account.collection('store').get(parent.id)?.values.name ?? '') : ''
  },
}

export const group: EntityDefinition = {
  type: 'group',
  bare: true,
  fields: { name: str({ required: true, filter: false }), index: int({ initial: 0 }) },
}

export const project: EntityDefinition = {
  type: 'project',
  page: 'project',
  attributesOf: 'project',
  fields: {
    ...listed,
    attributes: of('attributes', { filter: true }),
  },
}

// prettier-ignore
const channelTypes = [
  'MESSENGER', 'SOCIAL_NETWORK', 'MARKETPLACE', 'ECOMMERCE', 'CLASSIFIED_ADS', 'DIRECT_SALES', 'RETAIL_SALES', 'OTHER',
]
export const saleschannel: EntityDefinition = {
  type: 'saleschannel',
  page: 'saleschannel',
  fields: {
    ...listed,
    type: choice(channelTypes, { required: true, filter: true }),
  },
}

export const contract: EntityDefinition = {
  type: 'contract',
  page: 'contract',
  attributesOf: 'contract',
  hasStates: true,
  fields: {
    ...listed,
    moment: minute(),
    sum: float({ initial: 0 }),
    contractType: choice(['Commission', 'Sales'], { initial: 'Sales' }),
    ownAgent: ref('organization', { required: true }),
    agent: ref(['counterparty', 'organization'], { required: true }),
    state: ref('state'),
    syncId: of('uuid', { filter: true }),
    attributes: of('attributes', { filter: true }),
  },
}

const unit = () => of('any')
export const currency: EntityDefinition = {
  type: 'currency',
  page: 'currency',
  bare: true,
  fields: {
    system: of('boolean', { readOnly: true, initial: false }),
    name,
    fullName: str(),
    rate: float({ initial: 1 }),
    multiplicity: int({ initial: 1, filter: true }),
    indirect: of('boolean', { initial: false }),
    rateUpdateType: of('string', { readOnly: true, initial: 'manual' }),
    code: str({ required: true }),
    isoCode: str({ required: true }),
    majorUnit: unit(),
    minorUnit: unit(),
    margin: float({ initial: 0 }),
    archived: bool(false),
    default: bool(false, { readOnly: true }),
  },
}

export const uom: EntityDefinition = {
  type: 'uom',
  fields: { ...ownership, name, description: text(), code, externalCode },
}

export const country: EntityDefinition = {
  type: 'country',
  fields: { ...ownership, name, description: text(), code, externalCode },
}

export const region: EntityDefinition = {
  type: 'region',
  readOnly: true,
  fields: { name, code, externalCode },
}

export const bonusprogram: EntityDefinition = {
  type: 'bonusprogram',
  page: 'discount',
  fields: { name, active: bool(true) },
}
