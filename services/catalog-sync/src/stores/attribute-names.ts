import { translateMongoErrors } from '@skladbridge/runtime'
import { Schema, type Connection } from 'mongoose'
import type { AttributeNames } from '../handlers/ports.js'

interface Row {
  /** `<account id>/<name>`: one connection of the account has it. */
  _id: string
  lane: string
  name: string
  /** MoySklad's id of the field, once it is there. */
  attributeId?: string
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    lane: { type: String, required: true },
    name: { type: String, required: true },
    attributeId: String,
  },
  { versionKey: false },
).index({ lane: 1 })

const duplicateKey = 11_000

/** Two shops of one account write the ids of two products on one card: each into a field of its own. */
export function createAttributeNameStore(connection: Connection) {
  const model = connection.model<Row>('AttributeName', schema, 'attribute_names')
  const names: AttributeNames = {
    async get(lane) {
      const row = await model.findOne({ lane }).lean<Row>()
      return row ? { name: row.name, id: row.attributeId ?? '' } : undefined
    },
    async claim(lane, accountId, wanted) {
      for (const name of wanted) if (await take({ _id: `${accountId}/${name}`, lane, name })) return name
      return wanted.at(-1)!
    },
    async remember(lane, { name, id }) {
      await model.updateOne({ lane, name }, { $set: { attributeId: id } })
    },
    async forget(lane) {
      await model.updateOne({ lane }, { $unset: { attributeId: 1 } })
    },
  }
  return { model, names: translateMongoErrors(names) }

  async function take(row: Row): Promise<boolean> {
    try {
      await model.create(row)
      return true
    } catch (error) {
      if ((error as { code?: unknown }).code !== duplicateKey) throw error
      return (await model.findById(row._id).lean<Row>())?.lane === row.lane
    }
  }
}
