import { generated, page, table } from './markdown.mjs'

/**
 * docs/events.md: everything that the definitions know.
 *
 * @param {Iterable<import('@skladbridge/contracts').EventDefinition>} events
 * @param {import('zod').ZodType} envelope
 */
export function eventsPage(events, envelope) {
  const all = [...events].sort((a, b) => (a.routingKey < b.routingKey ? -1 : 1))
  const owners = [...new Set(all.map(({ owner }) => owner))].sort()
  return page(
    '# Events',
    generated,
    [
      'JSON on the topic exchange `events`, one quorum queue per handler; see `libs/contracts` for how to add one.',
      'Required: publishing fails while no queue takes it. Optional: news for whoever listens.',
    ].join(' '),
    '## Envelope',
    'Around the data of every event. The routing key is `<name>.v<version>`.',
    fields(envelope),
    ...owners.flatMap((owner) => [
      `## From ${owner}`,
      ...all.filter((event) => event.owner === owner).flatMap(entry),
    ]),
  )
}

const entry = (event) => [
  `### \`${event.routingKey}\``,
  `${event.summary} (${event.audience})`,
  fields(event.data),
]

function fields(schema) {
  const rows = [...describeFields(schema.toJSONSchema({ unrepresentable: 'any' }), '')]
  return rows.length === 0 ? 'No data.' : table(['field', 'type', 'required'], rows)
}

function* describeFields(schema, path) {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const here = `${path}${name}`
    yield [`\`${here}\``, describeType(field), schema.required?.includes(name) ? 'yes' : 'no']
    if (field.type === 'object') yield* describeFields(field, `${here}.`)
    if (field.type === 'array') yield* describeFields(field.items, `${here}[].`)
  }
}

function describeType(field) {
  if (field.enum) return field.enum.map((value) => `\`${value}\``).join(', ')
  if (field.type === 'string')
    return field.format ? (names[field.format] ?? field.format) : `string${lengths(field)}`
  if (field.type === 'integer') return `integer${least(field)}`
  if (field.type === 'array') return `list of ${describeType(field.items)}`
  return field.type ?? 'see below'
}

function least({ minimum, exclusiveMinimum }) {
  const from = exclusiveMinimum === undefined ? minimum : exclusiveMinimum + 1
  return from === undefined || from < 0 ? '' : ` from ${from}`
}

const names = { 'date-time': 'ISO 8601 moment', uuid: 'UUID' }

const lengths = ({ minLength, maxLength }) =>
  maxLength === undefined ? '' : ` of ${minLength === undefined ? 'at most ' : `${minLength}–`}${maxLength}`
