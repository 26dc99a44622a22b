import { definitions } from '../entities/index.js'
import { refOfPath } from '../engine/hrefs.js'
import { attributeTypes } from '../engine/parse-attributes.js'
import { plant } from '../seed/bootstrap.js'
import type { Ctx } from '../model/account.js'
import type { Ref } from '../model/types.js'
import type { Json } from './client.js'

const bodies: Record<string, (id: string) => Json> = {
  employee: (id) => ({ lastName: `Сотрудник ${id}` }),
  currency: (id) => ({ name: id, code: '643', isoCode: 'RUB' }),
  saleschannel: (id) => ({ name: id, type: 'OTHER' }),
}

/** Everything a sample of the documentation refers to is put into the account, under the sample's own ids. */
export function plantReferences(ctx: Ctx, sample: Json): void {
  if (Array.isArray(sample)) return sample.forEach((one) => plantReferences(ctx, one))
  if (typeof sample !== 'object' || sample === null) return
  for (const [name, value] of Object.entries(sample as Record<string, Json>)) {
    if (name === 'meta' && value?.href) plantOne(ctx, value, sample)
    else if (name === 'characteristics') value.forEach((one: Json) => plantCharacteristic(ctx, one))
    else plantReferences(ctx, value)
  }
}

function plantOne(ctx: Ctx, meta: Json, holder: Json): void {
  const path = new URL(meta.href).pathname.replace('/api/remap/1.2/', '').replace(/\/$/, '')
  let ref: Ref
  try {
    ref = refOfPath(path, 'meta')
  } catch {
    return // a collection, not an object
  }
  if (ref.type === 'state') return plantState(ctx, ref)
  if (ref.type === 'attributemetadata') return plantAttribute(ctx, path, holder, ref.id)
  if (ref.type === 'pricetype') return plantPriceType(ctx, ref.id)
  if (ref.path) return plantChild(ctx, ref)
  plantObject(ctx, ref.type, ref.id)
}

function plantObject(ctx: Ctx, type: string, id: string): void {
  if (!definitions.has(type) || ctx.account.collection(type).get(id)) return
  const party = (wanted: string) => {
    const stored = [...ctx.account.collection(wanted).all()][0]
    return { meta: { href: `${ctx.base}/entity/${wanted}/${stored?.id}`, type: wanted } }
  }
  if (type === 'contract' || type === 'customerorder') {
    for (const wanted of ['organization', 'counterparty'])
      if (ctx.account.collection(wanted).size === 0) plantObject(ctx, wanted, ctx.account.uuid())
    const body = {
      ownAgent: party('organization'),
      organization: party('organization'),
      agent: party('counterparty'),
    }
    return plant(ctx, type, id, { name: id, ...body })
  }
  plant(ctx, type, id, bodies[type]?.(id) ?? { name: `${type} ${id}` })
}

function plantState(ctx: Ctx, { id, path }: Ref): void {
  ctx.account.states(path!.split('/')[1]!).set(id, { id, name: id, color: 1, stateType: 'Regular' })
}

function plantAttribute(ctx: Ctx, path: string, { name, type, value }: Json, id: string): void {
  const owner = path.split('/')[1]!
  // the samples have a misspelt type, and whole numbers in quotes
  const known = attributeTypes.includes(type) && !(type === 'long' && typeof value === 'string')
  ctx.account
    .attributes(owner)
    .set(id, { id, name, type: known ? type : 'string', required: false, show: true })
}

function plantPriceType(ctx: Ctx, id: string): void {
  if (ctx.account.priceTypes.some((type) => type.id === id)) return
  ctx.account.priceTypes.push({ id, name: `Цена ${id}`, externalCode: id })
}

/** Accounts of parties: their owner may have to come first. */
function plantChild(ctx: Ctx, { id, path }: Ref): void {
  const [, type, ownerId, name] = path!.split('/') as [string, string, string, string]
  if (name !== 'accounts') return
  plantObject(ctx, type, ownerId)
  const owner = ctx.account.collection(type).get(ownerId)!
  if (owner.children[name]?.some((child) => child.id === id)) return
  owner.children = { ...owner.children, [name]: [...(owner.children[name] ?? []), { id, values: {} }] }
}

function plantCharacteristic(ctx: Ctx, { id, name }: Json): void {
  if (id && !ctx.account.characteristics.has(id))
    ctx.account.characteristics.set(id, { id, name: name ?? id })
}
