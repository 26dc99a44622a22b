import type { EntityDefinition } from '../model/definition.js'
import {
  bool,
  choice,
  code,
  externalCode,
  float,
  int,
  listed,
  moment,
  of,
  ownership,
  ref,
  str,
  text,
} from '../model/fields.js'
import type { ChildDefinition, Field } from '../model/types.js'
import { filesChild } from './goods.js'

const plain = (): Field => of('string', { max: 255 })
const companyTypes = ['legal', 'entrepreneur', 'individual']

const accounts: ChildDefinition = {
  name: 'accounts',
  type: 'account',
  fields: {
    accountNumber: plain(),
    bankName: plain(),
    bankLocation: plain(),
    bic: plain(),
    correspondentAccount: plain(),
    isDefault: of('boolean', { initial: false }),
  },
}
const contactpersons: ChildDefinition = {
  name: 'contactpersons',
  type: 'contactperson',
  fields: {
    name: of('string', { max: 255, required: true }),
    description: plain(),
    email: of('email'),
    phone: plain(),
    position: plain(),
    externalCode: plain(),
  },
}
const notes: ChildDefinition = {
  name: 'notes',
  type: 'note',
  fields: { description: of('string', { max: 4096 }) },
}

const partyFields: Record<string, Field> = {
  ...listed,
  created: moment({ readOnly: true }),
  companyType: choice(companyTypes, { initial: 'legal', filter: true }),
  actualAddress: str(),
  actualAddressFull: of('address'),
  legalTitle: str(),
  legalAddress: str(),
  legalAddressFull: of('address'),
  legalLastName: str(),
  legalFirstName: str(),
  legalMiddleName: str(),
  inn: str(),
  kpp: str(),
  ogrn: str(),
  ogrnip: str(),
  okpo: str(),
  certificateNumber: str(),
  certificateDate: of('moment'),
  email: of('email', { filter: true, max: 255 }),
  phone: str(),
  fax: str(),
  attributes: of('attributes', { filter: true }),
  syncId: of('uuid', { filter: true }),
  bonusProgram: ref('bonusprogram', { filter: false }),
  bonusPoints: int({ readOnly: true }),
}

export const counterparty: EntityDefinition = {
  type: 'counterparty',
  page: 'company',
  attributesOf: 'counterparty',
  hasStates: true,
  fields: {
    ...partyFields,
    sex: choice(['MALE', 'FEMALE']),
    birthDate: of('moment'),
    tags: of('strings', { initial: [], filter: true }),
    state: ref('state'),
    priceType: of('priceType', { filter: true }),
    discountCardNumber: str(),
    discounts: of('any'),
    salesAmount: float({ readOnly: true, initial: 0 }),
  },
  children: [accounts, contactpersons, notes, filesChild],
}

export const organization: EntityDefinition = {
  type: 'organization',
  page: 'mycompany',
  attributesOf: 'organization',
  fields: {
    ...partyFields,
    group: ref('group', { filter: false }),
    isEgaisEnable: of('boolean'),
    fsrarId: plain(),
    payerVat: of('boolean'),
    utmUrl: plain(),
    director: plain(),
    chiefAccountant: plain(),
    trackingContractNumber: plain(),
    trackingContractDate: of('moment'),
  },
  children: [accounts],
}

export const employee: EntityDefinition = {
  type: 'employee',
  page: 'employee',
  attributesOf: 'employee',
  fields: {
    ...ownership,
    name: str({ readOnly: true }),
    description: text(),
    code,
    externalCode,
    archived: bool(false),
    created: moment({ readOnly: true, filter: false }),
    uid: str({ readOnly: true }),
    email: of('email', { filter: true, max: 255 }),
    phone: str(),
    firstName: str(),
    middleName: str(),
    lastName: str({ required: true }),
    fullName: plain(),
    shortFio: plain(),
    position: plain(),
    inn: plain(),
    attributes: of('attributes', { filter: true }),
  },
  prepare({ draft: { values } }) {
    const { lastName, firstName, middleName } = values as Record<string, string | undefined>
    const initials = [firstName, middleName].map((part) => (part ? ` ${part[0]!}.` : '')).join('')
    values.name = values.shortFio = `${lastName ?? ''}${initials}`
    values.fullName = [lastName, firstName, middleName].filter(Boolean).join(' ')
  },
}
